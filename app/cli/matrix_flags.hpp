/// The options of commands that read a file of expression.
#pragma once

#include "app/cli/fit.hpp"
#include "venscope/expression/expression_file.hpp"

#include <optional>
#include <string>

namespace venscope::cli {

/// What the genes of a file are called, and which of several rows stands for one: as typed.
struct GeneFlags {
  std::string duplicates = "refuse", aliases, gene_column;
  std::optional<expression::AliasTable> table;  ///< of `aliases`; options() points to it

  /// `--duplicates`, `--aliases`, `--gene-column`.
  void add_to(CLI::App& command);
  /// Reads them; what is wrong goes to `reader`.
  expression::ExpressionOptions options(OptionReader& reader);
};

/// The same, with the file and whose its samples are.
struct MatrixFlags : GeneFlags {
  std::string x, id;

  /// `--x`, `--id` and those of the genes.
  void add_to(CLI::App& command, const std::string& what);
};

/// The whole matrix of a file; what was done in reading it is said on standard error. What is wrong
/// goes to `reader`.
std::optional<cohort::MatrixFile> whole_matrix(const std::string& path,
                                               const expression::ExpressionOptions& options,
                                               OptionReader& reader);

/// That of a kind of `venscope fit` that cannot do without: `--x` and `--id` must be given.
std::optional<cohort::MatrixFile> wanted_matrix(MatrixFlags& flags, OptionReader& reader);

}  // namespace venscope::cli
