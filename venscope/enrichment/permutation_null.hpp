/// Enrichment scores of random sets, shared by all gene sets of the same size.
#pragma once

#include "venscope/enrichment/running_sum.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::enrichment {

/// What the random sets say of one gene set.
struct NullCounts {
  std::size_t beyond = 0;     ///< scores as far from zero as that of the set, on its side
  std::size_t same_side = 0;  ///< scores on its side of zero, 0 itself among them
  double same_side_sum = 0;   ///< their sum
};

struct ObservedScore {
  std::size_t size = 0;
  double score = 0;
};

struct NullOptions {
  ScoreTail tail = ScoreTail::both;
  std::size_t permutations = 1000;
  std::uint64_t seed = 1;
  unsigned threads = 1;
};

/// Each permutation draws genes in random order; its first k genes are the random set of size k,
/// for all sizes at once. A set's random scores are independent of each other; sets share them. The
/// i-th permutation is the stream ("gsea.permutation", i), so that the answer depends on the seed
/// alone. Cost per permutation: O(K² + sum of the distinct sizes), K the largest size, both by
/// several members at once (growing_set.hpp). Source: [Korotkevich2021]. Right by:
/// twins/enrichment/gsea (one permutation at a time), twins/enrichment/exact_gsea (all subsets).
std::vector<NullCounts> permutation_null(std::span<const double> weights,
                                         std::span<const ObservedScore> observed,
                                         const NullOptions& options);

}  // namespace venscope::enrichment
