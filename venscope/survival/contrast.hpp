/// An estimate of a difference or a ratio with its normal interval and test.
#pragma once

namespace venscope::survival {

/// Everything is NaN where it is undefined: limits and p without a standard error above 0, all of a
/// ratio whose parts are not both above 0.
struct Contrast {
  double estimate;
  double std_error;     ///< of the estimate; of a ratio, of its logarithm
  double lower, upper;  ///< of the estimate, also of a ratio
  double p;             ///< two-sided, of no difference
};

/// estimate -+ z std_error, at a two-sided level.
Contrast normal_contrast(double estimate, double std_error, double level);

/// A ratio from its logarithm: exp(log_ratio -+ z std_error).
Contrast ratio_contrast(double log_ratio, double std_error, double level);

}  // namespace venscope::survival
