// Splits of a cohort that can be followed by eye.
#include "venscope/derivation/splits.hpp"

#include "support/random_derivation.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

TEST(UnitSplits, TestPatientsAreThoseNotTrainedOn) {
  const RandomRegistry registry(100, 6, 21);
  const Deriver deriver = Deriver::make(registry.data(), {}).value();
  const Derived derived = deriver.derive(take(deriver.cohort(), everyone(100))).value();
  const Splits splits =
      calibration_splits(deriver, derived, {.splits = 25, .train = 60, .horizon = 8});
  ASSERT_EQ(splits.groups.size(), 3u);
  double patients = 0;
  for (const SplitGroup& group : splits.groups) patients += group.patients;
  EXPECT_NEAR(patients, 40, 1e-9);
}

TEST(UnitSplits, AGroupThatIsNotFollowedLongEnoughIsNotJudged) {
  const RandomRegistry registry(60, 4, 22);
  const Deriver deriver = Deriver::make(registry.data(), {}).value();
  const Derived derived = deriver.derive(take(deriver.cohort(), everyone(60))).value();
  const Splits splits =
      calibration_splits(deriver, derived, {.splits = 10, .train = 40, .horizon = 1e6});
  for (const SplitGroup& group : splits.groups) {
    EXPECT_LE(group.splits, splits.derived);
    EXPECT_NEAR(group.observed.value_or(0), 0, 1e-12);
  }
}
