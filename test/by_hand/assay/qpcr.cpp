#include "venscope/assay/qpcr.hpp"

#include "venscope/assay/standard_curve.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::assay;

namespace {

Well beyond(std::size_t sample, std::size_t gene) {
  return {sample, gene, 0, true};
}

GeneExpression expression(const std::vector<Well>& wells, std::size_t samples,
                          const std::vector<std::int32_t>& group, QpcrOptions options) {
  options.references = {1};
  return gene_expression(average_wells(wells, samples, 2), 0, group, 2, {}, false, options);
}

}  // namespace

// Control: 26 - 20 = 6 and 27 - 20 = 7, mean 6.5; treated: 24 - 20 = 4 and 25 - 20 = 5, mean 4.5.
// ddCt = -2, fold 4. Wells 25.5 and 26.5 make the 26.
TEST(QpcrByHand, DeltaDeltaCt) {
  const std::vector<Well> wells{{0, 0, 25.5}, {0, 0, 26.5}, {0, 1, 20}, {1, 0, 27}, {1, 1, 20},
                                {2, 0, 24},   {2, 1, 20},   {3, 0, 25}, {3, 1, 20}};
  const GeneExpression found =
      expression(wells, 4, {0, 0, 1, 1}, {.references = {1}, .control = 0});
  EXPECT_NEAR(*found.groups[0].mean, 6.5, 1e-14);
  EXPECT_NEAR(*found.groups[1].mean, 4.5, 1e-14);
  ASSERT_EQ(found.changes.size(), 1u);
  EXPECT_NEAR(*found.changes[0].fold, 4, 1e-12);
  // SE = sqrt(0.5/2 + 0.5/2), t = 2 / sqrt(0.5).
  EXPECT_NEAR(*found.changes[0].t, 2 / std::sqrt(0.5), 1e-12);
}

// One replicate in each group: a fold change, and nothing that says how sure it is.
TEST(QpcrByHand, OneReplicateHasNoInterval) {
  const std::vector<Well> wells{{0, 0, 26}, {0, 1, 20}, {1, 0, 23}, {1, 1, 20}};
  const GeneExpression found = expression(wells, 2, {0, 1}, {.references = {1}, .control = 0});
  EXPECT_NEAR(*found.changes[0].fold, 8, 1e-12);
  EXPECT_FALSE(found.changes[0].low || found.changes[0].p);
  ASSERT_EQ(found.untested.size(), 1u);
  EXPECT_EQ(found.untested[0].code, "assay.one_replicate");
}

// The second treated sample is beyond cycle 40: its dCt is above 20. With 14 of the other the mean
// is above 17, the control's is 6: the fold change is at most 2^-11. The Ct of 40 is no value of
// it.
TEST(QpcrByHand, BeyondTheLastCycleIsABound) {
  const std::vector<Well> wells{{0, 0, 26}, {0, 1, 20},   {1, 0, 26},   {1, 1, 20}, {2, 0, 34},
                                {2, 1, 20}, beyond(3, 0), beyond(3, 0), {3, 1, 20}};
  const std::vector<std::int32_t> group{0, 0, 1, 1};
  const GeneExpression found =
      expression(wells, 4, group, {.references = {1}, .last_cycle = 40, .control = 0});
  EXPECT_EQ(found.groups[1].beyond, 1u);
  EXPECT_FALSE(found.groups[1].mean);
  ASSERT_EQ(found.changes.size(), 1u);
  EXPECT_FALSE(found.changes[0].fold || found.changes[0].p);
  EXPECT_NEAR(*found.changes[0].at_most, std::exp2(-11), 1e-15);
  EXPECT_FALSE(found.changes[0].at_least);
  ASSERT_TRUE(found.changes[0].rank_p);
  const GeneExpression unknown = expression(wells, 4, group, {.references = {1}, .control = 0});
  EXPECT_FALSE(unknown.changes[0].at_most) << "the last cycle was not given";
}

TEST(QpcrByHand, StatesOfASample) {
  const std::vector<Well> wells{{0, 0, 25},   {0, 1, 20}, {1, 1, 20},   {2, 0, 25}, {3, 0, 25},
                                beyond(3, 1), {4, 0, 30}, beyond(4, 0), {4, 1, 20}};
  const auto averaged = average_wells(wells, 5, 2);
  const auto deltas = delta_ct(averaged, 0, {.references = {1}});
  using State = DeltaCt::State;
  EXPECT_EQ(deltas[0].state, State::measured);
  EXPECT_EQ(deltas[1].state, State::no_target);
  EXPECT_EQ(deltas[2].state, State::no_reference);
  EXPECT_EQ(deltas[3].state, State::no_reference) << "an undetermined reference";
  EXPECT_EQ(deltas[4].state, State::measured) << "one of two wells";
  EXPECT_EQ(averaged[4][0].undetermined, 1u);
  EXPECT_NEAR(deltas[4].value, 10, 1e-14);
}

// Ct 30, 27, 24 at 1, 10, 100: slope -3, factor 10^(1/3).
TEST(QpcrByHand, StandardCurve) {
  const std::vector<double> quantity{1, 10, 100}, ct{30, 27, 24};
  const auto curve = standard_curve(quantity, ct);
  ASSERT_TRUE(curve);
  EXPECT_NEAR(curve->slope, -3, 1e-12);
  EXPECT_NEAR(curve->factor, std::cbrt(10.0), 1e-12);
  EXPECT_NEAR(amplification_factor(-1 / std::log10(2.0)), 2, 1e-14);
  const auto code = [](const Result<StandardCurve>& result) { return result.error()[0].code; };
  EXPECT_EQ(code(standard_curve(std::vector<double>{1, 10}, std::vector<double>{3, 2})),
            "assay.few_dilutions");
  EXPECT_EQ(code(standard_curve(std::vector<double>{1, 1, 1}, std::vector<double>{3, 2, 1})),
            "assay.few_dilutions");
  EXPECT_EQ(code(standard_curve(std::vector<double>{0, 1, 10}, ct)), "assay.dilution");
  EXPECT_EQ(code(standard_curve(std::vector<double>{100, 10, 1}, ct)), "assay.rising_curve");
}
