/// Score residuals a few positions at a time, for sums over them: nobody keeps all of them.
#pragma once

#include "venscope/survival/risk_order.hpp"
#include "venscope/survival/risk_sums.hpp"
#include "venscope/survival/sorted_design.hpp"

#include <cstddef>
#include <functional>

namespace venscope::survival {

/// Score residuals of the positions [begin, begin + count), each times its case weight: count x p,
/// row by row, and readable (and finite) for RowKernels::lanes - 1 numbers more.
struct ScoreBlock {
  std::size_t begin = 0, count = 0;
  const double* rows = nullptr;
};

/// Weight times score_by_position(), in blocks of at most RowKernels::rows_together positions from
/// the last to the first. Needs the moments; not for delayed entry, where a residual is finished
/// only when its row has both entered and left.
/// Cost O(n p), one pass over the design.
/// Right by: twins/survival/robust_variance (score_by_position).
void visit_scores(const RiskOrder& order, const SortedDesign& design, const RiskSums& sums,
                  const std::function<void(const ScoreBlock&)>& visit);

}  // namespace venscope::survival
