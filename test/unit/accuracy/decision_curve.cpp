#include "venscope/accuracy/decision_curve.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;

namespace {

const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4, 5}, {1, 1, 0, 1, 0}};
const std::vector<double> risk{0.8, 0.5, 0.5, 0.3, 0.1};

}  // namespace

TEST(DecisionCurve, CountsTruePositivesAndOddsOfFalseOnes) {
  // At 2.5 two of five died. From 0.5 on three are positive: two died, one lives; odds 1.
  const auto found = decision_curve(outcomes, risk, 2.5, std::vector<double>{0.5, 0.2}).value();
  ASSERT_EQ(found.points.size(), 2U);
  EXPECT_EQ(found.points[0].threshold, 0.2) << "ascending";
  EXPECT_EQ(found.points[1].positive, 3U) << "a risk at the threshold is acted on";
  EXPECT_NEAR(*found.points[1].model.estimate, (2.0 - 1.0) / 5, 1e-15);
  EXPECT_NEAR(*found.points[1].treat_all.estimate, (2.0 - 3.0) / 5, 1e-15);
  EXPECT_NEAR(*found.points[1].advantage.estimate, 0.2, 1e-15);
  EXPECT_NEAR(*found.points[0].model.estimate, (2.0 - 2.0 / 4) / 5, 1e-15);
}

TEST(DecisionCurve, NobodyPositiveIsWorthNothing) {
  const auto found = decision_curve(outcomes, risk, 2.5, std::vector<double>{0.9}).value();
  EXPECT_EQ(found.points[0].model.estimate, 0);
  EXPECT_EQ(found.points[0].positive, 0U);
}

TEST(DecisionCurve, AFollowUpThatEndsEarlyIsUndefined) {
  // Those at 0.5 and above are last seen at 3.
  const auto found = decision_curve(outcomes, risk, 3.5, std::vector<double>{0.5, 0.3}).value();
  EXPECT_TRUE(found.points[0].model.estimate);
  EXPECT_FALSE(found.points[1].model.estimate);
  EXPECT_TRUE(found.points[1].treat_all.estimate);
  EXPECT_EQ(decision_curve(outcomes, risk, 6, std::vector<double>{0.5})->undefined,
            "follow-up ends at 5");
}

TEST(DecisionCurve, ProblemsAreNamed) {
  for (const double threshold : {0.0, 1.0, -0.5, 2.0})
    EXPECT_FALSE(decision_curve(outcomes, risk, 2, std::vector<double>{threshold}));
  EXPECT_FALSE(decision_curve(outcomes, std::vector<double>{1, 2}, 2, std::vector<double>{0.5}));
  EXPECT_FALSE(decision_curve({}, {}, 2, std::vector<double>{0.5}));
}

TEST(DecisionCurve, IntervalsAreTheSameForAnyNumberOfThreads) {
  DecisionOptions options{.resamples = 200, .seed = 3};
  const auto one = decision_curve(outcomes, risk, 2.5, std::vector<double>{0.2, 0.5}, options);
  options.threads = 3;
  const auto three = decision_curve(outcomes, risk, 2.5, std::vector<double>{0.2, 0.5}, options);
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_EQ(one->points[k].model.conf_low, three->points[k].model.conf_low);
    EXPECT_EQ(one->points[k].model.conf_high, three->points[k].model.conf_high);
    EXPECT_LT(*one->points[k].model.conf_low, *one->points[k].model.estimate);
    EXPECT_GT(*one->points[k].model.conf_high, *one->points[k].model.estimate);
  }
}
