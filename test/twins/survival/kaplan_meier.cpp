/// The curve by its definition, patient by patient at every time: O(n^2), shaped as the formula.
#include "venscope/survival/kaplan_meier.hpp"

#include "support/random_outcomes.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

struct Slow {
  const endpoint::Outcomes& outcomes;
  std::vector<double> weights;
  std::vector<std::size_t> rows;  ///< of the group

  bool at_risk(std::size_t i, double t) const {
    return outcomes.time[i] >= t && (outcomes.entry.empty() || outcomes.entry[i] < t);
  }
  double sum(auto chosen) const {
    double total = 0;
    for (const std::size_t i : rows)
      if (chosen(i)) total += weights[i];
    return total;
  }
  double n(double t) const {
    return sum([&](std::size_t i) { return at_risk(i, t); });
  }
  double d(double t) const {
    return sum([&](std::size_t i) { return outcomes.time[i] == t && outcomes.event[i] != 0; });
  }
  std::set<double> times() const {
    std::set<double> found;
    for (const std::size_t i : rows) found.insert(outcomes.time[i]);
    return found;
  }
  double survival(double t) const {
    double s = 1;
    for (const double u : times())
      if (u <= t && d(u) > 0) s *= 1 - d(u) / n(u);
    return s;
  }
  double greenwood(double t) const {
    double sum = 0;
    for (const double u : times())
      if (u <= t && d(u) > 0) sum += d(u) / (n(u) * (n(u) - d(u)));
    return survival(t) * std::sqrt(sum);
  }
  /// d S(t) / d w_i: the derivative of the product, factor by factor.
  double influence(std::size_t i, double t) const {
    double sum = 0;
    for (const double u : times()) {
      if (u > t || d(u) == 0 || !at_risk(i, u)) continue;
      const double own = outcomes.time[i] == u && outcomes.event[i] != 0 ? 1 : 0;
      // Of log(1 - d/n): -(own n - d) / (n (n - d)).
      sum -= (own * n(u) - d(u)) / (n(u) * (n(u) - d(u)));
    }
    return survival(t) * sum;
  }
  double robust(double t, const std::vector<std::int32_t>& cluster) const {
    std::map<std::int32_t, double> by_cluster;
    for (const std::size_t i : rows)
      by_cluster[cluster.empty() ? static_cast<std::int32_t>(i) : cluster[i]] +=
          weights[i] * influence(i, t);
    double sum = 0;
    for (const auto& [code, value] : by_cluster) sum += value * value;
    return std::sqrt(sum);
  }
};

// Sums in another order; the robust error is a difference of larger terms.
constexpr double tolerance = 1e-12;

void expect_curve(const KaplanMeier& fit, const Slow& slow,
                  const std::vector<std::int32_t>& cluster, const std::string& what) {
  ASSERT_EQ(fit.curve.size(), slow.times().size()) << what;
  std::size_t j = 0;
  for (const double t : slow.times()) {
    const KaplanMeierPoint& point = fit.curve[j++];
    EXPECT_EQ(point.time, t) << what;
    EXPECT_NEAR(point.n_risk, slow.n(t), tolerance) << what;
    EXPECT_NEAR(point.n_event, slow.d(t), tolerance) << what;
    EXPECT_NEAR(point.survival, slow.survival(t), tolerance) << what;
    if (slow.survival(t) == 0) {
      EXPECT_EQ(point.survival, 0) << what;
      continue;
    }
    const double error = fit.robust ? slow.robust(t, cluster) : slow.greenwood(t);
    EXPECT_NEAR(point.std_error, error, 1e-9) << what << " at " << t;
  }
}

}  // namespace

TEST(KaplanMeierTwin, CurvesByDefinition) {
  test::for_each_cohort([](const test::Cohort& cohort) {
    for (const bool clustered : {false, true}) {
      const auto cluster = clustered ? cohort.cluster : std::vector<std::int32_t>{};
      const auto fits =
          kaplan_meier_groups(cohort.outcomes, cohort.group, 3, cohort.weights, cluster);
      ASSERT_TRUE(fits) << cohort.label;
      for (std::int32_t g = 0; g < 3; ++g) {
        Slow slow{cohort.outcomes, cohort.weights, {}};
        for (std::size_t i = 0; i < cohort.group.size(); ++i)
          if (cohort.group[i] == g) slow.rows.push_back(i);
        expect_curve((*fits)[static_cast<std::size_t>(g)], slow, cluster, cohort.label);
      }
    }
  });
}

TEST(KaplanMeierTwin, RestrictedMeanAsASumOfRectangles) {
  test::for_each_cohort([](const test::Cohort& cohort) {
    const auto fit = kaplan_meier(cohort.outcomes, cohort.weights);
    ASSERT_TRUE(fit);
    for (const double horizon : {0.5, 3.0, 4.5, 1000.0}) {
      // Between neighbouring jumps the curve is flat: read it at the left end.
      std::vector<double> cuts{0.0, horizon};
      for (const KaplanMeierPoint& point : fit->curve)
        if (point.time < horizon) cuts.push_back(point.time);
      std::sort(cuts.begin(), cuts.end());
      const auto read = at_times(*fit, cuts);
      double area = 0;
      for (std::size_t i = 1; i < cuts.size(); ++i)
        area += (cuts[i] - cuts[i - 1]) * read[i - 1].survival;
      EXPECT_NEAR(restricted_mean(*fit, horizon).mean, area, 1e-9) << cohort.label;
    }
  });
}

TEST(KaplanMeierTwin, MedianByScanning) {
  test::for_each_cohort([](const test::Cohort& cohort) {
    const auto fit = kaplan_meier(cohort.outcomes, cohort.weights);
    ASSERT_TRUE(fit);
    // Without a step at 1/2 exactly, the median is the first time below it.
    std::optional<double> first;
    for (const KaplanMeierPoint& point : fit->curve) {
      if (std::fabs(point.survival - 0.5) < 1e-6) return;
      if (!first && point.survival < 0.5) first = point.time;
    }
    EXPECT_EQ(median(*fit).time, first) << cohort.label;
    EXPECT_EQ(quantile(*fit, 0.5).time, first) << cohort.label;
  });
}
