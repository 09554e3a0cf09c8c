/// Cumulative incidence and Gray's test by their definitions, counted anew at every time.
#include "support/competing_outcomes.hpp"
#include "venscope/survival/cumulative_incidence.hpp"
#include "venscope/survival/gray_test.hpp"

#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

/// Rows of one group with their weights.
struct Slow {
  const endpoint::Outcomes& outcomes;
  std::vector<double> weights;
  std::vector<std::size_t> rows;

  bool at_risk(std::size_t i, double t) const {
    return outcomes.time[i] >= t && (outcomes.entry.empty() || outcomes.entry[i] < t);
  }
  double y(double t) const {
    double sum = 0;
    for (const std::size_t i : rows) sum += at_risk(i, t) ? weights[i] : 0;
    return sum;
  }
  /// Events at t of a cause; of any for cause 0.
  double d(double t, std::int32_t cause) const {
    double sum = 0;
    for (const std::size_t i : rows) sum += has(i, t, cause) ? weights[i] : 0;
    return sum;
  }
  bool has(std::size_t i, double t, std::int32_t cause) const {
    const std::int32_t event = outcomes.event[i];
    return outcomes.time[i] == t && event != 0 && (cause == 0 || event == cause);
  }
  std::set<double> times() const {
    std::set<double> found;
    for (const std::size_t i : rows) found.insert(outcomes.time[i]);
    return found;
  }
  /// S(t-), or S(t) with `with`.
  double survival(double t, bool with) const {
    double s = 1;
    for (const double u : times())
      if ((u < t || (with && u == t)) && d(u, 0) > 0) s *= 1 - d(u, 0) / y(u);
    return s;
  }
  double incidence(double t, bool with, std::int32_t cause) const {
    double f = 0;
    for (const double u : times())
      if ((u < t || (with && u == t)) && d(u, cause) > 0)
        f += survival(u, false) * d(u, cause) / y(u);
    return f;
  }
  /// d F_k(t) / d w_i, summand by summand, each S(u-) a product of its own.
  double influence(std::size_t i, double t, std::int32_t cause) const {
    double sum = 0;
    for (const double u : times()) {
      if (u > t || d(u, 0) == 0) continue;
      const double s = survival(u, false), n = y(u), d_k = d(u, cause);
      if (s == 0) continue;
      double log_s = 0;  // derivative of log S(u-)
      for (const double v : times())
        if (v < u && d(v, 0) > 0 && at_risk(i, v))
          log_s -= ((has(i, v, 0) ? y(v) : 0) - d(v, 0)) / (y(v) * (y(v) - d(v, 0)));
      sum += s * log_s * d_k / n;
      if (at_risk(i, u)) sum += s * ((has(i, u, cause) ? 1 : 0) - d_k / n) / n;
    }
    return sum;
  }
  double std_error(double t, std::int32_t cause, const std::vector<std::int32_t>& cluster) const {
    std::map<std::int32_t, double> by_cluster;
    for (const std::size_t i : rows)
      by_cluster[cluster.empty() ? static_cast<std::int32_t>(i) : cluster[i]] +=
          weights[i] * influence(i, t, cause);
    double sum = 0;
    for (const auto& [code, value] : by_cluster) sum += value * value;
    return std::sqrt(sum);
  }
};

std::vector<std::size_t> rows_of(const std::vector<std::int32_t>& group, std::int32_t g) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < group.size(); ++i)
    if (group[i] == g) rows.push_back(i);
  return rows;
}

void expect_curves(const CumulativeIncidence& fit, const Slow& slow,
                   const std::vector<std::int32_t>& cluster, const std::string& what) {
  ASSERT_EQ(fit.times.size(), slow.times().size()) << what;
  for (const CauseCurve& curve : fit.causes) {
    std::size_t j = 0;
    for (const double t : slow.times()) {
      const IncidencePoint& point = curve.points[j];
      EXPECT_EQ(fit.times[j].time, t) << what;
      EXPECT_NEAR(fit.times[j].event_free, slow.survival(t, true), 1e-12) << what;
      EXPECT_NEAR(point.estimate, slow.incidence(t, true, curve.cause), 1e-12) << what;
      // Here sums of squares of differences; there differences of sums of squares.
      EXPECT_NEAR(point.std_error, slow.std_error(t, curve.cause, cluster), 3e-7)
          << what << " at " << t;
      ++j;
    }
  }
}

/// Gray's test of one stratum or more, each quantity as docs/methods/gray-test.md writes it.
struct SlowGray {
  const test::Cohort& cohort;
  std::int32_t cause;
  double rho;
  std::size_t k;

