// The sandwich from sums of residuals as they come, beside the residuals of all rows.
#include "venscope/survival/robust_variance.hpp"

#include "support/random_outcomes.hpp"
#include "venscope/base/random.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/risk_sums.hpp"
#include "venscope/survival/row_kernels.hpp"
#include "venscope/survival/score_blocks.hpp"

#include <map>

#include <Eigen/Core>
#include <Eigen/QR>
#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

struct RobustCase {
  test::Cohort cohort;
  std::size_t p;
  Matrix design;
  RiskOrder order;
  SortedDesign sorted;
  std::vector<double> beta;
  Matrix naive;  ///< any symmetric matrix will do
  std::string label;

  /// The last of several columns is constant; `weights` and `strata` as given.
  RobustCase(test::Cohort made, std::size_t columns, bool weighted, bool stratified,
             std::uint64_t which)
      : cohort(std::move(made)),
        p(columns),
        design(cohort.outcomes.size(), p),
        naive(p, p),
        label(cohort.label + ", p " + std::to_string(p) + (weighted ? ", weighted" : "") +
              (stratified ? ", stratified" : "")) {
    RandomStream random(17, "robust variance", which);
    for (std::size_t j = 0; j < p; ++j)
      for (double& x : design.column(j))
        x = j > 0 && j + 1 == p ? 3 : j == 1 ? double(random.chance(0.4)) : random.normal();
    if (!weighted) cohort.weights.clear();
    if (!stratified) cohort.strata.clear();
    order = risk_order(cohort.outcomes, cohort.strata).value();
    sorted = sorted_design(order, design, cohort.weights, {});
    for (std::size_t j = 0; j < p; ++j) beta.push_back(0.3 * random.normal());
    for (std::size_t j = 0; j < p; ++j)
      for (std::size_t k = 0; k <= j; ++k)
        naive(j, k) = naive(k, j) = (j == k ? 2 : 0.1 * random.normal());
  }
};

/// Weighted residuals summed by cluster, a map instead of an index.
Eigen::MatrixXd slow_sums(const RobustCase& d, const std::vector<double>& eta, bool efron,
                          bool clustered) {
  const std::vector<double> residuals =
      score_by_position(d.order, d.sorted, risk_sums(d.order, d.sorted, eta, efron, true));
  std::map<std::int32_t, Eigen::VectorXd> sums;
  const auto p = static_cast<Eigen::Index>(d.p);
  for (std::size_t i = 0; i < d.order.size(); ++i) {
    const auto row = d.order.row[i];
    const std::int32_t code = clustered ? d.cohort.cluster[row] : static_cast<std::int32_t>(row);
    Eigen::VectorXd& sum = sums.try_emplace(code, Eigen::VectorXd::Zero(p)).first->second;
    sum += d.sorted.weight[i] * Eigen::Map<const Eigen::VectorXd>(residuals.data() + i * d.p, p);
  }
  Eigen::MatrixXd result(sums.size(), p);
  Eigen::Index k = 0;
  for (const auto& [code, sum] : sums) result.row(k++) = sum;
  return result;
}

void expect_twin(const RobustCase& d, bool efron, bool clustered) {
  const auto p = static_cast<Eigen::Index>(d.p);
  const ClusterIndex clusters(
      clustered ? std::span<const std::int32_t>(d.cohort.cluster) : std::span<const std::int32_t>(),
      d.order.size());
  const RobustVariance fast = robust_variance(d.order, d.sorted, efron, d.beta, d.naive, clusters);
  const Eigen::MatrixXd at_beta = slow_sums(d, eta_of(d.sorted, d.beta), efron, clustered),
                        at_zero =
                            slow_sums(d, std::vector<double>(d.order.size()), efron, clustered);
  const Eigen::Map<const Eigen::MatrixXd> naive(d.naive.values.data(), p, p);
  const Eigen::MatrixXd influence = at_beta * naive, slow = influence.transpose() * influence;
  const double size = 1 + slow.cwiseAbs().maxCoeff();
  for (std::size_t j = 0; j < d.p; ++j)
    for (std::size_t k = 0; k < d.p; ++k)
      EXPECT_NEAR(fast.covariance(j, k), slow(Eigen::Index(j), Eigen::Index(k)), 1e-12 * size)
          << d.label << ", " << j << ", " << k;
  // U'(S'S)^-1 U is the squared length of the sums of ones, projected on the columns of S.
  if (at_zero.rows() <= 3 * p || at_zero.cwiseAbs().maxCoeff() == 0) return;
  const Eigen::VectorXd ones = Eigen::VectorXd::Ones(at_zero.rows());
  const Eigen::VectorXd projected = at_zero * at_zero.completeOrthogonalDecomposition().solve(ones);
  EXPECT_NEAR(fast.score_test, projected.squaredNorm(), 1e-8 * (1 + projected.squaredNorm()))
      << d.label;
}

}  // namespace

