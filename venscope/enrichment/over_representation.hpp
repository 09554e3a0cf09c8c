/// Are the genes of a list more often of a set than those of the universe they were chosen from?
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/enrichment/gene_sets.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::enrichment {

struct OverRepresentationOptions {
  std::size_t least = 5, most = 500;  ///< genes of a set within the universe
  double confidence = 0.95;
  unsigned threads = 1;
};

struct OverRepresentedSet {
  std::size_t set = 0;
  std::int64_t size = 0;      ///< genes of the set within the universe
  std::int64_t selected = 0;  ///< of them chosen
  double expected = 0;        ///< of them, had they been chosen at random
  double p = 1, q = 1;
  /// Conditional maximum likelihood with its exact interval, two-sided; absent where there is only
  /// one table. Infinite limits are absent.
  std::optional<double> odds_ratio, conf_low, conf_high;
  std::vector<std::string> genes;  ///< the chosen ones, in the order of the universe
};

struct OverRepresentation {
  std::int64_t universe = 0, selected = 0;
  std::vector<OverRepresentedSet> sets;  ///< by p, then by odds ratio descending, then by name
  std::vector<SetLeftOut> left_out;
  std::vector<std::string> outside;  ///< chosen genes that the universe does not hold, left out
};

/// For N genes of the universe, n of them chosen, K of a set and k both:
///   p = P(X >= k), X hypergeometric(N, K, n)
/// (Fisher's exact test, one-sided), q by Benjamini and Hochberg over all sets looked at, those
/// with k = 0 too. The universe is what could have been chosen: the genes tested, not all genes
/// there are. Genes named twice count once.
/// Problems: enrichment.no_universe, no_selection (nothing chosen within the universe),
/// all_selected, no_sets.
/// Cost O(size) per set, and some 50 steps for its interval.
/// Source: [Fisher1935].  Right by: reference/enrichment/over_representation (R phyper,
/// fisher.test), laws/enrichment/over_representation.
Result<OverRepresentation> over_representation(std::span<const std::string> universe,
                                               std::span<const std::string> selected,
                                               std::span<const GeneSet> sets,
                                               const OverRepresentationOptions& options = {});

}  // namespace venscope::enrichment
