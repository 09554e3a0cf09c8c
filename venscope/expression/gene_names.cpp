#include "venscope/expression/gene_names.hpp"

#include "venscope/cohort/cell.hpp"
#include "venscope/expression/column_names.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::expression {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// ENSG00000141510, ENSMUSG…, ENST…, ENSP…: letters, then eleven digits.
bool ensembl(std::string_view name) {
  if (name.size() < 15 || !name.starts_with("ENS")) return false;
  const std::string_view letters = name.substr(3, name.size() - 14);
  const char kind = letters.empty() ? '\0' : letters.back();
  return all_digits(name.substr(name.size() - 11)) && (kind == 'G' || kind == 'T' || kind == 'P') &&
         std::all_of(letters.begin(), letters.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// `ENSG00000141510.17` without its version, `….15_PAR_Y` as `…_PAR_Y`; otherwise as it is.
std::string without_version(std::string_view name) {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos || !ensembl(name.substr(0, dot))) return std::string(name);
  const std::string_view rest = name.substr(dot + 1);
  const std::string_view version = rest.substr(0, rest.find('_'));
  if (!all_digits(version)) return std::string(name);
  return std::string(name.substr(0, dot)) + std::string(rest.substr(version.size()));
}

/// The symbol of `ENSG…|TP53` or `TP53|7157`; nothing where no part, or more than one, can be it.
std::optional<std::string_view> symbol_part(std::string_view name) {
  std::optional<std::string_view> symbol;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('|', begin), name.size());
    const std::string_view part = cohort::trimmed(name.substr(begin, end - begin));
    begin = end + 1;
    if (part.empty() || part == "?" || all_digits(part) || ensembl(part.substr(0, part.find('.'))))
      continue;
    if (symbol && *symbol != part) return std::nullopt;
    symbol = part;
  }
  return symbol;
}

std::string changed_sentence(const std::vector<RenamedGene>& renamed, NameChange change,
                             std::string_view what) {
  std::vector<std::string> examples;
  for (const RenamedGene& gene : renamed)
    if (gene.change == change) examples.push_back(gene.from + " → " + gene.to);
  if (examples.empty()) return {};
  return fmt::format("{} gene{} {}: {}", examples.size(), examples.size() == 1 ? "" : "s", what,
                     listed_names(examples, 3));
}

}  // namespace

std::string plain_gene_name(std::string_view name, std::optional<NameChange>* change) {
  if (name.find('|') != std::string_view::npos) {
    if (const auto symbol = symbol_part(name)) {
      if (change) *change = NameChange::split;
      return std::string(*symbol);
    }
    return std::string(name);
  }
  std::string plain = without_version(name);
  if (change && plain != name) *change = NameChange::version;
  return plain;
}

GeneNaming name_genes(std::span<const std::string> features, const AliasTable* aliases) {
  GeneNaming naming;
  naming.names.reserve(features.size());
  std::vector<std::optional<NameChange>> change(features.size());
  for (std::size_t i = 0; i < features.size(); ++i)
    naming.names.push_back(plain_gene_name(features[i], &change[i]));
  if (aliases) {
    const std::vector<std::string> plain = naming.names;
    std::vector<std::string_view> present(plain.begin(), plain.end());
    std::sort(present.begin(), present.end());
    for (std::size_t i = 0; i < features.size(); ++i) {
      const std::string& name = plain[i];
      if (aliases->knows(name)) continue;
      const auto found = aliases->symbols.find(name);
      if (found == aliases->symbols.end()) {
        naming.unknown.push_back(i);
        continue;
      }
      const bool several = found->second.size() > 1;
      if (several ||
          std::binary_search(present.begin(), present.end(), std::string_view(found->second[0]))) {
        naming.conflicts.push_back({i, name, found->second, !several});
        continue;
      }
      naming.names[i] = found->second[0];
      change[i] = NameChange::alias;
    }
  }
  for (std::size_t i = 0; i < features.size(); ++i)
    if (change[i] && naming.names[i] != features[i])
      naming.renamed.push_back({i, features[i], naming.names[i], *change[i]});
  return naming;
}

std::vector<std::string> GeneNaming::sentences() const {
  std::vector<std::string> said;
  const auto add = [&](std::string sentence) {
    if (!sentence.empty()) said.push_back(std::move(sentence));
  };
  add(changed_sentence(renamed, NameChange::split, "named by the symbol in a compound name"));
  add(changed_sentence(renamed, NameChange::version,
                       "named without the version of the identifier"));
  add(changed_sentence(renamed, NameChange::alias, "renamed by the table of aliases"));
  std::vector<std::string> taken, several, strange;
  for (const AliasConflict& one : conflicts) {
    if (one.taken)
      taken.push_back(one.name + " (" + one.symbols[0] + ")");
    else
      several.push_back(fmt::format("{} ({})", one.name, fmt::join(one.symbols, " or ")));
  }
  const auto left = [&](const std::vector<std::string>& list, std::string_view why) {
    if (!list.empty())
      said.push_back(fmt::format(
          "{} alias{} left as {}, because {}: {}", list.size(), list.size() == 1 ? "" : "es",
          list.size() == 1 ? "it is" : "they are", why, listed_names(list, 3)));
  };
  left(taken, "the symbol has a row of its own");
  left(several, "there are several symbols");
  for (const std::size_t i : unknown) strange.push_back(names[i]);
  if (!strange.empty())
    said.push_back(fmt::format("{} gene{} the table of aliases does not know: {}", strange.size(),
                               strange.size() == 1 ? "" : "s", listed_names(strange, 3)));
  return said;
}

}  // namespace venscope::expression
