// Concordance against R's concordancefit (concordance.R beside this file).
#include "venscope/accuracy/concordance.hpp"

#include "reference/survival/cox_case.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::test;

namespace {

// Counts are sums of products of weights: only the order of the sums differs.
constexpr double tolerance = 1e-10;

template <class Concordance>
void compare(const Result<Concordance>& got, const Json& expected, const std::string& where) {
  if (expected["estimate"].is_null()) {
    EXPECT_FALSE(got) << where;
    return;
  }
  ASSERT_TRUE(got) << where;
  const auto near = [&](double value, const char* key, double floor) {
    EXPECT_LE(relative_difference(value, number(expected[key]), floor), tolerance)
        << where << " " << key << " " << value << " " << expected[key];
  };
  near(got->estimate, "estimate", 0);
  near(got->std_error, "std_error", 1e-6);
  near(got->concordant, "concordant", 1e-3);
  near(got->discordant, "discordant", 1e-3);
  near(got->tied_x, "tied_x", 1e-3);
  near(got->tied_y, "tied_y", 1e-3);
  near(got->tied_xy, "tied_xy", 1e-3);
}

}  // namespace

TEST(ConcordanceReference, EqualsR) {
  const char* other = std::getenv("VENSCOPE_CONCORDANCE_CASES");
  const Json cases = read_json(other ? other : "accuracy/concordance.json");
  ASSERT_TRUE(cases.is_array());
  ASSERT_GE(cases.size(), 15U);
  for (const Json& json : cases) {
    const CoxCase set(json);
    const auto marker = numbers<double>(json["marker"]);
    compare(accuracy::harrell(set.outcomes, marker, set.strata, set.weights, set.cluster),
            json["harrell"], set.name + " Harrell");
    if (json["uno"].is_null()) continue;
    const Json& uno = json["uno"];
    compare(accuracy::uno(set.outcomes, marker, {}, set.weights, set.cluster), uno["all"],
            set.name + " Uno");
    compare(
        accuracy::uno(set.outcomes, marker, number(uno["tau"]["tau"]), set.weights, set.cluster),
        uno["tau"], set.name + " Uno tau");
  }
}
