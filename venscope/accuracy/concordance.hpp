/// Concordance of a marker with right-censored outcomes.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace venscope::accuracy {

/// Weighted numbers of pairs, each pair counted by the product of its rows' weights (and, for Uno's
/// C, by the weight of its earlier time).
///  - comparable: the earlier time ended with the event; at a tie of an event with a censored time
///    the event is the earlier. With delayed entry both are at risk at the earlier time.
///  - concordant: the earlier one has the higher marker; discordant: the lower; tied_x: the same
///  - tied_y: two events at the same time, different markers; tied_xy: the same marker too
struct PairCounts {
  double concordant = 0, discordant = 0, tied_x = 0, tied_y = 0, tied_xy = 0;
};

/// A higher marker means a higher risk.
struct HarrellConcordance : PairCounts {
  double estimate = 0;
  double std_error = 0;  ///< infinitesimal jackknife, as R's concordance()
  /// w_i dC/dw_i of each row, or the sums over each cluster, in ascending order of its code: their
  /// squares add up to std_error^2.
  std::vector<double> influence;
};

/// C = (concordant + tied_x / 2) / (concordant + discordant + tied_x), over comparable pairs within
/// strata. The standard error is sqrt(sum over clusters c of (sum_{i in c} w_i dC/dw_i)^2), each
/// row its own cluster if `cluster` is empty. Times that differ by rounding only are tied. Fails
/// where no pair is comparable, or a marker is not finite. Cost O(n log n). Source: [Harrell1982],
/// [Therneau2015] (standard error). Right by: twins/accuracy/concordance (all
/// pairs), reference/accuracy/concordance (R survival 3.5).
Result<HarrellConcordance> harrell(const endpoint::Outcomes& outcomes,
                                   std::span<const double> marker,
                                   std::span<const std::int32_t> strata = {},
                                   std::span<const double> weights = {},
                                   std::span<const std::int32_t> cluster = {});

struct UnoConcordance : PairCounts {
  double estimate = 0;
  double std_error = 0;  ///< infinitesimal jackknife with the censoring distribution taken as known
  double tau = 0;        ///< events up to here count
  std::vector<double> influence;  ///< as Harrell's
};

/// Uno's C: as Harrell's, each pair weighted by 1 / G(t-)^2, t the earlier time and G the
/// Kaplan-Meier estimate of being uncensored (an event at a censoring time comes first), events
/// after `tau` left out. Without `tau` it is the last event time: every event counts, as in R's
/// concordance(timewt = "n/G2"), whose ymax is `tau`.
/// Source: [Uno2011]. Delayed entry is refused: G is not defined there.
Result<UnoConcordance> uno(const endpoint::Outcomes& outcomes, std::span<const double> marker,
                           std::optional<double> tau = {}, std::span<const double> weights = {},
                           std::span<const std::int32_t> cluster = {});

}  // namespace venscope::accuracy
