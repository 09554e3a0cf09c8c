/// The linear half of a log-logistic fit: the plateaus, when the shape is given.
#pragma once

#include <limits>
#include <optional>
#include <span>

namespace venscope::dose {

/// What is said of the plateaus beforehand.
struct PlateauLimits {
  std::optional<double> lower, upper;                        ///< fixed at
  double lowest = -std::numeric_limits<double>::infinity();  ///< a free lower is at least
  double highest = std::numeric_limits<double>::infinity();  ///< a free upper is at most
  int free_count() const { return (lower ? 0 : 1) + (upper ? 0 : 1); }
};

struct Plateaus {
  double lower = 0, upper = 0;
  /// Neither fixed nor held by a limit: an estimate that moves with the shape.
  bool lower_free = false, upper_free = false;
};

/// Minimises sum w (y - lower - (upper - lower) v)^2 over lower <= upper within `limits`:
/// regression on v in closed form, its active limits gone through. Where v is constant, or a slope
/// below 0 would fit better, the two are one (lower = upper) and neither is free. Cost: a few
/// passes over the points. Right by: twins/dose/plateaus (a grid).
Plateaus fit_plateaus(std::span<const double> v, std::span<const double> y,
                      std::span<const double> w, const PlateauLimits& limits);

}  // namespace venscope::dose
