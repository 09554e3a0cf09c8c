/// The points of a curve, however they are read.
#include "venscope/survival/kaplan_meier_curve.hpp"

#include "venscope/survival/curve_limits.hpp"

#include <bit>
#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

using Member = double KaplanMeierPoint::*;
constexpr Member members[] = {&KaplanMeierPoint::time,     &KaplanMeierPoint::n_risk,
                              &KaplanMeierPoint::n_event,  &KaplanMeierPoint::n_censor,
                              &KaplanMeierPoint::survival, &KaplanMeierPoint::std_error,
                              &KaplanMeierPoint::lower,    &KaplanMeierPoint::upper};

/// `times` times of one, two or three patients each, most of them events, to the last patient.
KaplanMeierCurve counted_curve(std::uint32_t times, ConfidenceScale scale) {
  LargeVector<KaplanMeierCurve::Count> counts;
  std::uint32_t left = 0;
  for (std::uint32_t j = times; j-- > 0; counts.push_back({0.5 * j, left, (j % 4) % (1 + j % 3)}))
    left += 1 + j % 3;
  return {LargeVector<KaplanMeierCurve::Count>(counts.rbegin(), counts.rend()), scale,
          two_sided_z(0.95)};
}

std::uint64_t bits(double value) {
  return std::bit_cast<std::uint64_t>(value);
}

}  // namespace

// A single point, one after the other, and a column: the same bits.
TEST(KaplanMeierCurve, IsTheSameInWhateverWayItIsRead) {
  for (const auto scale : {ConfidenceScale::log, ConfidenceScale::log_log, ConfidenceScale::plain,
                           ConfidenceScale::none})
    for (const std::uint32_t times : {1U, 31U, 32U, 33U, 64U, 500U}) {
      const KaplanMeierCurve curve = counted_curve(times, scale);
      ASSERT_EQ(curve.size(), times);
      for (const Member member : members) {
        const std::vector<double> column = curve.column(member);
        ASSERT_EQ(column.size(), times);
        std::size_t j = 0;
        for (const KaplanMeierPoint& point : curve) {
          EXPECT_EQ(bits(point.*member), bits(column[j]));
          EXPECT_EQ(bits(curve[j].*member), bits(column[j]));
          ++j;
        }
        EXPECT_EQ(j, times);
      }
    }
}

TEST(KaplanMeierCurve, CountsDownToTheLastPatient) {
  const KaplanMeierCurve curve = counted_curve(100, ConfidenceScale::log);
  double left = curve.front().n_risk;
  for (const KaplanMeierPoint& point : curve) {
    EXPECT_EQ(point.n_risk, left);
    EXPECT_GE(point.n_censor, 0);
    left -= point.n_event + point.n_censor;
  }
  EXPECT_EQ(left, 0);
}

TEST(KaplanMeierCurve, KeepsItsPointsWhenOneIsAdded) {
  const KaplanMeierCurve before = counted_curve(70, ConfidenceScale::plain);
  KaplanMeierCurve after = before;
  after.push_back({99, 1, 0, 1, 0.5, 0.1, 0.3, 0.7});
  ASSERT_EQ(after.size(), 71U);
  for (std::size_t j = 0; j < 70; ++j)
    for (const Member member : members) EXPECT_EQ(bits(after[j].*member), bits(before[j].*member));
  EXPECT_EQ(after.back().time, 99);
  EXPECT_EQ(after.column(&KaplanMeierPoint::upper).back(), 0.7);
  EXPECT_TRUE(KaplanMeierCurve().empty());
}
