// Laws of the bootstrap of concordances.
#include "venscope/accuracy/concordance.hpp"
#include "venscope/accuracy/concordance_bootstrap.hpp"
#include "venscope/base/random.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace venscope::accuracy {
namespace {

struct Cohort {
  endpoint::Outcomes outcomes;
  Matrix markers;
};

/// The first marker is good, the second poor, the third the first again.
Cohort draw(std::size_t n) {
  RandomStream stream(8, "cohort");
  Cohort cohort{{}, Matrix(n, 3)};
  for (std::size_t i = 0; i < n; ++i) {
    const double x = stream.normal();
    cohort.outcomes.time.push_back(std::ceil(20 * stream.exponential() * std::exp(-x)));
    cohort.outcomes.event.push_back(stream.chance(0.7));
    cohort.markers(i, 0) = x;
    cohort.markers(i, 1) = x + 2 * stream.normal();
    cohort.markers(i, 2) = x;
  }
  return cohort;
}

TEST(ConcordanceBootstrap, DrawingAPatientTwiceIsWeighingHerTwice) {
  const Cohort cohort = draw(60);
  endpoint::Outcomes drawn;
  std::vector<double> weights(60, 0.0), marker;
  RandomStream stream(9, "draw");
  for (int i = 0; i < 60; ++i) {
    const std::size_t who = stream.below(60);
    weights[who] += 1;
    drawn.time.push_back(cohort.outcomes.time[who]);
    drawn.event.push_back(cohort.outcomes.event[who]);
    marker.push_back(cohort.markers(who, 0));
  }
  const auto weighted = harrell(cohort.outcomes, cohort.markers.column(0), {}, weights);
  const auto copied = harrell(drawn, marker);
  ASSERT_TRUE(weighted && copied);
  EXPECT_NEAR(weighted->estimate, copied->estimate, 1e-14);
}

TEST(ConcordanceBootstrap, IsTheSameForAnyNumberOfThreads) {
  const Cohort cohort = draw(80);
  const auto one = compare_concordances(cohort.outcomes, cohort.markers, {.resamples = 60});
  const auto three =
      compare_concordances(cohort.outcomes, cohort.markers, {.resamples = 60, .threads = 3});
  ASSERT_TRUE(one && three);
  EXPECT_EQ(one->difference[0].low, three->difference[0].low);
  EXPECT_EQ(one->concordance[1].high, three->concordance[1].high);
}

TEST(ConcordanceBootstrap, AgreesWithTheJackknife) {
  const Cohort cohort = draw(300);
  const auto compared = compare_concordances(cohort.outcomes, cohort.markers);
  ASSERT_TRUE(compared);
  // A normal interval is 3.92 standard errors wide; 1,000 resamples of 300 patients agree to an
  // eighth.
  const ConcordanceDifference& poor = compared->difference[0];
  EXPECT_NEAR((poor.high - poor.low) / 3.92 / poor.std_error, 1, 0.12);
  EXPECT_LT(poor.high, 0);
  EXPECT_LT(poor.p, 1e-6);
  const ConcordanceDifference& same = compared->difference[1];
  EXPECT_EQ(same.estimate, 0);
  EXPECT_EQ(same.low, 0);
  EXPECT_EQ(same.high, 0);
  EXPECT_EQ(same.p, 1);
}

}  // namespace
}  // namespace venscope::accuracy
