#include "venscope/dose/compare.hpp"

#include "venscope/base/random.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::dose;

namespace {

struct Group {
  std::vector<double> dose, response;
  Group(std::uint64_t seed, double log_ic50, double hill = 1.2) {
    RandomStream random(seed, "group");
    for (int j = -4; j <= 4; ++j)
      for (int r = 0; r < 2; ++r) {
        dose.push_back(std::exp(j));
        response.push_back(response_at({5, 100, hill, log_ic50}, j) + 4 * random.normal());
      }
  }
  Wells wells() const { return {dose, response, {}}; }
};

CurveComparison compared(const Group& a, const Group& b) {
  const Wells both[] = {a.wells(), b.wells()};
  return compare_curves(both);
}

}  // namespace

TEST(CompareLaw, AGroupAgainstItselfDoesNotDiffer) {
  const Group group(1, 0.3);
  const CurveComparison found = compared(group, group);
  EXPECT_NEAR(found.all->f, 0, 1e-9);
  EXPECT_NEAR(found.ic50->f, 0, 1e-6);
  EXPECT_NEAR(found.hill->f, 0, 1e-6);
  EXPECT_NEAR(found.ratios[1]->ratio, 1, 1e-9);
  EXPECT_NEAR(std::log(found.ratios[1]->low), -std::log(found.ratios[1]->high), 1e-4);
}

TEST(CompareLaw, ExchangingTheGroupsInvertsTheRatioAlone) {
  const Group a(2, 0.3), b(3, 1.1);
  const CurveComparison one = compared(a, b), other = compared(b, a);
  EXPECT_NEAR(one.all->p, other.all->p, 1e-9);
  EXPECT_NEAR(one.ic50->f, other.ic50->f, 1e-5 * one.ic50->f);
  EXPECT_NEAR(one.ratios[1]->ratio * other.ratios[1]->ratio, 1, 1e-9);
  EXPECT_NEAR(one.ratios[1]->low * other.ratios[1]->high, 1, 1e-4);
}

// The interval of the ratio leaves 1 out exactly where the F test of one IC50 rejects.
TEST(CompareLaw, IntervalAndTestOfTheIC50Agree) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const CurveComparison found =
        compared(Group(seed, 0), Group(seed + 50, 0.06 * static_cast<double>(seed)));
    const bool excluded = found.ratios[1]->low > 1 || found.ratios[1]->high < 1;
    EXPECT_EQ(excluded, found.ic50->p < 0.05) << seed << " p " << found.ic50->p;
  }
}

TEST(CompareLaw, WhatCannotBeComparedIsNoted) {
  const Group whole(5, 0);
  Group short_of_doses(6, 0);
  short_of_doses.dose.resize(4);
  short_of_doses.response.resize(4);
  const CurveComparison none = compared(whole, short_of_doses);
  EXPECT_FALSE(none.all);
  ASSERT_EQ(none.notes.size(), 1u);
  EXPECT_NE(none.notes[0].find("too few doses"), std::string::npos);
}
