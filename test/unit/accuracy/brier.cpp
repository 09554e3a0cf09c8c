#include "venscope/accuracy/brier.hpp"

#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;

TEST(Brier, WithoutCensoringItIsTheMeanSquare) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4}, {1, 1, 1, 1}};
  const auto found = brier(outcomes, std::vector<double>{0.9, 0.6, 0.3, 0.1}, 2).value();
  EXPECT_NEAR(*found.brier, (0.01 + 0.16 + 0.09 + 0.01) / 4, 1e-15);
  EXPECT_NEAR(*found.null_brier, 0.25, 1e-15);
  EXPECT_NEAR(*found.ipa, 1 - 0.0675 / 0.25, 1e-15);
}

TEST(Brier, WeightsAreThoseOfTheUncensored) {
  // Of four, one is censored at 2: G = 2/3 from then on. At 3.5 the case at 3 and the row beyond
  // weigh 3/2, the case at 1 weighs 1.
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4}, {1, 0, 1, 0}};
  const auto found = brier(outcomes, std::vector<double>{0.5, 0.9, 0.5, 0.2}, 3.5).value();
  EXPECT_NEAR(*found.brier, (0.25 + 1.5 * 0.25 + 1.5 * 0.04) / 4, 1e-15);
  EXPECT_NEAR(*found.null_brier, 0.625 * 0.375, 1e-15) << "the Kaplan-Meier risk is 5/8";
}

TEST(Brier, ThePerfectAndTheMarginalForecast) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4}, {1, 1, 1, 1}};
  const auto perfect = brier(outcomes, std::vector<double>{1, 1, 0, 0}, 2).value();
  EXPECT_EQ(perfect.brier, 0);
  EXPECT_EQ(perfect.ipa, 1);
  EXPECT_EQ(perfect.std_error, 0);
  const auto marginal = brier(outcomes, std::vector<double>{0.5, 0.5, 0.5, 0.5}, 2).value();
  EXPECT_EQ(marginal.ipa, 0);
  EXPECT_EQ(marginal.ipa_std_error, 0);
}

TEST(Brier, WhatIsUndefinedSaysWhy) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4}, {1, 0, 1, 0}};
  const std::vector<double> risk{0.5, 0.5, 0.5, 0.5};
  EXPECT_EQ(brier(outcomes, risk, 5)->undefined, "follow-up ends at 4");
  EXPECT_FALSE(brier(outcomes, risk, 5)->brier);
  EXPECT_EQ(brier(outcomes, risk, 4)->undefined, "nobody is observed beyond");
  // Before the first event everyone is free of it: the null score is 0, and nothing can be
  // explained.
  const auto early = brier(outcomes, risk, 0.5).value();
  EXPECT_EQ(early.brier, 0.25);
  EXPECT_FALSE(early.ipa);
  Matrix risks(4, 2, 0.5);
  EXPECT_FALSE(integrated_brier(outcomes, risks, std::vector<double>{1, 5})->brier);
  EXPECT_FALSE(integrated_brier(outcomes, risks, std::vector<double>{3, 1}));
  EXPECT_FALSE(integrated_brier(outcomes, risks, std::vector<double>{1}));
}

TEST(Brier, RisksAreProbabilities) {
  const endpoint::Outcomes outcomes{{}, {1, 2}, {1, 0}};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(brier(outcomes, std::vector<double>{0.5, 1.5}, 1));
  EXPECT_FALSE(brier(outcomes, std::vector<double>{0.5, nan}, 1));
  EXPECT_FALSE(brier(outcomes, std::vector<double>{0.5}, 1));
  EXPECT_FALSE(brier(endpoint::Outcomes{}, {}, 1));
}
