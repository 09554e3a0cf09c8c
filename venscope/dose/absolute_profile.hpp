/// Profile likelihood of the absolute IC50 of one curve.
#pragma once

#include "venscope/dose/curve.hpp"
#include "venscope/dose/dose_points.hpp"
#include "venscope/dose/plateaus.hpp"

#include <optional>

namespace venscope::dose {

/// {a : S(a) <= S (1 + t^2 / df)}, S(a) the least squares of the curves with f(ln a) = half of
/// `fit.control`, in the direction of the fit: the part around the estimate. An end further than
/// ln 1000 outside the doses is open, 0 or infinity.
/// With h the half and v the shape, the constraint leaves one linear parameter D = upper - lower:
///   both plateaus free  f = h + D (v - v(a)),
///   lower fixed         D = (h - lower) / v(a),      upper fixed  D = (upper - h) / (1 - v(a)),
///   h half of the fitted upper plateau (`of_plateau`)  f = D (1 - 2 v(a) + v);
/// over steepness and position S is found by downhill simplexes from the neighbouring a and, where
/// these see no more room, from a grid of shapes.
/// Apart from `of_plateau` the control is taken as known: also where it is a mean of wells.
/// Empty where the fit is no minimum inside, f never passes h, df = 0, or a limit holds a plateau
/// that is free. Right by: laws/dose/band (with lower 0 and upper fixed, or of the plateau, it is
/// the interval of the relative IC50; a random search finds no lower squares).
std::optional<ConcentrationInterval> absolute_interval(const CurveFit& fit,
                                                       const DosePoints& points,
                                                       const PlateauLimits& limits, bool of_plateau,
                                                       double level);

}  // namespace venscope::dose
