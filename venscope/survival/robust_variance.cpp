#include "venscope/survival/robust_variance.hpp"

#include "venscope/base/cholesky.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/survival/risk_sums.hpp"
#include "venscope/survival/row_kernels.hpp"
#include "venscope/survival/score_blocks.hpp"

#include <algorithm>
#include <array>

#include <Eigen/Core>

namespace venscope::survival {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// For a piece of rows and for what crossed() copies with it.
constexpr auto ones = [] {
  std::array<double, RowKernels::rows_together + RowKernels::lanes> values{};
  values.fill(1);
  return values;
}();

/// S'S of the score residuals summed over clusters, and their sums.
struct Scores {
  RowMajor by_cluster;  ///< clusters x p; empty where each row is its own
  Matrix squares;
  std::vector<double> total;
  std::vector<double> size;  ///< of each column: what the squares are rounding next to
};

Matrix symmetric(std::size_t p, std::span<const double> cross) {
  const std::size_t stride = RowKernels::padded(p);
  Matrix result(p, p);
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t k = j; k < p; ++k) result(j, k) = result(k, j) = cross[j * stride + k];
  return result;
}

/// rows' rows. Rows are read in whole registers: the last ones are copied, with room behind them.
/// Of few columns it takes some rows to fill a register, so a whole piece may be among the last.
Matrix crossed(const RowMajor& rows) {
  const auto p = static_cast<std::size_t>(rows.cols()), n = static_cast<std::size_t>(rows.rows());
  constexpr std::size_t together = RowKernels::rows_together;
  const std::size_t stride = RowKernels::padded(p);
  std::vector<double> cross(stride * stride);
  std::size_t begin = 0;
  for (; begin + together < n && (n - begin - together) * p + 1 >= RowKernels::lanes;
       begin += together)
    row_kernels().cross(rows.data() + begin * p, p, together, ones.data(), cross.data());
  std::vector<double> last(rows.data() + begin * p, rows.data() + n * p);
  last.resize(last.size() + RowKernels::lanes);
  row_kernels().cross(last.data(), p, n - begin, ones.data(), cross.data());
  return symmetric(p, cross);
}

/// Each row its own cluster: no residual outlives its block.
Scores scores_of_rows(const RiskOrder& order, const SortedDesign& design, const RiskSums& sums) {
  const std::size_t p = design.columns, stride = RowKernels::padded(p);
  std::vector<double> cross(stride * stride), total(stride), size(stride);
  visit_scores(order, design, sums, [&](const ScoreBlock& block) {
    row_kernels().cross(block.rows, p, block.count, ones.data(), cross.data());
    row_kernels().combine(block.rows, p, block.count, ones.data(), total.data());
    row_kernels().squares(design.row(block.begin), p, block.count, &design.weight[block.begin],
                          size.data());
  });
  return {{}, symmetric(p, cross), std::move(total), std::move(size)};
}

/// Residuals go to their clusters as they come.
RowMajor cluster_sums(const RiskOrder& order, const SortedDesign& design, const RiskSums& sums,
                      const ClusterIndex& clusters) {
  const std::size_t p = design.columns;
  RowMajor result =
      RowMajor::Zero(static_cast<Eigen::Index>(clusters.count()), static_cast<Eigen::Index>(p));
  const auto add = [&](std::size_t position, double weight, const double* residual) {
    double* sum = result.data() + clusters.of(order.row[position]) * p;
    for (std::size_t j = 0; j < p; ++j) sum[j] += weight * residual[j];
  };
  if (order.delayed_entry()) {
    const std::vector<double> residuals = score_by_position(order, design, sums);
    for (std::size_t i = 0; i < order.size(); ++i)
      add(i, design.weight[i], residuals.data() + i * p);
    return result;
  }
  visit_scores(order, design, sums, [&](const ScoreBlock& block) {
    for (std::size_t i = 0; i < block.count; ++i) add(block.begin + i, 1, block.rows + i * p);
  });
  return result;
}

