/// Chains of an imputation: the mean of what was drawn, round by round.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <span>
#include <string>
#include <vector>

namespace venscope::report {

/// One variable: a line per imputation, which should neither drift nor stay apart from the others.
struct TracePanel {
  std::string label;
  std::string value_label;                  ///< "mean", or "share of mutated"
  std::vector<std::vector<double>> chains;  ///< by imputation, by round
};

/// Panels in rows of three at most. Also none.
Scene trace_scene(std::span<const TracePanel> panels);

/// variable,imputation,round,mean — one row per value.
std::string trace_csv(std::span<const TracePanel> panels);

}  // namespace venscope::report
