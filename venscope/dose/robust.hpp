/// Wells that count less because they lie far from the curve, and those too far to belong to it.
#pragma once

#include "venscope/dose/curve.hpp"

#include <span>
#include <vector>

namespace venscope::dose {

/// Factors for the weights of the wells, in [0, 1]; 1 where the fit cannot be robust (fewer than
/// two wells more than parameters, or residuals that are rounding). NaN responses: 0. Right by:
/// unit/dose/outliers, reference/dose/curve (R MASS::psi.huber, psi.bisquare iterated).
std::vector<double> robust_factors(const Wells& wells, const CurveOptions& options, Robust robust);

/// Indices of the wells that are outliers of the robust (Tukey) curve: t = |r| / s on df = n - p,
/// s the 68.27th percentile of |r| times n / (n - p), two-sided p adjusted by Benjamini and
/// Hochberg to at most `rate`. Empty for fewer than 3 df. After ROUT [Motulsky2006], which has
/// Lorentzian weights instead of Tukey's. Right by: unit/dose/outliers.
std::vector<std::size_t> outlying_wells(const Wells& wells, const CurveOptions& options,
                                        double rate);

}  // namespace venscope::dose
