/// Confidence limits of a survival probability.
#pragma once

#include "venscope/survival/kaplan_meier_curve.hpp"

namespace venscope::survival {

struct Limits {
  double lower, upper;
};

/// Limits of S with standard error `relative_error` of log S (se(S) / S), z = normal quantile:
///   plain    S -+ z S r, cut off at 0 and 1
///   log      exp(log S -+ z r), cut off at 1; undefined at S = 0
///   log_log  exp(-exp(log(-log S) +- z r / log S)); undefined at S = 0 and S = 1
/// NaN where undefined, both for `none`. As R's survfit_confint.
Limits curve_limits(double survival, double relative_error, ConfidenceScale scale, double z);

/// z for a two-sided interval of that level.
double two_sided_z(double level);

}  // namespace venscope::survival
