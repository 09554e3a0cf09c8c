#include "venscope/survival/robust_variance.hpp"

#include "venscope/base/cholesky.hpp"
#include "venscope/survival/risk_sums.hpp"
#include "venscope/survival/row_kernels.hpp"

#include <algorithm>

#include <Eigen/Core>

namespace venscope::survival {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Weighted score residuals, summed over clusters: clusters x p. Without an `index` each row is its
/// own cluster, and they stand in risk order.
RowMajor clustered_scores(const RiskOrder& order, const SortedDesign& design, bool efron,
                          std::span<const double> eta, std::span<const std::size_t> index) {
  const std::size_t p = design.columns;
  const std::vector<double> scores =
      score_by_position(order, design, risk_sums(order, design, eta, efron, true));
  const std::size_t clusters =
      index.empty() ? order.size() : *std::max_element(index.begin(), index.end()) + 1;
  RowMajor sums = RowMajor::Zero(static_cast<Eigen::Index>(clusters), static_cast<Eigen::Index>(p));
  for (std::size_t i = 0; i < order.size(); ++i) {
    double* sum = sums.data() + (index.empty() ? i : index[order.row[i]]) * p;
    for (std::size_t j = 0; j < p; ++j) sum[j] += design.weight[i] * scores[i * p + j];
  }
  return sums;
}

/// rows' rows. The last rows are copied, so that they may be read in whole registers.
Matrix crossed(const RowMajor& rows) {
  const auto p = static_cast<std::size_t>(rows.cols()), n = static_cast<std::size_t>(rows.rows());
  constexpr std::size_t together = RowKernels::rows_together;
  const std::size_t stride = RowKernels::padded(p);
  const std::vector<double> ones(together, 1.0);
  std::vector<double> cross(stride * stride);
  std::size_t begin = 0;
  for (; begin + together < n; begin += together)
    row_kernels().cross(rows.data() + begin * p, p, together, ones.data(), cross.data());
  std::vector<double> last(rows.data() + begin * p, rows.data() + n * p);
  last.resize(last.size() + RowKernels::lanes);
  row_kernels().cross(last.data(), p, n - begin, ones.data(), cross.data());
  Matrix result(p, p);
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t k = j; k < p; ++k) result(j, k) = result(k, j) = cross[j * stride + k];
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
  const std::vector<std::size_t> index =
      cluster.empty() ? std::vector<std::size_t>() : cluster_index(cluster, order.size());
  const auto p = static_cast<Eigen::Index>(design.columns);
  const Eigen::Map<const Eigen::MatrixXd> variance(naive.values.data(), p, p);
  RobustVariance result;
  result.covariance =
      crossed(clustered_scores(order, design, efron, eta_of(design, beta), index) * variance);
  std::vector<double> variances(design.columns), squares(design.columns);
  for (std::size_t j = 0; j < design.columns; ++j) variances[j] = naive(j, j);
  for (std::size_t i = 0; i < design.rows; ++i)
    for (std::size_t j = 0; j < design.columns; ++j) {
      const double x = design.weight[i] * design.row(i)[j];
      squares[j] += x * x;
    }
  drop_rounding(result.covariance, variances);
  const std::vector<double> zero(order.size(), 0.0);
  const RowMajor scores = clustered_scores(order, design, efron, zero, index);
  const Eigen::VectorXd sums = scores.colwise().sum();
  const std::vector<double> total(sums.begin(), sums.end());
  std::vector<double> solved = total;
  Matrix square = crossed(scores);
  drop_rounding(square, squares);
  factorise(square).solve(solved);
  for (std::size_t j = 0; j < total.size(); ++j) result.score_test += total[j] * solved[j];
  return result;
}

}  // namespace venscope::survival
