#include "venscope/enrichment/gene_sets.hpp"

#include "venscope/base/embedded.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

namespace venscope::enrichment {

std::span<const EmbeddedFile> embedded_gene_sets();

Result<IndexedSets> index_sets(std::span<const GeneSet> sets, std::span<const std::string> genes,
                               std::size_t least, std::size_t most) {
  std::unordered_map<std::string_view, std::uint32_t> place;
  place.reserve(genes.size());
  for (std::size_t i = 0; i < genes.size(); ++i)
    place.emplace(genes[i], static_cast<std::uint32_t>(i));
  IndexedSets indexed;
  std::size_t best = 0;
  for (std::size_t s = 0; s < sets.size(); ++s) {
    IndexedSet one{s, {}, {}};
    for (const std::string& gene : sets[s].genes) {
      const auto found = place.find(gene);
      if (found == place.end())
        one.not_found.push_back(gene);
      else
        one.members.push_back(found->second);
    }
    std::sort(one.members.begin(), one.members.end());
    one.members.erase(std::unique(one.members.begin(), one.members.end()), one.members.end());
    const std::size_t found = one.members.size();
    best = std::max(best, found);
    if (found < std::max<std::size_t>(least, 1) || found > most)
      indexed.left_out.push_back({s, found, found <= most});
    else
      indexed.sets.push_back(std::move(one));
  }
  if (indexed.sets.empty())
    return cannot_analyse(
        "enrichment.no_sets",
        fmt::format("none of {} gene sets has {} to {} genes among the {} measured (the most found "
                    "of one: {})",
                    sets.size(), least, most, genes.size(), best),
        best == 0 ? "check that sets and data name genes alike, such as HGNC symbols"
                  : "allow smaller or larger sets");
  return indexed;
}

namespace {

std::string_view next_part(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

}  // namespace

Result<std::vector<GeneSet>> parse_gmt(std::string_view text, const std::string& file) {
  std::vector<GeneSet> sets;
  Problems problems;
  std::unordered_set<std::string> names;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = next_part(text, '\n');
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    GeneSet set;
    set.name = next_part(line, '\t');
    set.description = next_part(line, '\t');
    while (!line.empty()) {
      const std::string_view gene = next_part(line, '\t');
      if (!gene.empty()) set.genes.emplace_back(gene);
    }
    const Place place{file, number, ""};
    if (set.genes.empty())
      problems.push_back({"enrichment.gmt_line", place, "the line names no gene",
                          "a name, a description and genes, separated by tabs", ""});
    else if (set.name.empty() || !names.insert(set.name).second)
      problems.push_back({"enrichment.gmt_name", place,
                          set.name.empty() ? "the set has no name"
                                           : fmt::format("there are two sets {}", set.name),
                          "a name of its own for each set", ""});
    else
      sets.push_back(std::move(set));
  }
  if (problems.empty() && sets.empty())
    problems.push_back({"enrichment.gmt_empty",
                        {file, 0, ""},
                        "there is no gene set",
                        "a set per line: a name, a description and genes, separated by tabs",
                        ""});
  if (!problems.empty()) return failure(std::move(problems));
  return sets;
}

const std::vector<GeneSet>& built_in_sets() {
  static const std::vector<GeneSet> sets = [] {
    std::vector<GeneSet> all;
    for (const EmbeddedFile& file : embedded_gene_sets())
      if (auto parsed = parse_gmt(file.text, std::string(file.path)))
        all.insert(all.end(), parsed->begin(), parsed->end());
    return all;
  }();
  return sets;
}

}  // namespace venscope::enrichment
