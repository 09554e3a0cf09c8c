#include "venscope/dose/log_logistic.hpp"

#include <cmath>

namespace venscope::dose {

namespace {

/// ln(1 + e^x), also where e^x overflows.
double softplus(double x) {
  return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

}  // namespace

double response_at(const CurveParameters& curve, double log_dose) {
  const double t = curve.hill * (log_dose - curve.log_ic50);
  return curve.lower + (curve.upper - curve.lower) / (1 + std::exp(t));
}

double mean_response(const CurveParameters& curve, double from, double to) {
  const double at_from = curve.hill * (from - curve.log_ic50),
               at_to = curve.hill * (to - curve.log_ic50);
  const double share = (softplus(-at_from) - softplus(-at_to)) / (at_to - at_from);
  return curve.lower + (curve.upper - curve.lower) * share;
}

}  // namespace venscope::dose
