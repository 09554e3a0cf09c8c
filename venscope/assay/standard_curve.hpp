/// The efficiency of an amplification from a series of dilutions.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/response/proportion.hpp"

#include <cstddef>
#include <span>

namespace venscope::assay {

/// Ct = intercept + slope log10(quantity), by least squares. The amplification factor is
/// E = 10^(-1 / slope): 2 where each cycle doubles, slope -3.32; its interval is that of the slope
/// by Student's t.
struct StandardCurve {
  std::size_t n = 0;
  double intercept = 0, slope = 0, std_error = 0;  ///< std_error: of the slope
  double r_squared = 0;
  double factor = 2;
  response::Interval factor_interval;
};

/// The amplification factor of a slope; NaN unless the slope is negative.
double amplification_factor(double slope);

/// Problems (Fault::analysis): assay.few_dilutions (fewer than 3 wells or 2 quantities),
/// assay.dilution (a quantity not above 0), assay.rising_curve (the slope is not negative).
/// An upper limit of the slope that is not negative leaves the factor's upper limit infinite.
/// Source: [Pfaffl2001]. Right by: reference/assay/qpcr (R lm), by_hand/assay/qpcr.
Result<StandardCurve> standard_curve(std::span<const double> quantity, std::span<const double> ct,
                                     double level = 0.95);

}  // namespace venscope::assay
