/// Any bytes are a table of other names of genes or a list of problems; with a table all features
/// keep a name, and whatever is asked for is found or named as absent. The input: the table, a form
/// feed, names of features, one a line.
#include "fuzz/whole_matrix.hpp"
#include "venscope/expression/gene_names.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

using namespace venscope;
using namespace venscope::expression;
using fuzz::require;

namespace {

void check_table(const AliasTable& table) {
  require(!table.symbols.empty() && std::is_sorted(table.known.begin(), table.known.end()));
  for (const auto& [alias, symbols] : table.symbols) {
    require(!alias.empty() && !symbols.empty());
    fuzz::require_names(symbols);
    for (const std::string& symbol : symbols) require(table.knows(symbol) && symbol != alias);
  }
}

void check_names(const std::vector<std::string>& features, const AliasTable& table) {
  const GeneNaming naming = name_genes(features, &table);
  require(naming.names.size() == features.size());
  for (const RenamedGene& gene : naming.renamed)
    require(gene.feature < features.size() && gene.to == naming.names[gene.feature]);
  for (const std::string& sentence : naming.sentences()) fuzz::require_text(sentence);
  const FoundGenes found = find_genes(features, naming.names, &table);
  require(found.place.size() == found.wanted.size());
  require(found.place.size() + found.absent.size() == features.size());
  not_found_text(found, "fuzz.csv");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.starts_with("\x1f\x8b")) return 0;  // no bombs
  const std::size_t end = std::min(text.find('\f'), text.size());
  const auto table = read_aliases_text(text.substr(0, end), "fuzz.csv");
  if (!table) {
    require(!table.error().empty() && !to_text(table.error()).empty());
    return 0;
  }
  check_table(*table);
  std::vector<std::string> features;
  for (std::size_t begin = end + 1; begin < text.size();) {
    const std::size_t stop = std::min(text.find('\n', begin), text.size());
    features.emplace_back(text.substr(begin, stop - begin));
    begin = stop + 1;
  }
  check_names(features, *table);
  return 0;
}
