// Extreme weights, small arms, and what is refused.
#include "venscope/comparability/weights.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;

namespace {

const std::vector<std::int32_t> arms{1, 1, 0, 0};

TEST(Weights, SayWhoDominatesAnArm) {
  const auto found =
      weights_of(arms, std::vector<double>{0.01, 0.5, 0.5, 0.5}, {.stabilised = false});
  ASSERT_TRUE(found);
  EXPECT_DOUBLE_EQ(found->arm[1].largest, 100);
  EXPECT_DOUBLE_EQ(found->arm[1].largest_share, 100.0 / 102.0);
  EXPECT_NEAR(found->arm[1].effective, 102.0 * 102.0 / 10004.0, 1e-12);
  EXPECT_DOUBLE_EQ(found->arm[0].effective, 2);
}

TEST(Weights, TrimmingByPropensityLeavesPatientsOut) {
  const std::vector<double> e{0.05, 0.5, 0.5, 0.6};
  const auto found = weights_of(arms, e, {.trimming = Trimming::propensity, .bound = 0.1});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->left_out, 1u);
  EXPECT_EQ(found->weight[0], 0);
  EXPECT_DOUBLE_EQ(found->weight[1], (1.0 / 3.0) / 0.5);
  EXPECT_EQ(found->arm[1].n, 1u);
  const auto nobody = weights_of(arms, std::vector<double>{0.05, 0.05, 0.5, 0.6},
                                 {.trimming = Trimming::propensity, .bound = 0.1});
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error()[0].code, "comparability.one_arm");
}

TEST(Weights, ACapChangesOnlyWhatIsAboveIt) {
  const auto found = weights_of(arms, std::vector<double>{0.01, 0.5, 0.5, 0.6},
                                {.stabilised = false, .trimming = Trimming::cap, .bound = 10});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->changed, 1u);
  EXPECT_EQ(found->weight, (std::vector<double>{10, 2, 2, 2.5}));
}

TEST(Weights, RefuseWhatHasNoAnswer) {
  const auto code = [](const auto& result) {
    return result ? std::string() : result.error()[0].code;
  };
  const std::vector<double> e{0.2, 0.3, 0.4, 0.5};
  EXPECT_EQ(code(weights_of(arms, std::vector<double>{1, 0.3, 0.4, 0.5})),
            "comparability.propensity");
  EXPECT_EQ(code(weights_of(std::vector<std::int32_t>{0, 0, 0, 0}, e)), "comparability.one_arm");
  EXPECT_EQ(code(weights_of(arms, std::vector<double>{0.5})), "comparability.unequal_lengths");
  EXPECT_EQ(code(weights_of(arms, e, {.trimming = Trimming::percentile, .bound = 0.5})),
            "comparability.bound");
  EXPECT_EQ(code(weights_of(arms, e, {.trimming = Trimming::cap})), "comparability.bound");
}

TEST(Weights, AnArmOfOneIsDescribed) {
  const auto found = weights_of(std::vector<std::int32_t>{1, 0, 0},
                                std::vector<double>{0.3, 0.3, 0.4}, {.estimand = Estimand::att});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->arm[1].n, 1u);
  EXPECT_DOUBLE_EQ(found->arm[1].largest_share, 1);
}

}  // namespace
