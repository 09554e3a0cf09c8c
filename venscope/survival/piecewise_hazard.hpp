/// The hazard ratio of two arms by intervals of time, and whether it changes.
#pragma once

#include "venscope/survival/cox.hpp"

#include <span>
#include <vector>

namespace venscope::survival {

/// Intervals (from, to]; the last has no end (+inf).
struct HazardInterval {
  double from = 0, to = 0;
  std::vector<double> n_risk, events;  ///< by arm: who enters the interval or enters late within it
  CoxTerm ratio;                       ///< of the second arm against the first
};

struct PiecewiseHazard {
  std::vector<HazardInterval> intervals;
  CoxTerm constant;  ///< one ratio for all time, of the same patients and covariates
  /// Likelihood ratio test of one ratio against one for each interval, and Wald's test of equal
  /// ratios; undefined (p NaN, df 0) with fewer than two intervals that have a ratio. Wald's is
  /// also undefined where a ratio runs off (an interval without events in an arm).
  ChiSquaredTest change, wald;
};

/// Follow-up is cut at `cuts` (ascending, above 0), an event at a cut belonging to the interval
/// that it ends. In a Cox model the arm has a coefficient of its own in each interval, `design` (n
/// rows, or none) the same ones in all; strata as in `cox`. `second[i]` is 1 in the second arm, 0
/// in the first. An interval without any event has no ratio and is listed so. Problems:
/// survival.cuts, and those of `cox`. Cost: that of `cox` on the cut follow-up. Source:
/// [Therneau2000], chapter 6; docs/methods/piecewise-hazard.md. Right by: twins/survival/arms,
/// reference/survival/arms (R: survSplit, coxph).
Result<PiecewiseHazard> piecewise_hazard(const endpoint::Outcomes& outcomes,
                                         std::span<const std::int32_t> second,
                                         std::span<const double> cuts, const Matrix& design = {},
                                         std::span<const std::int32_t> strata = {},
                                         const CoxOptions& options = {});

}  // namespace venscope::survival
