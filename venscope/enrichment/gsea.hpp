/// Gene set enrichment analysis of a ranking.
#pragma once

#include "venscope/enrichment/gene_sets.hpp"
#include "venscope/enrichment/ranking.hpp"
#include "venscope/enrichment/running_sum.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::enrichment {

struct GseaOptions {
  double weight = 1;  ///< power of the statistic in the steps: 0 Kolmogorov and Smirnov, 1, 2
  ScoreTail tail = ScoreTail::both;
  std::size_t least = 15, most = 500;  ///< genes of a set found in the ranking
  std::size_t permutations = 1000;
  bool multilevel = true;         ///< splitting where it is more exact than the permutations
  std::size_t sample_size = 101;  ///< of the splitting; odd (an even one is raised by 1)
  double smallest_p = 1e-50;      ///< where splitting stops
  std::uint64_t seed = 1;
  unsigned threads = 1;
};

struct GseaSet {
  std::size_t set = 0;   ///< which of the sets given
  std::size_t size = 0;  ///< genes found in the ranking
  double score = 0;
  std::optional<double> normalised;         ///< score / |mean of the random scores on its side|
  std::optional<double> p, q;               ///< absent where no random score lies on its side
  std::optional<double> log2_error;         ///< expected standard deviation of log2 p
  std::size_t beyond = 0;                   ///< permutations at least as far out
  bool multilevel = false;                  ///< p is by splitting
  bool bounded = false;                     ///< p is no more than smallest_p; shown as that
  std::vector<std::uint32_t> leading_edge;  ///< places in the ranking
};

struct Gsea {
  std::vector<GseaSet> sets;        ///< by p, then by |normalised score| descending, then by name
  std::vector<IndexedSet> members;  ///< of each of `sets`
  std::vector<SetLeftOut> left_out;
  std::vector<double> weights;  ///< of the genes of the ranking
  std::vector<std::string> warnings;
};

/// Scores: running_sum() of the members that the ranking holds. With c random sets of the same size
/// at least as far out on the same side, and s of them on that side at all (permutation_null):
///   p = (c + 1) / (s + 1).
/// Where splitting promises a smaller error of log2 p than c counts do,
///   p = P(highest >= score) P(highest > -lowest | highest >= score) / ((s + 1) / (permutations +
///   1)),
/// for negative scores of the reversed ranking; for one tail the first factor alone. All sets of a
/// size and side share one splitting, the stream ("gsea.splitting", 2 size + side).
/// q: Benjamini and Hochberg over the sets that have a p.
/// Problems: enrichment.no_sets. Cost: permutation_null() and, for each size that needs it,
/// sample_size x size exchanges per level, most of them O(1).
/// Source: [Subramanian2005], [Korotkevich2021].
/// Right by: twins/enrichment/exact_gsea, twins/enrichment/gsea, by_hand/enrichment/running_sum,
/// laws/enrichment/gsea.
Result<Gsea> gsea(const Ranking& ranking, std::span<const GeneSet> sets,
                  const GseaOptions& options = {});

}  // namespace venscope::enrichment
