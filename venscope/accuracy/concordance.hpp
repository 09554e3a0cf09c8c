/// Concordance of a marker with right-censored outcomes.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <optional>
#include <span>

namespace venscope::accuracy {

/// Pair counts and Harrell's C; a higher marker means a higher risk.
struct HarrellConcordance {
  double estimate = 0;
  double std_error = 0;  ///< infinitesimal jackknife, as R's concordance()
  double concordant = 0, discordant = 0, tied_x = 0, tied_y = 0, tied_xy = 0;
};

/// C = (concordant + tied_x / 2) / (concordant + discordant + tied_x), over comparable pairs within
/// strata. Cost O(n log n).
Result<HarrellConcordance> harrell(const endpoint::Outcomes& outcomes,
                                   std::span<const double> marker,
                                   std::span<const std::int32_t> strata = {},
                                   std::span<const double> weights = {},
                                   std::span<const std::int32_t> cluster = {});

struct UnoConcordance {
  double estimate = 0;
  double tau = 0;
};

/// Uno's C: pairs weighted by 1 / G(t)^2, G the censoring survival just before t, events up to tau.
Result<UnoConcordance> uno(const endpoint::Outcomes& outcomes, std::span<const double> marker,
                           std::optional<double> tau = {});

}  // namespace venscope::accuracy
