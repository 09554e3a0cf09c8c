/// Storey's q values.
#pragma once

#include "venscope/base/problem.hpp"

#include <span>
#include <vector>

namespace venscope::expression {

/// How the share of true null hypotheses is read from the p values above lambda.
enum class NullShare { smoother, bootstrap };

struct StoreyQ {
  double null_share = 1;  ///< pi0
  std::vector<double> q;  ///< in the order given; NaN where p is
};

/// q_i = pi0 min(1, min_{p_j >= p_i} m p_j / rank(p_j)). With pi0(l) = #{p >= l} / (m (1 - l)) for
/// l = 0.05, 0.10, …, 0.95:
///   smoother   min(1, s(0.95)), s the smoothing spline of 3 degrees of freedom through pi0(l)
///   bootstrap  min(1, pi0(l)) at the l with the least estimated mean squared error
/// Undefined (NaN) p values stay undefined and do not count. Cost O(m log m).
/// Problems: expression.no_p_values (none is defined), expression.p_out_of_range,
/// expression.null_share (the estimate is not positive: use Benjamini and Hochberg's).
/// Source: [Storey2003], [Storey2002]. docs/methods/storey-q.md.
/// Right by: reference/expression/storey (R qvalue 2.30), laws/expression/storey.
Result<StoreyQ> storey_q(std::span<const double> p, NullShare method = NullShare::smoother);

}  // namespace venscope::expression
