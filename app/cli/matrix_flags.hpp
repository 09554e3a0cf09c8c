/// The options of commands that read a file of expression.
#pragma once

#include "app/cli/fit.hpp"
#include "venscope/expression/expression_file.hpp"

#include <optional>
#include <string>

namespace venscope::cli {

/// As typed. The table of aliases lives here: options_of() points to it.
struct MatrixFlags {
  std::string x, id, duplicates = "refuse", aliases, gene_column;
  std::optional<expression::AliasTable> table;

  /// `--x`, `--id`, `--duplicates`, `--aliases`, `--gene-column`.
  void add_to(CLI::App& command, const std::string& what);
  /// Reads them; what is wrong goes to `reader`.
  expression::ExpressionOptions options(OptionReader& reader);
};

}  // namespace venscope::cli
