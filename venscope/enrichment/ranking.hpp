/// Genes in the order of a statistic: what a preranked enrichment analysis begins with.
#pragma once

#include "venscope/base/problem.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace venscope::enrichment {

/// `value` descends. Genes of the same value stand in the order of their names, so that the ranking
/// is a function of genes and values alone.
struct Ranking {
  std::vector<std::string> gene;
  std::vector<double> value;
  std::size_t missing = 0;     ///< genes without a value, left out
  std::size_t duplicates = 0;  ///< further values of a gene, left out
  std::size_t tied = 0;        ///< genes that share their value with another
};

/// Of several values of a gene, the one furthest from zero stays (of two equally far, the positive
/// one). O(n log n).
/// Problems: enrichment.infinite_rank, enrichment.unnamed_gene (input);
/// enrichment.few_ranks (fewer than 2 genes), enrichment.tied_ranks (all values equal).
/// Right by: unit/enrichment/ranking.
Result<Ranking> make_ranking(std::span<const std::string> genes, std::span<const double> values);

}  // namespace venscope::enrichment
