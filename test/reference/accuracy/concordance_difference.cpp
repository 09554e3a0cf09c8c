// Differences of concordances against R's influences (concordance_difference.R beside this file).
#include "reference/survival/cox_case.hpp"
#include "venscope/accuracy/concordance_bootstrap.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::test;

TEST(ConcordanceDifferenceReference, EqualsR) {
  const Json cases = read_json("accuracy/concordance_difference.json");
  ASSERT_GE(cases.size(), 15U);
  for (const Json& json : cases) {
    const CoxCase set(json);
    Matrix markers(set.outcomes.size(), 2);
    for (std::size_t k = 0; k < 2; ++k) {
      const auto marker = numbers<double>(json["markers"][k]);
      std::copy(marker.begin(), marker.end(), markers.column(k).begin());
    }
    const auto compared = accuracy::compare_concordances(set.outcomes, markers, {.resamples = 20});
    ASSERT_TRUE(compared) << set.name;
    const auto expected = numbers<double>(json["concordance"]);
    // As for one concordance: counts of pairs, and a sum of n squares.
    for (std::size_t k = 0; k < 2; ++k)
      EXPECT_NEAR(compared->concordance[k].estimate, expected[k], 1e-10) << set.name;
    EXPECT_NEAR(compared->difference[0].estimate, expected[1] - expected[0], 1e-10) << set.name;
    EXPECT_NEAR(compared->difference[0].std_error, number(json["std_error"]), 1e-10) << set.name;
  }
}
