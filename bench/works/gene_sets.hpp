/// What works on gene sets share: names of genes, and sets as a folder holds them.
#pragma once

#include "bench/works/work.hpp"
#include "venscope/enrichment/gene_sets.hpp"

#include <string>
#include <vector>

namespace bench {

/// G00001, G00002, …
std::vector<std::string> gene_names(std::size_t count);

/// The sets of `members` (places among the names, set after set) and `sizes`.
std::vector<venscope::enrichment::GeneSet> gene_sets(const Folder& folder,
                                                     const std::vector<std::string>& names);

}  // namespace bench
