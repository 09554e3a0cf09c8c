#include "venscope/base/nearest.hpp"
#include "venscope/cohort/cell.hpp"
#include "venscope/expression/gene_names.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::expression {
namespace {

/// The features by name.
class Names {
public:
  explicit Names(std::span<const std::string> features) {
    for (std::size_t i = 0; i < features.size(); ++i) place_.emplace(features[i], i);
  }
  std::optional<std::size_t> find(std::string_view name) const {
    const auto found = place_.find(name);
    if (found == place_.end()) return std::nullopt;
    return found->second;
  }

private:
  std::map<std::string_view, std::size_t> place_;
};

/// Features that carry another name of the same gene, by the table.
std::vector<std::size_t> by_alias(const std::string& wanted, const Names& names,
                                  const AliasTable& aliases) {
  std::vector<std::size_t> found;
  const auto add = [&](const std::string& name) {
    if (const auto place = names.find(name)) found.push_back(*place);
  };
  if (const auto alias = aliases.symbols.find(wanted); alias != aliases.symbols.end())
    for (const std::string& symbol : alias->second) add(symbol);
  if (aliases.knows(wanted))
    for (const auto& [alias, symbols] : aliases.symbols)
      if (symbols.size() == 1 && symbols[0] == wanted) add(alias);
  return found;
}

void suggest_like(std::span<const std::string> features, GeneNotFound& gene) {
  for (const std::string& feature : features)
    if (cohort::same_word(feature, gene.name)) gene.suggestions.push_back(feature);
  if (!gene.suggestions.empty()) return;
  if (std::string near = nearest_name(gene.name, features); !near.empty())
    gene.suggestions.push_back(std::move(near));
}

}  // namespace

FoundGenes find_genes(std::span<const std::string> wanted, std::span<const std::string> features,
                      const AliasTable* aliases) {
  // Beyond so many a reader has another trouble than a slip of the pen.
  constexpr std::size_t most_suggested = 200;
  FoundGenes found;
  const Names names(features);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    std::optional<std::size_t> place = names.find(wanted[i]);
    std::vector<std::size_t> others;
    if (!place && aliases) others = by_alias(wanted[i], names, *aliases);
    if (others.size() == 1) place = others[0];
    if (place) {
      found.place.push_back(*place);
      found.wanted.push_back(i);
      continue;
    }
    GeneNotFound gene{wanted[i], {}};
    for (const std::size_t other : others) gene.suggestions.push_back(features[other]);
    if (others.empty() && found.absent.size() < most_suggested) suggest_like(features, gene);
    found.absent.push_back(std::move(gene));
  }
  return found;
}

std::string not_found_text(const FoundGenes& found, const std::string& file, std::size_t most) {
  std::vector<std::string> said;
  for (const GeneNotFound& gene : found.absent) {
    if (said.size() == most) break;
    said.push_back(gene.suggestions.empty() ? gene.name
                                            : fmt::format("{} (did you mean {}?)", gene.name,
                                                          fmt::join(gene.suggestions, " or ")));
  }
  if (said.empty()) return {};
  std::string text =
      fmt::format("{} of {} genes are not in {}: {}", found.absent.size(),
                  found.absent.size() + found.place.size(), file, fmt::join(said, ", "));
  if (found.absent.size() > said.size())
    text += fmt::format(" and {} more", found.absent.size() - said.size());
  return text;
}

}  // namespace venscope::expression
