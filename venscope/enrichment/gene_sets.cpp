#include "venscope/enrichment/gene_sets.hpp"

#include "venscope/base/embedded.hpp"
#include "venscope/base/parallel.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

namespace venscope::enrichment {

std::span<const EmbeddedFile> embedded_gene_sets();

Result<IndexedSets> index_sets(std::span<const GeneSet> sets, std::span<const std::string> genes,
                               std::size_t least, std::size_t most, unsigned threads) {
  std::unordered_map<std::string_view, std::uint32_t> place;
  place.reserve(genes.size());
  for (std::size_t i = 0; i < genes.size(); ++i)
    place.emplace(genes[i], static_cast<std::uint32_t>(i));
  std::vector<IndexedSet> all(sets.size());
  parallel_for(sets.size(), threads, [&](std::size_t s) {
    IndexedSet one{s, {}, {}};
    one.members.reserve(sets[s].genes.size());
    for (const std::string& gene : sets[s].genes) {
      const auto found = place.find(gene);
      if (found == place.end())
        one.not_found.push_back(gene);
      else
        one.members.push_back(found->second);
    }
    std::sort(one.members.begin(), one.members.end());
    one.members.erase(std::unique(one.members.begin(), one.members.end()), one.members.end());
    all[s] = std::move(one);
  });
  IndexedSets indexed;
  std::size_t best = 0;
  for (IndexedSet& one : all) {
    const std::size_t found = one.members.size();
    best = std::max(best, found);
    if (found < std::max<std::size_t>(least, 1) || found > most)
      indexed.left_out.push_back({one.set, found, found <= most});
    else
      indexed.sets.push_back(std::move(one));
  }
  if (indexed.sets.empty())
    return cannot_analyse(
        "enrichment.no_sets",
        fmt::format(
            "none of {} gene sets has {} genes among the {} measured (the most found of one: "
            "{})",
            sets.size(),
            most < genes.size() ? fmt::format("{} to {}", least, most)
                                : fmt::format("at least {}", least),
            genes.size(), best),
        best == 0 ? "check that sets and data name genes alike, such as HGNC symbols"
                  : "allow smaller or larger sets");
  return indexed;
}

const std::vector<GeneSet>& built_in_sets() {
  static const std::vector<GeneSet> sets = [] {
    std::vector<GeneSet> all;
    for (const EmbeddedFile& file : embedded_gene_sets())
      if (auto read = expression::read_gene_sets_text(file.text, std::string(file.path)))
        all.insert(all.end(), read->sets.begin(), read->sets.end());
    return all;
  }();
  return sets;
}

}  // namespace venscope::enrichment
