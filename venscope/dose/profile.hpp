/// Profile likelihood of the IC50 of one curve.
#pragma once

#include "venscope/dose/curve.hpp"
#include "venscope/dose/shape.hpp"

#include <optional>

namespace venscope::dose {

/// {e : S(e) <= S (1 + t^2 / df)}, S(e) the least squares with log IC50 = e, S the least of all, t
/// the (1 + level) / 2 quantile of Student's t: the part around the estimate. An end further than
/// ln 1000 outside the doses is open, 0 or infinity. `within` is the sum of squares of replicates,
/// `log_error` the standard error of the log IC50, for the stride (NaN: none).
/// Empty where df = 0, the fit is exact or flat.
std::optional<ConcentrationInterval> profile_interval(ShapeSearch& search, const DosePoints& points,
                                                      const ShapeFit& best, double df, double level,
                                                      double log_error);

}  // namespace venscope::dose
