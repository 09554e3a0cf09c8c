/// Every estimate and standard error that could have been printed as this ratio and interval.
#pragma once

#include "venscope/audit/printed.hpp"

#include <optional>

namespace venscope::audit {

/// With b = ln ratio and s its standard error, the printed numbers are linear bounds:
///   b in ln(ratio),  b - z s in ln(low),  b + z s in ln(high),  each a rounding interval.
/// The region is a convex polygon (absent where it is empty), and b / s, of which p comes, takes
/// its extremes at corners, being monotone on every edge where s > 0. Ratios stay within exp(-20)
/// and exp(20).
struct WaldRegion {
  Range b, s;
  Range size_of_z;  ///< of |b / s|; from 0 where the region reaches b = 0

  Range p() const;  ///< two-sided
};

/// `z`: quantile of the interval, 1.96 for 95%. Any of the three may be absent.
/// Right by: twins/audit (a fine grid of b and s, printed and compared), by_hand/audit.
std::optional<WaldRegion> wald_region(const std::optional<Printed>& ratio,
                                      const std::optional<Printed>& low,
                                      const std::optional<Printed>& high, double z);

/// ln of everything that a printed ratio may have been.
Range log_range(const Printed& ratio);

}  // namespace venscope::audit
