// Pairs and weights of R's MatchIt: the same patients, not only as many.
#include "venscope/comparability/matching.hpp"

#include "support/from_r.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;

namespace {

MatchOrder order_of(const std::string& name) {
  return name == "largest"    ? MatchOrder::largest
         : name == "smallest" ? MatchOrder::smallest
                              : MatchOrder::rows;
}

/// A list of one number stands in the file as that number.
std::vector<std::size_t> rows_of(const nlohmann::json& value) {
  if (value.is_number()) return {value.get<std::size_t>()};
  return value.get<std::vector<std::size_t>>();
}

TEST(MatchingOfR, HasTheSamePairsAndWeights) {
  const nlohmann::json cases = test::from_r("comparability", "matching");
  ASSERT_EQ(cases.size(), 49u);
  for (const auto& one : cases) {
    SCOPED_TRACE(one["name"].get<std::string>());
    const auto treated = one["treated"].get<std::vector<std::int32_t>>();
    const auto measure = one["measure"].get<std::vector<double>>();
    const auto exact = one["exact"].get<std::vector<std::int32_t>>();
    MatchingOptions options;
    options.order = order_of(one["order"]);
    options.ratio = one["ratio"];
    options.replacement = one["replace"];
    options.caliper.reset();
    if (one["caliper"].is_number()) options.caliper = one["caliper"].get<double>();
    const auto found = match(treated, measure, exact, options);
    ASSERT_TRUE(found) << to_text(found.error());

    std::vector<std::vector<std::size_t>> controls(treated.size());
    for (const MatchedSet& set : found->sets) controls[set.treated] = set.controls;
    std::size_t k = 0;
    for (std::size_t i = 0; i < treated.size(); ++i)
      if (treated[i] == 1) {
        EXPECT_EQ(controls[i], rows_of(one["controls"][k++])) << "row " << i;
      }
    for (std::size_t i = 0; i < treated.size(); ++i)
      EXPECT_TRUE(test::agrees(found->weights[i], test::number(one["weights"][i]), 1e-12)) << i;
  }
}

}  // namespace
