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

Slow slow_log_rank(const test::Cohort& cohort, int k, double rho) {
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
      const double w = rho == 0 ? 1 : survival > 0 ? std::pow(survival, rho) : 0;
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
    for (const double rho : {0.0, 1.0, 0.5}) {
      const auto test =
          log_rank(cohort.outcomes, cohort.group, 3, cohort.strata, rho, cohort.weights);
      if (!test) {  // all rows in one group
        EXPECT_EQ(test.error()[0].code, "survival.one_group");
        continue;
      }
      const Slow slow = slow_log_rank(cohort, 3, rho);
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
