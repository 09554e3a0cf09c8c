/// The time of an event whose hazard is what another leaves of a given one.
#pragma once

#include <limits>

namespace venscope::simulation {

/// Cumulative hazard (t / scale)^shape * exp(linear_predictor).
struct WeibullHazard {
  double scale = 1.0, shape = 1.0, linear_predictor = 0.0;
  double cumulative(double t) const;
  /// t with cumulative(t) = e.
  double time(double e) const;
};

/// t with ∫0^t max(0, h - g) = e, h and g being the rates of `all` and `other`: together with the
/// event of hazard `other`, the first of the two then has hazard `all`, wherever h >= g. Infinity
/// where the integral stays below e, or beyond 1e9.
/// Right by: laws/simulation/excess_time.
double excess_time(const WeibullHazard& all, const WeibullHazard& other, double e);

/// Whether `other` alone comes sooner than `all`, which is declared for the first of both: at the
/// median of `all`, by the cumulative hazards. Then no two events can be as declared.
bool exceeded(const WeibullHazard& all, const WeibullHazard& other);

}  // namespace venscope::simulation
