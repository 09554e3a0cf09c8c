/// Are two arms alike in a covariate, before and after weighting or matching?
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::comparability {

/// What a difference is measured in. `crude`: the spread of the unweighted arms, so that before and
/// after differ by their means alone. `weighted`: the spread of the weighted arms [Austin2015].
enum class Spread { crude, weighted };

/// One arm's side of a covariate; of patients with a value and a weight above 0.
struct ArmBalance {
  std::size_t n = 0, n_missing = 0;
  double mean = 0, variance = 0;  ///< weighted; of a number
  std::vector<double> share;      ///< weighted, per level; of a category
};

struct CovariateBalance {
  std::string column;
  bool is_number = true;
  ArmBalance arm[2];  ///< reference, treated
  /// Treated minus reference; without sign for more than two levels. Absent where undefined: `why`.
  std::optional<double> difference;
  std::optional<double> variance_ratio;  ///< treated over reference; of numbers
  std::string why;
};

/// With weights w (empty: all 1), per arm the mean m = sum w x / sum w and the variance
///   s^2 = sum w / ((sum w)^2 - sum w^2) sum w (x - m)^2     (the sample variance for equal
///   weights)
/// and of a category the shares p_l of its levels:
///   number      d = (m1 - m0) / sqrt((s1^2 + s0^2) / 2)
///   two levels  d = (p1 - p0) / sqrt((p1 (1 - p1) + p0 (1 - p0)) / 2), p of the second level
///   k levels    d = sqrt((p1 - p0)' S^-1 (p1 - p0)), S the mean of the multinomial covariances
/// Means and shares are always weighted; the spread below the fraction is as `spread` says. A
/// number that is only ever 0 or 1 counts as two levels. Levels that nobody has are left out of S.
/// Without weights this is response::standardised_difference with the sign of treated minus
/// reference.
/// Problems: comparability.unequal_lengths, comparability.one_arm, comparability.not_a_covariate
/// (free text). Cost O(n + k^3).
/// Source: [Austin2009], [Austin2015], [Yang2012]; docs/methods/standardised-mean-difference.md.
/// Right by: reference/comparability/weights (R), laws/comparability/weights (equal weights,
/// overlap weights, swapped arms), unit/comparability/balance.
Result<CovariateBalance> covariate_balance(const cohort::Column& column,
                                           std::span<const std::int32_t> treated,
                                           std::span<const double> weights = {},
                                           Spread spread = Spread::crude);

}  // namespace venscope::comparability
