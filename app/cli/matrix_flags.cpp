#include "app/cli/matrix_flags.hpp"

#include "app/cli/progress.hpp"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>

namespace venscope::cli {
namespace {

void add_problems(const Problems& more, OptionReader& reader) {
  reader.problems.insert(reader.problems.end(), more.begin(), more.end());
}

}  // namespace

void GeneFlags::add_to(CLI::App& command) {
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

expression::ExpressionOptions GeneFlags::options(OptionReader& reader) {
  expression::ExpressionOptions options;
  options.name_column = gene_column;
  options.threads = all_threads();
  options.duplicates = static_cast<expression::DuplicateRule>(
      reader.choice("--duplicates", duplicates, expression::duplicate_rule_words()));
  if (!aliases.empty()) {
    auto read = expression::read_aliases(aliases);
    if (read)
      table = std::move(*read);
    else
      add_problems(read.error(), reader);
    if (table) options.aliases = &*table;
  }
  return options;
}

void MatrixFlags::add_to(CLI::App& command, const std::string& what) {
  command.add_option("--x", x, what)->type_name("MATRIX");
  command.add_option("--id", id, "column that names the samples")->type_name("COLUMN");
  GeneFlags::add_to(command);
}

std::optional<cohort::MatrixFile> whole_matrix(const std::string& path,
                                               const expression::ExpressionOptions& options,
                                               OptionReader& reader) {
  Progress progress("Reading");
  expression::ExpressionOptions reading = options;
  reading.progress = [&](std::size_t done, std::size_t total) { progress(done, total); };
  auto read = expression::read_expression(path, reading);
  if (!read) {
    add_problems(read.error(), reader);
    return {};
  }
  for (const std::string& sentence : read->notes.assumptions)
    std::fputs(("warning: " + path + ": " + sentence + "\n").c_str(), stderr);
  return std::move(read->matrix);
}

std::optional<cohort::MatrixFile> wanted_matrix(MatrixFlags& flags, OptionReader& reader) {
  for (const auto& [option, value] : {std::pair{"--x", &flags.x}, std::pair{"--id", &flags.id}})
    if (value->empty())
      reader.problems.push_back(
          {"command_line.option", {option, 0, ""}, "is missing", "--x MATRIX --id COLUMN", ""});
  const expression::ExpressionOptions options = flags.options(reader);
  if (flags.x.empty()) return {};
  return whole_matrix(flags.x, options, reader);
}

}  // namespace venscope::cli
