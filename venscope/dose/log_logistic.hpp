/// The four-parameter log-logistic curve, the form of every dose-response curve here.
#pragma once

namespace venscope::dose {

/// f(x) = lower + (upper - lower) v,  v = 1 / (1 + exp(hill (x - log_ic50))),  x = ln dose.
/// lower <= upper always, so that the sign of `hill` is the direction: above 0 the response falls
/// with the dose, from upper to lower; below 0 it rises. Dose 0 is x = -infinity: the plateau of
/// low doses. As drc's LL.4 with b = hill, c = lower, d = upper, e = exp(log_ic50) [Ritz2015].
struct CurveParameters {
  double lower = 0, upper = 0, hill = 1, log_ic50 = 0;
};

/// f(log_dose); log_dose may be -infinity.
double response_at(const CurveParameters& curve, double log_dose);

/// Mean of f between two finite log doses: its integral over their distance. The logarithm's base
/// does not matter.
///   integral of v = [ln(1 + exp(-t(from))) - ln(1 + exp(-t(to)))] / hill,  t = hill (x -
///   log_ic50).
/// Right by: twins/dose/log_logistic (a sum of 100,000 strips).
double mean_response(const CurveParameters& curve, double from, double to);

}  // namespace venscope::dose