  struct At {
    double weight, df0, before, after, d, h, r;
    std::vector<double> y, s, s_after, f, of_cause, of_others;
  };
  std::vector<At> times(std::int32_t stratum) const {
    std::vector<Slow> groups;
    std::set<double> events;
    for (std::size_t g = 0; g < k; ++g) {
      Slow slow{cohort.outcomes, std::vector<double>(cohort.group.size(), 1.0), {}};
      for (const std::size_t i : rows_of(cohort.group, static_cast<std::int32_t>(g)))
        if (cohort.strata[i] == stratum) {
          slow.rows.push_back(i);
          if (cohort.outcomes.event[i] != 0) events.insert(cohort.outcomes.time[i]);
        }
      groups.push_back(slow);
    }
    std::vector<At> found;
    double f0 = 0;
    for (const double t : events) {
      At at{std::pow(1 - f0, rho), 0, f0, 0, 0, 0, 0, {}, {}, {}, {}, {}, {}};
      for (const Slow& group : groups) {
        at.y.push_back(group.y(t));
        at.s.push_back(group.survival(t, false));
        at.s_after.push_back(group.survival(t, true));
        at.f.push_back(group.incidence(t, false, cause));
        at.of_cause.push_back(group.d(t, cause));
        at.of_others.push_back(group.d(t, 0) - group.d(t, cause));
        at.d += at.of_cause.back();
        if (at.y.back() == 0) continue;
        at.h += at.y.back() / at.s.back();
        at.r += at.y.back() / at.s.back() * (1 - at.f.back());
      }
      at.df0 = at.d / at.h;
      at.after = f0 += at.df0;
      found.push_back(at);
    }
    return found;
  }
  static double a(const At& at, std::size_t r, std::size_t s) {
    if (at.y[r] == 0 || at.y[s] == 0) return 0;
    return at.weight * at.y[r] / at.s[r] * ((r == s ? 1 : 0) - at.y[s] / at.s[s] / at.h);
  }
  /// Sum of a dF_0 / (1 - F_0(u-)) over the times after number j.
  static double rest(const std::vector<At>& times, std::size_t j, std::size_t r, std::size_t s) {
    double sum = 0;
    for (std::size_t u = j + 1; u < times.size(); ++u)
      if (times[u].d > 0) sum += a(times[u], r, s) * times[u].df0 / (1 - times[u].before);
    return sum;
  }
  void add(std::int32_t stratum, std::vector<double>& z, Matrix& v) const {
    const auto all = times(stratum);
    for (std::size_t j = 0; j < all.size(); ++j) {
      const At& at = all[j];
      for (std::size_t r = 0; r < k; ++r)
        if (at.y[r] > 0 && at.d > 0)
          z[r] += at.weight * (at.of_cause[r] - at.d * at.y[r] / at.s[r] * (1 - at.f[r]) / at.r);
      for (std::size_t q = 0; q < k; ++q)
        for (std::size_t r = 0; r < k; ++r)
          for (std::size_t s = 0; s < k; ++s) {
            if (at.y[s] == 0) continue;
            const double b = at.s_after[s] > 0 ? (1 - at.after) / at.s_after[s] : 0;
            const double tie = at.d > 1 ? 1 - (at.d - 1) / (at.h * at.s[s] - 1) : 1;
            if (at.d > 0)
              v(q, r) += (a(at, q, s) + (1 - b) * rest(all, j, q, s)) *
                         (a(at, r, s) + (1 - b) * rest(all, j, r, s)) * tie * at.df0 * at.s[s] /
                         at.y[s];
            const double e = at.of_others[s];
            const double other_tie = e > 1 ? 1 - (e - 1) / (at.y[s] - 1) : 1;
            v(q, r) += b * b * rest(all, j, q, s) * rest(all, j, r, s) * other_tie * e * at.s[s] *
                       at.s[s] / (at.y[s] * at.y[s]);
          }
    }
  }
};

}  // namespace

TEST(CumulativeIncidenceTwin, CurvesByDefinition) {
  test::for_each_competing_cohort([](const test::Cohort& cohort) {
    if (!test::has_events(cohort) || cohort.group.size() > 25) return;
    for (const bool weighted : {false, true})
      for (const bool clustered : {false, true}) {
        const auto cluster = clustered ? cohort.cluster : std::vector<std::int32_t>{};
        const auto weights = weighted ? cohort.weights : std::vector<double>{};
        const auto fits =
            cumulative_incidence(cohort.outcomes, cohort.group, 3, {}, weights, cluster);
        ASSERT_TRUE(fits) << cohort.label;
        for (std::int32_t g = 0; g < 3; ++g) {
          const Slow slow{cohort.outcomes,
                          weighted ? weights : std::vector<double>(cohort.group.size(), 1.0),
                          rows_of(cohort.group, g)};
          expect_curves((*fits)[static_cast<std::size_t>(g)], slow, cluster, cohort.label);
        }
      }
  });
}

TEST(GrayTestTwin, ScoreAndVarianceByDefinition) {
  std::size_t compared = 0;
  test::for_each_competing_cohort([&](const test::Cohort& cohort) {
    if (cohort.outcomes.delayed_entry() || cohort.group.size() < 7) return;
    for (const double rho : {0.0, 1.0})
      for (const std::int32_t cause : {1, 2}) {
        const auto test = gray_test(cohort.outcomes, cohort.group, 3, cause, cohort.strata, rho);
        if (!test) continue;  // all rows in one group
        std::vector<double> z(3, 0.0);
        Matrix v(3, 3);
        for (const std::int32_t stratum : {0, 1, 2})
          SlowGray{cohort, cause, rho, 3}.add(stratum, z, v);
        for (std::size_t r = 0; r < 3; ++r)
          EXPECT_NEAR(test->score[r], z[r], 1e-10) << cohort.label;
        for (std::size_t i = 0; i < 9; ++i)
          EXPECT_NEAR(test->variance.values[i], v.values[i], 1e-8 * (1 + std::fabs(v.values[i])))
              << cohort.label;
        ++compared;
      }
  });
  EXPECT_GE(compared, 100U);
}
