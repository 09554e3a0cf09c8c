/// What the genes of a file are called: names split, versions dropped, former names replaced, with
/// an account of it; and finding those that are asked for.
#pragma once

#include "venscope/base/problem.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::expression {

/// Other names of genes and the symbols they stand for.
struct AliasTable {
  std::string file;
  std::string sha256;
  /// By other name; several symbols where the name has stood for several genes.
  std::map<std::string, std::vector<std::string>, std::less<>> symbols;
  /// All symbols of the table, sorted.
  std::vector<std::string> known;
  std::vector<std::string> assumptions;

  bool knows(std::string_view symbol) const;
};

/// Reads a table of other names: tab, comma or semicolon, plain or .gz. With a header, the symbol
/// stands under `symbol` (approved symbol, hgnc symbol …) and other names under any of alias,
/// alias symbol, previous symbol, synonyms, ensembl gene id, entrez id … ; without one, the first
/// of two columns is the other name and the second the symbol. A cell may hold several names with
/// `|` between them. Rows without one of both are passed over. Problems: those of a file that is no
/// text, expression.no_symbol_column, expression.no_aliases. Right by: unit/expression/gene_names.
Result<AliasTable> read_aliases(const std::string& path);
Result<AliasTable> read_aliases_text(std::string_view bytes, const std::string& name);

/// Why a gene is called otherwise than in its file.
enum class NameChange {
  split,    ///< `ENSG00000141510|TP53`, `TP53|7157`: the symbol of the two
  version,  ///< `ENSG00000141510.17`: without the version
  alias,    ///< by the table of aliases
};

struct RenamedGene {
  std::size_t feature = 0;
  std::string from, to;
  NameChange change = NameChange::alias;  ///< the last one, where there were several
};

/// A name that the table of aliases knows and that was left as it is.
struct AliasConflict {
  std::size_t feature = 0;
  std::string name;
  std::vector<std::string> symbols;  ///< for which it may stand
  bool taken =
      false;  ///< the only symbol has a row of its own; otherwise there are several symbols
};

struct GeneNaming {
  std::vector<std::string> names;  ///< of the features, as they are called from now on
  std::vector<RenamedGene> renamed;
  std::vector<AliasConflict> conflicts;
  /// With a table of aliases: features that it knows neither as a symbol nor as another name.
  std::vector<std::size_t> unknown;

  /// A sentence for each thing done and each thing left undone, with the first few names.
  std::vector<std::string> sentences() const;
};

/// Names the features of a file. Names are split and versions dropped first, then a name is
/// replaced by the symbol it is an alias of, unless it is a symbol of the table itself, stands for
/// several symbols, or its symbol has a row of its own in the file. Nothing is guessed by likeness.
/// Cost: O(features log aliases).   Right by: unit/expression/gene_names.
GeneNaming name_genes(std::span<const std::string> features, const AliasTable* aliases = nullptr);

/// One name without what databases add to it: `ENSG00000141510.17|TP53` is TP53.
std::string plain_gene_name(std::string_view name, std::optional<NameChange>* change = nullptr);

/// A gene that was asked for and is not there.
struct GeneNotFound {
  std::string name;
  std::vector<std::string> suggestions;  ///< names of the file: other names of it, then other case,
                                         ///< then the nearest
};

struct FoundGenes {
  std::vector<std::size_t> place;    ///< in the order asked for, those found: the feature
  std::vector<std::size_t> wanted;   ///< and the number of the gene among those asked for
  std::vector<GeneNotFound> absent;  ///< the others; never filled in
};

/// Looks for genes among the features, by their exact names. With a table of aliases, a gene asked
/// for by a former name is found under its symbol, and the reverse, if exactly one feature fits.
/// Cost: O((features + wanted) log features), and O(features) for each that is absent.
/// Right by: unit/expression/gene_names.
FoundGenes find_genes(std::span<const std::string> wanted, std::span<const std::string> features,
                      const AliasTable* aliases = nullptr);

/// `CDKN2A is not in expr.tsv (did you mean Cdkn2a?)`, the first few and the number of the rest.
std::string not_found_text(const FoundGenes& found, const std::string& file, std::size_t most = 5);

}  // namespace venscope::expression
