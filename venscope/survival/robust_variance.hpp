/// The sandwich variance of Cox coefficients: jackknife over rows, or over clusters of rows.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/survival/risk_order.hpp"
#include "venscope/survival/sorted_design.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// Rows as members of clusters: those with the same code or, without codes, each row its own.
class ClusterIndex {
public:
  ClusterIndex(std::span<const std::int32_t> cluster, std::size_t rows);
  std::size_t count() const { return count_; }
  bool each_row() const { return index_.empty(); }
  /// The row's index among the distinct codes, in ascending order of code.
  std::size_t of(std::size_t row) const { return index_.empty() ? row : index_[row]; }

private:
  std::size_t count_;
  std::vector<std::uint32_t> index_;
};

struct RobustVariance {
  Matrix covariance;  ///< D' D, D the weighted dfbeta summed over clusters
  double score_test =
      0;  ///< U' (S' S)^-1 U at beta = 0, S the score residuals summed over clusters
};

/// `beta` and `naive` (the inverse information) are on the scale of the sorted design.
///   D = S V,  S_c = sum over the rows of cluster c of w_i times its score residual
/// As in R, the score test takes every eta as 0, also where there is an offset.
/// Residuals are summed as they come and not kept, but with delayed entry. Two threads at most are
/// used; no bit depends on them.
/// Cost O(n p^2), two passes over the design for the fit and two for the test. Source: [Lin1989].
/// Right by: twins/survival/robust_variance (from the residuals of all rows),
/// reference/survival/cox (coxph with robust = TRUE and cluster()).
RobustVariance robust_variance(const RiskOrder& order, const SortedDesign& design, bool efron,
                               std::span<const double> beta, const Matrix& naive,
                               const ClusterIndex& clusters, unsigned threads = 1);

}  // namespace venscope::survival
