/// Sets of genes from a file: GMT, a list, or a table with a column of genes.
#pragma once

#include "venscope/base/problem.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::expression {

/// A set of genes; each gene once, in the order of the file.
struct GeneSet {
  std::string name;
  std::string description;  ///< "" where there is none
  std::vector<std::string> genes;
  std::vector<double> weights = {};  ///< one per gene, or empty: the set has none
  std::uint32_t line = 0;            ///< on which it begins
};

/// The sets of a file, and everything a careful reader would want to be told about the reading.
struct GeneSetFile {
  std::string file;
  std::string sha256;
  std::vector<GeneSet> sets;
  std::vector<std::string> assumptions;  ///< what was taken for granted; one sentence each
  Problems suspicions;                   ///< what looks wrong but can be read; located

  /// The set of that name, or null.
  const GeneSet* find(std::string_view name) const;
};

enum class GeneSetFormat {
  found,  ///< by the name of the file: .gmt is GMT, everything else a list or a table
  gmt,    ///< a set per line: name, description, genes, between tabs
  table,  ///< a gene per line; one column, or a header that names the columns
};

struct GeneSetOptions {
  GeneSetFormat format = GeneSetFormat::found;
  /// Columns of a table; empty: found by their names.
  std::string gene_column = {}, weight_column = {}, set_column = {};
  char delimiter = '\0';  ///< of a table; 0: found from its lines
  std::string name = {};  ///< of the only set of a list; empty: the file's, without its ending
  std::size_t shown_problems = 5;  ///< of each kind; the rest is counted
};

/// Reads sets of genes, plain or .gz.
///
/// GMT: `name<TAB>description<TAB>gene<TAB>gene…`; empty cells at the end of a line are passed
/// over. A gene written `GENE,1.5` carries a weight, if all of its set do. Table: delimiter found
/// as in other tables. A single column is a list; its first line is a header if it is a word for
/// genes (gene, symbol …). With several columns the first line names them: the genes stand under
/// gene_column, else under the first column with such a name; weights and sets alike (weight,
/// coefficient …; set, gene set, signature, pathway …). Without a column of sets the file is one
/// set. A gene twice in a set is kept once, a suspicion; twice with different weights is a problem.
/// A set without genes is left out, a suspicion.
/// Problems, all at once and located: those of a file that is no text, and
/// expression.duplicate_set, duplicate_weight, weight, no_gene_column, no_column, no_gene_sets.
/// Cost: O(bytes log genes of a set).   Right by: unit/expression/gene_sets.
Result<GeneSetFile> read_gene_sets(const std::string& path, const GeneSetOptions& options = {});

/// The same from memory; `name` stands for the file in messages and decides on the format.
Result<GeneSetFile> read_gene_sets_text(std::string_view bytes, const std::string& name,
                                        const GeneSetOptions& options = {});

}  // namespace venscope::expression