TEST(RobustVarianceTwin, IsThatOfTheResidualsOfAllRows) {
  test::CohortMaker maker(71);
  std::uint64_t which = 0;
  for (const std::size_t n : {1U, 5U, 40U, 300U, 700U})
    for (const std::size_t p : {1U, 3U, 8U, 20U})
      for (const auto times :
           {test::Times::whole_days, test::Times::few_values, test::Times::continuous})
        for (unsigned kind = 0; kind < 8; ++kind) {
          const RobustCase d(maker.make({n, 2, times, (kind & 1U) != 0, (kind & 2U) != 0}), p,
                             (kind & 2U) != 0, (kind & 4U) != 0, ++which);
          for (const bool efron : {true, false})
            for (const bool clustered : {true, false}) expect_twin(d, efron, clustered);
        }
}

// Pieces of 128 clusters, of which the last may be followed by fewer numbers than a register holds.
TEST(RobustVarianceTwin, ClustersMayEndJustBehindAPiece) {
  test::CohortMaker maker(74);
  std::uint64_t which = 1000;
  for (const std::size_t p : {1U, 2U, 3U, 7U, 9U})
    for (const std::int32_t count : {128, 129, 130, 134, 135, 136, 257, 263}) {
      RobustCase d(maker.make({400, 2, test::Times::continuous, false, false}), p, false, false,
                   ++which);
      for (std::size_t i = 0; i < d.cohort.cluster.size(); ++i)
        d.cohort.cluster[i] = static_cast<std::int32_t>(i) % count;
      expect_twin(d, true, true);
    }
}

TEST(RobustVarianceTwin, BlocksHoldTheWeightedResidualOfEveryRow) {
  test::CohortMaker maker(72);
  for (const auto times : {test::Times::few_values, test::Times::continuous}) {
    const RobustCase d(maker.make({900, 2, times, false, true}), 9, true, true, 0);
    const RiskSums sums = risk_sums(d.order, d.sorted, eta_of(d.sorted, d.beta), true, true);
    const std::vector<double> all = score_by_position(d.order, d.sorted, sums);
    std::size_t rest = d.order.size();
    visit_scores(d.order, d.sorted, sums, [&](const ScoreBlock& block) {
      ASSERT_EQ(block.begin + block.count, rest);
      ASSERT_LE(block.count, RowKernels::rows_together);
      rest = block.begin;
      for (std::size_t i = 0; i < block.count; ++i)
        for (std::size_t j = 0; j < 9; ++j)
          EXPECT_NEAR(block.rows[i * 9 + j], d.sorted.weight[rest + i] * all[(rest + i) * 9 + j],
                      1e-12);
    });
    EXPECT_EQ(rest, 0U);
  }
}

TEST(RobustVarianceTwin, ThreadsChangeNoBit) {
  test::CohortMaker maker(73);
  RobustCase d(maker.make({2000, 2, test::Times::whole_days, false, true}), 6, true, false, 0);
  const CoxData data{
      .outcomes = d.cohort.outcomes, .design = d.design, .weights = d.cohort.weights};
  const CoxFit one = cox(data, {.robust = true}).value();
  for (const unsigned threads : {2U, 8U}) {
    const CoxFit many = cox(data, {.robust = true, .threads = threads}).value();
    EXPECT_EQ(one.covariance.values, many.covariance.values);
    EXPECT_EQ(one.robust_score->statistic, many.robust_score->statistic);
  }
}

TEST(RobustVarianceTwin, ClustersAreCountedUpByCode) {
  for (const std::int32_t far : {1, 1000, 2147483647}) {
    const std::vector<std::int32_t> codes{7, -3, 7, far, -3, -2147483647};
    const ClusterIndex index(codes, codes.size());
    EXPECT_EQ(index.count(), 4U);
    const std::size_t seven = far < 7 ? 3 : 2, other = far < 7 ? 2 : 3;
    const std::vector<std::size_t> expected{seven, 1, seven, other, 1, 0};
    for (std::size_t i = 0; i < codes.size(); ++i) EXPECT_EQ(index.of(i), expected[i]);
  }
  const std::vector<std::int32_t> close{4, 2, 2, 9};
  const ClusterIndex index(close, 4);
  EXPECT_EQ(index.count(), 3U);
  EXPECT_EQ(index.of(0), 1U);
  EXPECT_EQ(index.of(2), 0U);
  EXPECT_EQ(index.of(3), 2U);
  EXPECT_TRUE(ClusterIndex({}, 3).each_row());
}