Scores scores_of(const RiskOrder& order, const SortedDesign& design, bool efron,
                 std::span<const double> eta, const ClusterIndex& clusters) {
  const RiskSums sums = risk_sums(order, design, eta, efron, true);
  if (clusters.each_row() && !order.delayed_entry()) return scores_of_rows(order, design, sums);
  Scores scores;
  scores.by_cluster = cluster_sums(order, design, sums, clusters);
  scores.squares = crossed(scores.by_cluster);
  const Eigen::VectorXd total = scores.by_cluster.colwise().sum();
  scores.total.assign(total.begin(), total.end());
  scores.size.resize(RowKernels::padded(design.columns));
  row_kernels().squares(design.x.data(), design.columns, design.rows, design.weight.data(),
                        scores.size.data());
  return scores;
}

/// (S V)'(S V), for rows by V (S'S) V. Not so for clusters: a few of them may leave nothing of a
/// column of S V but rounding, which only its square shows to be that.
Matrix sandwich(const Scores& scores, const Matrix& naive) {
  const auto p = static_cast<Eigen::Index>(naive.rows);
  const Eigen::Map<const Eigen::MatrixXd> variance(naive.values.data(), p, p);
  if (scores.by_cluster.rows() > 0) return crossed(scores.by_cluster * variance);
  const Eigen::Map<const Eigen::MatrixXd> squares(scores.squares.values.data(), p, p);
  const Eigen::MatrixXd product = variance * squares * variance;
  Matrix result(naive.rows, naive.rows);
  Eigen::Map<Eigen::MatrixXd>(result.values.data(), p, p) = 0.5 * (product + product.transpose());
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

ClusterIndex::ClusterIndex(std::span<const std::int32_t> cluster, std::size_t rows) : count_(rows) {
  if (cluster.empty()) return;
  const auto [least, most] = std::minmax_element(cluster.begin(), cluster.end());
  const std::int64_t first = *least, range = std::int64_t{*most} - first + 1;
  index_.resize(rows);
  // A table of codes where they lie close together, else a search among those that occur.
  if (range <= 4 * static_cast<std::int64_t>(rows)) {
    std::vector<std::uint32_t> place(static_cast<std::size_t>(range));
    for (const std::int32_t code : cluster) place[static_cast<std::size_t>(code - first)] = 1;
    count_ = 0;
    for (std::uint32_t& at : place) {
      const std::uint32_t occurs = at;
      at = static_cast<std::uint32_t>(count_);
      count_ += occurs;
    }
    for (std::size_t i = 0; i < rows; ++i)
      index_[i] = place[static_cast<std::size_t>(cluster[i] - first)];
    return;
  }
  std::vector<std::int32_t> codes(cluster.begin(), cluster.end());
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  count_ = codes.size();
  for (std::size_t i = 0; i < rows; ++i)
    index_[i] = static_cast<std::uint32_t>(
        std::lower_bound(codes.begin(), codes.end(), cluster[i]) - codes.begin());
}

RobustVariance robust_variance(const RiskOrder& order, const SortedDesign& design, bool efron,
                               std::span<const double> beta, const Matrix& naive,
                               const ClusterIndex& clusters, unsigned threads) {
  std::array<Scores, 2> scores;  // at beta and where it is 0
  parallel_for(2, threads, [&](std::size_t k) {
    const std::vector<double> eta =
        k == 0 ? eta_of(design, beta) : std::vector<double>(order.size());
    scores[k] = scores_of(order, design, efron, eta, clusters);
  });
  RobustVariance result;
  result.covariance = sandwich(scores[0], naive);
  std::vector<double> variances(design.columns);
  for (std::size_t j = 0; j < design.columns; ++j) variances[j] = naive(j, j);
  drop_rounding(result.covariance, variances);
  Scores& start = scores[1];
  start.total.resize(design.columns);
  start.size.resize(design.columns);
  drop_rounding(start.squares, start.size);
  std::vector<double> solved = start.total;
  factorise(start.squares).solve(solved);
  for (std::size_t j = 0; j < solved.size(); ++j) result.score_test += start.total[j] * solved[j];
  return result;
}

}  // namespace venscope::survival
