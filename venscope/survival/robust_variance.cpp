#include "venscope/survival/robust_variance.hpp"

#include "venscope/base/cholesky.hpp"
#include "venscope/survival/risk_sums.hpp"

#include <algorithm>

#include <Eigen/Core>

namespace venscope::survival {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Weighted score residuals, summed over clusters: clusters x p.
RowMajor clustered_scores(const RiskOrder& order, const SortedDesign& design, bool efron,
                          std::span<const double> eta, std::span<const std::size_t> index) {
  const std::size_t p = design.columns;
  const std::vector<double> scores =
      score_by_position(order, design, risk_sums(order, design, eta, efron, true));
  const std::size_t clusters =
      index.empty() ? 0 : *std::max_element(index.begin(), index.end()) + 1;
  RowMajor sums = RowMajor::Zero(static_cast<Eigen::Index>(clusters), static_cast<Eigen::Index>(p));
  for (std::size_t i = 0; i < order.size(); ++i) {
    double* sum = sums.data() + index[order.row[i]] * p;
    for (std::size_t j = 0; j < p; ++j) sum[j] += design.weight[i] * scores[i * p + j];
  }
  return sums;
}

Matrix crossed(const RowMajor& rows) {
  const auto p = static_cast<std::size_t>(rows.cols());
  Matrix result(p, p);
  Eigen::Map<Eigen::MatrixXd>(result.values.data(), rows.cols(), rows.cols()).noalias() =
      rows.transpose() * rows;
  return result;
}

/// What is no more than rounding of terms of the size of `size` is none: without it, no column
/// would have a robust variance of 0, and tests would divide by rounding errors.
void drop_rounding(Matrix& squares, std::span<const double> size) {
  for (std::size_t j = 0; j < size.size(); ++j) {
    if (squares(j, j) > 1e-16 * size[j]) continue;
    for (std::size_t i = 0; i < size.size(); ++i) squares(i, j) = squares(j, i) = 0;
  }
}

}  // namespace

std::vector<std::size_t> cluster_index(std::span<const std::int32_t> cluster, std::size_t rows) {
  std::vector<std::size_t> index(rows);
  std::vector<std::int32_t> codes(cluster.begin(), cluster.end());
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  for (std::size_t i = 0; i < rows; ++i)
    index[i] = cluster.empty()
                   ? i
                   : static_cast<std::size_t>(
                         std::lower_bound(codes.begin(), codes.end(), cluster[i]) - codes.begin());
  return index;
}

RobustVariance robust_variance(const RiskOrder& order, const SortedDesign& design, bool efron,
                               std::span<const double> beta, const Matrix& naive,
                               std::span<const std::int32_t> cluster) {
  const std::vector<std::size_t> index = cluster_index(cluster, order.size());
  const auto p = static_cast<Eigen::Index>(design.columns);
  const Eigen::Map<const Eigen::MatrixXd> variance(naive.values.data(), p, p);
  RobustVariance result;
  result.covariance =
      crossed(clustered_scores(order, design, efron, eta_of(design, beta), index) * variance);
  std::vector<double> variances(design.columns), squares(design.columns);
  for (std::size_t j = 0; j < design.columns; ++j) {
    variances[j] = naive(j, j);
    for (std::size_t i = 0; i < design.rows; ++i) {
      const double x = design.weight[i] * design.row(i)[j];
      squares[j] += x * x;
    }
  }
  drop_rounding(result.covariance, variances);
  const std::vector<double> zero(order.size(), 0.0);
  const RowMajor scores = clustered_scores(order, design, efron, zero, index);
  std::vector<double> total(design.columns, 0.0);
  for (std::size_t j = 0; j < design.columns; ++j)
    total[j] = scores.col(static_cast<Eigen::Index>(j)).sum();
  std::vector<double> solved = total;
  Matrix square = crossed(scores);
  drop_rounding(square, squares);
  factorise(square).solve(solved);
  for (std::size_t j = 0; j < total.size(); ++j) result.score_test += total[j] * solved[j];
  return result;
}

}  // namespace venscope::survival
