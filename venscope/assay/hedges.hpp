/// Differences of means in standard deviations, corrected for small numbers.
#pragma once

#include "venscope/response/proportion.hpp"

#include <optional>
#include <span>

namespace venscope::assay {

struct StandardisedDifference {
  double g = 0;
  response::Interval interval;  ///< g -+ z sqrt(variance)
};

/// Hedges' g of two independent groups: J(n + m - 2) (mean x - mean y) / pooled SD with
///   J(df) = Gamma(df / 2) / (sqrt(df / 2) Gamma((df - 1) / 2)),
///   variance 1/n + 1/m + g^2 / (2 (n + m)).
/// Empty where the pooled SD is 0 or df < 2. Source: [Hedges1981].
/// Right by: reference/assay/compare (metafor escalc, measure SMD).
std::optional<StandardisedDifference> hedges_g(std::span<const double> x, std::span<const double> y,
                                               double level);

/// Of n paired differences: J(n - 1) mean / SD of the differences, variance 1/n + g^2 / (2 n).
/// Right by: by_hand/assay/compare.
std::optional<StandardisedDifference> paired_hedges_g(std::span<const double> differences,
                                                      double level);

}  // namespace venscope::assay
