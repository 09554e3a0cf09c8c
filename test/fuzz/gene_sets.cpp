/// Any bytes are sets of genes or a list of problems, as GMT and as a table. The input: a byte for
/// the format, the text.
#include "venscope/expression/gene_sets.hpp"

#include "fuzz/whole_matrix.hpp"

#include <cstdint>
#include <string_view>

using namespace venscope;
using namespace venscope::expression;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (text.starts_with("\x1f\x8b")) return 0;  // no bombs
  GeneSetOptions options;
  options.format = (data[0] & 1) != 0 ? GeneSetFormat::table : GeneSetFormat::gmt;
  if ((data[0] & 2) != 0) options.gene_column = "b";
  if ((data[0] & 4) != 0) options.set_column = "c";
  if ((data[0] & 8) != 0) options.delimiter = ';';
  const auto read = read_gene_sets_text(text, "fuzz.gmt", options);
  if (!read) {
    require(!read.error().empty() && !to_text(read.error()).empty());
    return 0;
  }
  require(!read->sets.empty());
  std::vector<std::string> names;
  for (const GeneSet& set : read->sets) {
    names.push_back(set.name);
    require(!set.genes.empty() && read->find(set.name) == &set);
    require(set.weights.empty() || set.weights.size() == set.genes.size());
    for (const double weight : set.weights) require(std::isfinite(weight));
    fuzz::require_names(set.genes);
  }
  fuzz::require_names(names);
  for (const std::string& sentence : read->assumptions) fuzz::require_text(sentence);
  require(to_text(read->suspicions).empty() == read->suspicions.empty());
  return 0;
}
