/// The sandwich variance of Cox coefficients: jackknife over rows, or over clusters of rows.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/survival/risk_order.hpp"
#include "venscope/survival/sorted_design.hpp"

#include <cstdint>
#include <span>

namespace venscope::survival {

struct RobustVariance {
  Matrix covariance;  ///< D' D, D the weighted dfbeta summed over clusters
  double score_test =
      0;  ///< U' (S' S)^-1 U at beta = 0, S the score residuals summed over clusters
};

/// `beta` and `naive` (the inverse information) are on the scale of the sorted design. `cluster` is
/// empty (each row its own) or one code per row.
///   D = S V,  S_c = sum over the rows of cluster c of w_i times its score residual
/// As in R, the score test takes every eta as 0, also where there is an offset.
/// Cost O(n p^2). Source: [Lin1989].
/// Right by: reference/survival/cox (coxph with robust = TRUE and cluster()).
RobustVariance robust_variance(const RiskOrder& order, const SortedDesign& design, bool efron,
                               std::span<const double> beta, const Matrix& naive,
                               std::span<const std::int32_t> cluster);

/// Each row's index among the distinct codes, in ascending order of code; row numbers if empty.
std::vector<std::size_t> cluster_index(std::span<const std::int32_t> cluster, std::size_t rows);

}  // namespace venscope::survival
