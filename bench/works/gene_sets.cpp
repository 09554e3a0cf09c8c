#include "bench/works/gene_sets.hpp"

#include <fmt/format.h>

namespace bench {

std::vector<std::string> gene_names(std::size_t count) {
  std::vector<std::string> names;
  names.reserve(count);
  for (std::size_t g = 0; g < count; ++g) names.push_back(fmt::format("G{:05}", g + 1));
  return names;
}

std::vector<venscope::enrichment::GeneSet> gene_sets(const Folder& folder,
                                                     const std::vector<std::string>& names) {
  const std::vector<double> members = folder.numbers("members");
  std::vector<venscope::enrichment::GeneSet> sets;
  std::size_t next = 0;
  for (const double count : folder.numbers("sizes")) {
    venscope::enrichment::GeneSet set;
    set.name = fmt::format("S{:05}", sets.size() + 1);
    for (std::size_t k = 0; k < static_cast<std::size_t>(count); ++k)
      set.genes.push_back(names[static_cast<std::size_t>(members[next++])]);
    sets.push_back(std::move(set));
  }
  return sets;
}

}  // namespace bench
