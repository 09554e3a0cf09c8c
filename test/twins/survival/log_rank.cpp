/// The test by its definition, patient by patient at every event time: O(n^2).
#include "venscope/survival/log_rank.hpp"

#include "support/random_outcomes.hpp"

#include <set>

#include <Eigen/Dense>
#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

struct Slow {
  Eigen::VectorXd observed, expected;
  Eigen::MatrixXd variance;
};

/// n is the number at risk at the time, s the curve just before it.
double weight_at(const RankWeight& weight, double n, double s) {
  if (weight.kind == RankWeight::Kind::gehan) return n;
  if (weight.kind == RankWeight::Kind::tarone_ware) return std::sqrt(n);
  return s > 0 ? std::pow(s, weight.rho) * std::pow(1 - s, weight.gamma) : 0;
}

Slow slow_log_rank(const test::Cohort& cohort, int k, const RankWeight& weight) {
  Slow slow{Eigen::VectorXd::Zero(k), Eigen::VectorXd::Zero(k), Eigen::MatrixXd::Zero(k, k)};
  const auto& [entry, time, event] = cohort.outcomes;
  for (std::int32_t stratum = 0; stratum < 3; ++stratum) {
    std::set<double> times;
    for (std::size_t i = 0; i < time.size(); ++i)
      if (cohort.strata[i] == stratum && event[i] != 0 && cohort.weights[i] > 0)
        times.insert(time[i]);
    double survival = 1;
    for (const double t : times) {
      Eigen::VectorXd risk = Eigen::VectorXd::Zero(k), deaths = Eigen::VectorXd::Zero(k);
      for (std::size_t i = 0; i < time.size(); ++i) {
        if (cohort.strata[i] != stratum || time[i] < t || (!entry.empty() && entry[i] >= t))
          continue;
        risk[cohort.group[i]] += cohort.weights[i];
        if (time[i] == t && event[i] != 0) deaths[cohort.group[i]] += cohort.weights[i];
      }
      const double n = risk.sum(), d = deaths.sum();
      const double w = weight.constant() ? 1 : weight_at(weight, n, survival);
      slow.observed += w * deaths;
      slow.expected += w * d * risk / n;
      if (n > 1) {
        const Eigen::MatrixXd shares = Eigen::MatrixXd((risk / n).asDiagonal());
        slow.variance +=
            w * w * d * (n - d) / (n - 1) * (shares - risk * risk.transpose() / (n * n));
      }
      survival *= 1 - d / n;
    }
  }
  return slow;
}

}  // namespace

TEST(LogRankTwin, ByDefinition) {
  test::for_each_cohort([](const test::Cohort& cohort) {
    for (const RankWeight& weight :
         {RankWeight(0), RankWeight(1), RankWeight(0.5), RankWeight(0, 1), RankWeight(0.5, 2),
          RankWeight(RankWeight::Kind::gehan), RankWeight(RankWeight::Kind::tarone_ware)}) {
      const auto test =
          log_rank(cohort.outcomes, cohort.group, 3, cohort.strata, weight, cohort.weights);
      if (!test) {  // all rows in one group
        EXPECT_EQ(test.error()[0].code, "survival.one_group");
        continue;
      }
      const Slow slow = slow_log_rank(cohort, 3, weight);
      for (int g = 0; g < 3; ++g) {
        const auto at = static_cast<std::size_t>(g);
        EXPECT_NEAR(test->groups[at].observed, slow.observed[g], 1e-10) << cohort.label;
        EXPECT_NEAR(test->groups[at].expected, slow.expected[g], 1e-10) << cohort.label;
        for (int h = 0; h < 3; ++h)
          EXPECT_NEAR(test->variance(at, static_cast<std::size_t>(h)), slow.variance(g, h), 1e-10)
              << cohort.label;
      }
      // The quadratic form with the Moore-Penrose inverse is the same as with the one that is used.
      const Eigen::VectorXd u = slow.observed - slow.expected;
      Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> solver;
      solver.setThreshold(1e-9);
      solver.compute(slow.variance);
      if (test->df > 0) {
        EXPECT_NEAR(test->chi_squared, u.dot(solver.pseudoInverse() * u), 1e-7) << cohort.label;
      }
    }
  });
}
