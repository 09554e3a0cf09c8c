#include "app/cli/matrix_flags.hpp"

#include <algorithm>
#include <thread>

#include <CLI/CLI.hpp>

namespace venscope::cli {

void MatrixFlags::add_to(CLI::App& command, const std::string& what) {
  command.add_option("--x", x, what)->type_name("MATRIX");
  command.add_option("--id", id, "column that names the samples")->type_name("COLUMN");
  command
      .add_option("--duplicates", duplicates,
                  "several rows of one gene: refuse, mean, sum, highest_mean, highest_variance "
                  "or first")
      ->capture_default_str();
  command.add_option("--aliases", aliases, "table of other names of genes and their symbols")
      ->type_name("FILE");
  command
      .add_option("--gene-column", gene_column,
                  "column of the matrix that names the genes; the first if not given")
      ->type_name("COLUMN");
}

expression::ExpressionOptions MatrixFlags::options(OptionReader& reader) {
  expression::ExpressionOptions options;
  options.name_column = gene_column;
  options.threads = std::max(1u, std::thread::hardware_concurrency());
  options.duplicates = static_cast<expression::DuplicateRule>(
      reader.choice("--duplicates", duplicates, expression::duplicate_rule_words()));
  if (!aliases.empty()) {
    auto read = expression::read_aliases(aliases);
    if (read)
      table = std::move(*read);
    else
      for (Problem& problem : read.error()) reader.problems.push_back(std::move(problem));
    if (table) options.aliases = &*table;
  }
  return options;
}

}  // namespace venscope::cli
