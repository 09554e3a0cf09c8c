#include "venscope/accuracy/concordance.hpp"

#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;

TEST(Concordance, AHigherMarkerMeansAHigherRisk) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4}, {1, 1, 1, 0}};
  EXPECT_EQ(harrell(outcomes, std::vector<double>{9, 7, 5, 1}).value().estimate, 1);
  EXPECT_EQ(harrell(outcomes, std::vector<double>{1, 2, 3, 4}).value().estimate, 0);
  EXPECT_EQ(harrell(outcomes, std::vector<double>{2, 2, 2, 2}).value().estimate, 0.5);
}

TEST(Concordance, AnEventComesBeforeACensoringOfTheSameTime) {
  const endpoint::Outcomes outcomes{{}, {1, 1}, {1, 0}};
  const auto found = harrell(outcomes, std::vector<double>{2, 1}).value();
  EXPECT_EQ(found.concordant, 1);
}

TEST(Concordance, UnoWeighsByTheCensoringDistribution) {
  // One of three is censored between the events: G(3-) = 1/2, so the later pair counts four times.
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4}, {1, 0, 1, 0}};
  const std::vector<double> marker = {4, 1, 2, 3};
  const auto found = uno(outcomes, marker).value();
  const double g = 2.0 / 3;
  EXPECT_NEAR(found.concordant, 3, 1e-15);
  EXPECT_NEAR(found.discordant, 1 / (g * g), 1e-15);
  EXPECT_EQ(found.tau, 3);
  EXPECT_EQ(uno(outcomes, marker, 2.0).value().estimate, 1);
}

TEST(Concordance, NothingToCompareIsAProblem) {
  EXPECT_FALSE(harrell({}, {}));
  EXPECT_FALSE(harrell({{}, {1, 2}, {0, 0}}, std::vector<double>{1, 2}));
  EXPECT_FALSE(harrell({{}, {1, 2}, {1, 0}},
                       std::vector<double>{1, std::numeric_limits<double>::quiet_NaN()}));
  EXPECT_FALSE(uno({{0, 0}, {1, 2}, {1, 0}}, std::vector<double>{1, 2}));
}
