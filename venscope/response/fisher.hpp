/// Fisher's exact test: 2 x 2 with the conditional odds ratio, and r x c.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/response/alternative.hpp"
#include "venscope/response/contingency.hpp"

#include <cstdint>
#include <optional>

namespace venscope::response {

struct FisherOptions {
  Alternative alternative = Alternative::two_sided;
  double confidence = 0.95;
  /// Elementary steps allowed for an r x c table (about 1e8 a second); beyond:
  /// response.fisher_too_large.
  std::int64_t step_limit = 150'000'000;
};

/// p of the test. The rest is of 2 x 2 tables only.
struct Fisher {
  double p = 1;
  /// p minus half the probability of the observed table (less conservative; SAS's definition).
  double mid_p = 1;
  /// Conditional maximum-likelihood odds ratio: E(n11 | margins, odds ratio) = observed n11. Not
  /// the cross product n11 n22 / (n12 n21). 0 and infinity at the ends of the support; absent for r
  /// x c.
  std::optional<double> odds_ratio, conf_low, conf_high;
  bool monte_carlo = false;     ///< p was estimated by simulation
  double p_std_error = 0;       ///< of a simulated p
  std::int64_t replicates = 0;  ///< of a simulated p
};

/// The exact test of independence given both margins.
///
/// Two-sided p: the probability of all tables that are no more likely than the observed one, with a
/// relative slack of 1e-7 for rounding, as R has it.
/// 2 x 2: n11 is noncentral hypergeometric (base/hypergeometric.hpp); estimate and limits (tails of
/// (1 - confidence) / 2 each) are roots found to the last digits. O(number of possible n11).
/// A 2 x 2 table with an empty row or column has one possible table: p = 1, odds ratio undefined
/// (absent), limits 0 and infinity.
/// r x c: the multivariate hypergeometric probabilities are summed column by column over the
/// remaining row margins, equal states and equal products merged, the last two columns by bounds
/// (docs/methods/fisher.md).
/// Problems: response.no_observations, response.one_level, response.fisher_too_large (use
/// fisher_monte_carlo), response.confidence_level.
/// Source: [Fisher1935], [Freeman1951], [Mehta1983].
/// Right by: published/response, twins/response/fisher (full enumeration),
/// reference/response/contingency (R fisher.test), laws/response.
Result<Fisher> fisher(const ContingencyTable& table, const FisherOptions& options = {});

/// p estimated from `replicates` random tables with the observed margins:
///   (1 + number no more likely than the observed one) / (replicates + 1),
/// the same for the same seed. Fewer, but at least 1,000, are drawn of a table with more than 2,000
/// cells: see Fisher::replicates. Problems as fisher().
Result<Fisher> fisher_monte_carlo(const ContingencyTable& table, std::uint64_t seed,
                                  std::int64_t replicates = 100'000);

}  // namespace venscope::response
