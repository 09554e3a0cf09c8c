/// Log-rank and G-rho tests against R's survdiff, trend and delayed entry against coxph's score
/// test.
#include "venscope/survival/log_rank.hpp"

#include "support/reference.hpp"

#include <algorithm>

using namespace venscope;
using namespace venscope::survival;
using test::expect_close;
using test::numbers;
using test::whole_numbers;

namespace {

// The same sums in another order; solving for chi-squared loses a digit or two.
constexpr double tolerance = 1e-10;

struct Case {
  std::string name;
  endpoint::Outcomes outcomes;
  std::vector<std::int32_t> group, strata;
  std::size_t k;
  double rho;

  explicit Case(const nlohmann::json& reference)
      : name(reference["name"]),
        group(whole_numbers(reference["data"], "group")),
        strata(whole_numbers(reference["data"], "strata")),
        rho(reference["rho"]) {
    const auto& data = reference["data"];
    if (data.contains("entry")) outcomes.entry = numbers(data["entry"]);
    outcomes.time = numbers(data["time"]);
    outcomes.event = whole_numbers(data, "event");
    k = static_cast<std::size_t>(*std::max_element(group.begin(), group.end())) + 1;
  }
};

void expect_parts(const LogRank& test, const nlohmann::json& reference, const std::string& name) {
  std::vector<double> n, observed, expected;
  for (const LogRankGroup& group : test.groups) {
    n.push_back(group.n);
    observed.push_back(group.observed);
    expected.push_back(group.expected);
  }
  expect_close(n, reference["n"], tolerance, name + " n");
  expect_close(observed, reference["observed"], tolerance, name + " observed");
  expect_close(expected, reference["expected"], tolerance, name + " expected");
  expect_close(test.variance.values, reference["variance"], tolerance, name + " variance");
  expect_close(test.p, test::number(reference["p"]), 1e-8, name + " p");
}

}  // namespace

TEST(LogRankReference, EqualsR) {
  const auto file = test::reference("survival/log_rank");
  ASSERT_GE(file["cases"].size(), 30U);
  for (const auto& reference : file["cases"]) {
    const Case data(reference);
    const auto test = log_rank(data.outcomes, data.group, data.k, data.strata, data.rho);
    ASSERT_TRUE(test) << data.name;
    expect_close(test->chi_squared, reference["chisq"], tolerance, data.name + " chisq");
    // Without any event R subtracts 1 from 0.
    EXPECT_EQ(test->df, std::max(0.0, reference["df"].get<double>())) << data.name;
    if (reference.contains("n")) expect_parts(*test, reference, data.name);
  }
}

TEST(LogRankReference, TrendIsTheExactScoreTest) {
  std::size_t compared = 0;
  const auto file = test::reference("survival/log_rank");
  for (const auto& reference : file["cases"]) {
    if (!reference.contains("trend")) continue;
    const Case data(reference);
    const auto test = log_rank_trend(data.outcomes, data.group, data.k, {}, data.strata, data.rho);
    ASSERT_TRUE(test) << data.name;
    expect_close(test->chi_squared, test::number(reference["trend"]), tolerance,
                 data.name + " trend");
    ++compared;
  }
  EXPECT_GE(compared, 20U);
}

TEST(LogRankReference, PairwiseWithAdjustedP) {
  std::size_t compared = 0;
  const auto file = test::reference("survival/log_rank");
  for (const auto& reference : file["cases"]) {
    if (!reference.contains("pairs")) continue;
    const Case data(reference);
    const auto& pairs = reference["pairs"];
    for (const auto& [adjustment, name] :
         {std::pair{Adjustment::holm, "holm"}, {Adjustment::benjamini_hochberg, "bh"}}) {
      const auto tests =
          log_rank_pairwise(data.outcomes, data.group, data.k, adjustment, data.strata, data.rho);
      ASSERT_TRUE(tests) << data.name;
      ASSERT_EQ(tests->size(), pairs["p"].size()) << data.name;
      for (std::size_t i = 0; i < tests->size(); ++i) {
        EXPECT_EQ((*tests)[i].first, pairs["first"][i].get<std::size_t>());
        EXPECT_EQ((*tests)[i].second, pairs["second"][i].get<std::size_t>());
        expect_close((*tests)[i].chi_squared, pairs["chisq"][i], tolerance, data.name + " pair");
        expect_close((*tests)[i].p_adjusted, pairs[name][i], 1e-8, data.name + name);
      }
    }
    ++compared;
  }
  EXPECT_GE(compared, 5U);
}
