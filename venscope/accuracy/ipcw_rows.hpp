/// The rows as estimates by inverse-probability weights go through them, at any time.
#pragma once

#include "venscope/accuracy/inverse_censoring.hpp"
#include "venscope/accuracy/roc_estimates.hpp"

#include <cstdint>
#include <vector>

namespace venscope::accuracy {

/// By time, in the places of InverseCensoring::order(), and by marker. What a row is at a time t
/// follows from its place: those that end by t come first. Made once for all times. O(n).
struct IpcwRows {
  IpcwRows(const InverseCensoring& censoring, const MarkerOrder& markers, std::int32_t cause);

  /// By place, what the row is once it has ended: 1 / G(T-) after the event, minus that after
  /// another cause, 0 where it was censored.
  std::vector<double> weight;
  std::vector<std::uint32_t> place;  ///< in ascending order of the marker
};

/// AUC, standard error and limits at result.time; unless options.auc_only, curve and influence.
void ipcw_estimate(const InverseCensoring& censoring, const IpcwRows& rows,
                   const MarkerOrder& markers, const RocOptions& options, TimeRoc& result);

}  // namespace venscope::accuracy
