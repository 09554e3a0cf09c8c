/// The median survival time with a standard error, as SPSS prints it.
#pragma once

#include "venscope/survival/kaplan_meier.hpp"

#include <optional>

namespace venscope::survival {

/// Nothing where the curve does not fall to 1/2; no error where it does not fall to 0.45 either, or
/// has no variance at the median (all of an arm gone).
struct MedianByDensity {
  std::optional<double> time, std_error, lower, upper;
};

/// t = the first event time with S(t) <= 1/2, and
///
///   se(t) = se(S(t)) / f(t),   f(t) = (S(u) - S(l)) / (l - u),
///   u = the last event time with S(u) >= 0.55 (the beginning if there is none),
///   l = the first event time with S(l) <= 0.45,
///
/// with Greenwood's se(S). Limits t -+ z se, the lower cut off at 0. It is the rule of SPSS's KM
/// and of Collett's book. It needs a density, and follows the curve's steps: with few events it
/// can be far off, and Brookmeyer and Crowley's limits (`median`) are to be preferred.
/// Source: [Collett2015], section 2.4; docs/methods/median.md. Right by: published/survival/arms
/// (Collett's worked example to the printed digits), reference/survival/arms (R).
MedianByDensity median_by_density(const KaplanMeier& fit, double level = 0.95);

}  // namespace venscope::survival
