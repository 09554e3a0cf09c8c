/// What a fitted curve means: its parameters, the IC50s with their censoring, the notes.
#pragma once

#include "venscope/dose/curve.hpp"
#include "venscope/dose/shape.hpp"

#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace venscope::dose {

/// Whether a number is what rounding leaves of 0 where numbers of size `scale` are computed with.
inline bool is_rounding(double value, double scale) {
  return std::abs(value) <= 64 * std::numeric_limits<double>::epsilon() * scale;
}

/// The parameters that the data give, and their standard errors; none of a curve without residuals.
void set_parameters(CurveFit& fit, const DosePoints& points, const ShapeFit& shape);
/// The relative and the absolute IC50; `fit.control` too, where it was left to the data.
void set_concentrations(CurveFit& fit, const DosePoints& points, const ShapeFit& shape,
                        const PlateauLimits& limits);
void add_notes(CurveFit& fit, const DosePoints& points, const ShapeFit& shape);
void note_reweighting(CurveFit& fit, const CurveOptions& options, const Wells& wells,
                      std::span<const double> weight);

}  // namespace venscope::dose
