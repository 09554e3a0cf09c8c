/// Gene sets, and where their genes stand among those that were measured.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/expression/gene_sets.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::enrichment {

using expression::GeneSet;

/// A set by the places of its genes, ascending and each once: what all methods work on.
struct IndexedSet {
  std::size_t set = 0;  ///< which of the sets given
  std::vector<std::uint32_t> members;
  std::vector<std::string> not_found;
};

/// A set that is not looked at, and how many of its genes were found.
struct SetLeftOut {
  std::size_t set = 0;
  std::size_t found = 0;
  bool too_small = true;  ///< else too large, or all genes there are
};

struct IndexedSets {
  std::vector<IndexedSet> sets;  ///< in the order given
  std::vector<SetLeftOut> left_out;
};

/// Finds the genes of each set among `genes` (each name once), exactly as they are written. Sets of
/// which fewer than `least` or more than `most` are found are left out. A gene that a set names
/// twice counts once. `threads` change nothing in the results. O(genes and members).
/// Problem: enrichment.no_sets, if none is left: with how many were found of the best one.
/// Right by: unit/enrichment/gene_sets.
Result<IndexedSets> index_sets(std::span<const GeneSet> sets, std::span<const std::string> genes,
                               std::size_t least, std::size_t most, unsigned threads = 1);

/// The shipped sets: immune checkpoints and the cytolytic pair, with their sources in the
/// description of each (gene-sets/*.gmt).
const std::vector<GeneSet>& built_in_sets();

}  // namespace venscope::enrichment
