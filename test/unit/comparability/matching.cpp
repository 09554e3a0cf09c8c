// Whom matching loses, and what it refuses.
#include "venscope/comparability/matching.hpp"

#include <algorithm>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;

namespace {

const std::vector<std::int32_t> arms{1, 1, 1, 0, 0, 0, 0};

TEST(Matching, LosesThoseWithoutAControlWithinTheCaliper) {
  const std::vector<double> measure{0.0, 1.0, 9.0, 0.1, 1.1, 1.2, -4.0};
  const auto found = match(arms, measure, {}, {.caliper = 0.1});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->treated, 3u);
  EXPECT_EQ(found->controls, 4u);
  EXPECT_EQ(found->matched_treated, 2u);
  EXPECT_EQ(found->matched_controls, 2u);
  EXPECT_EQ(found->weights, (std::vector<double>{1, 1, 0, 1, 1, 0, 0}));
  EXPECT_EQ(found->set_of, (std::vector<std::int32_t>{0, 1, -1, 0, 1, -1, -1}));
}

TEST(Matching, SaysHowFarTheNearestPairIs) {
  const std::vector<double> measure{10, 11, 12, 0, 1, 2, 3};
  const auto found = match(arms, measure, {}, {.caliper = 0.01});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error()[0].code, "comparability.no_match");
  EXPECT_NE(found.error()[0].what.find("the nearest two are 7 apart"), std::string::npos)
      << found.error()[0].what;
}

TEST(Matching, NeedsTheSameExactCode) {
  const std::vector<double> measure{0, 1, 2, 0, 1, 2, 3};
  const std::vector<std::int32_t> centre{0, 0, 1, 1, 2, 2, 2};
  const auto found = match(arms, measure, centre, {.caliper = {}});
  ASSERT_TRUE(found);
  ASSERT_EQ(found->sets.size(), 1u);
  EXPECT_EQ(found->sets[0].treated, 2u);
  EXPECT_EQ(found->sets[0].controls, (std::vector<std::size_t>{3}));
  const std::vector<std::int32_t> apart{0, 0, 0, 1, 1, 1, 1};
  const auto none = match(arms, measure, apart, {.caliper = {}});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error()[0].what,
            "no treated patient has a control with the same values of the exact columns");
}

TEST(Matching, CountsSetsThatAreNotFull) {
  const std::vector<double> measure{0, 1, 2, 0, 1, 2, 3};
  const auto found = match(arms, measure, {}, {.ratio = 2, .caliper = {}});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->matched_controls, 4u);
  EXPECT_EQ(found->incomplete, 2u);
}

TEST(Matching, RefusesWhatCannotBeMatched) {
  const std::vector<double> measure{0, 1, 2, 0, 1, 2, 3};
  const auto code = [&](const auto& result) {
    return result ? std::string() : result.error()[0].code;
  };
  EXPECT_EQ(code(match(std::vector<std::int32_t>(7, 1), measure)), "comparability.one_arm");
  EXPECT_EQ(code(match(arms, std::vector<double>{1, 2})), "comparability.unequal_lengths");
  EXPECT_EQ(code(match(arms, measure, {}, {.ratio = 0})), "comparability.ratio");
  EXPECT_EQ(code(match(arms, measure, {}, {.caliper = 0.0})), "comparability.caliper");
  std::vector<double> endless = measure;
  endless[2] = std::numeric_limits<double>::infinity();
  EXPECT_EQ(code(match(arms, endless)), "comparability.not_finite");
}

TEST(Matching, OneTreatedPatientIsEnough) {
  const auto found = match(std::vector<std::int32_t>{0, 1, 0}, std::vector<double>{0, 0.4, 1}, {},
                           {.caliper = {}});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->sets[0].controls, (std::vector<std::size_t>{0}));
}

}  // namespace
