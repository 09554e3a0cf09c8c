/// What the kinds of `venscope fit` on gene sets and matrices share: they take no formula.
#pragma once

#include "app/cli/matrix_flags.hpp"
#include "venscope/cohort/read.hpp"
#include "venscope/expression/gene_sets.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace venscope::cli {

/// Adds `venscope fit <name> [--format …]`.
CLI::App* add_plain_kind(CLI::App& fit, std::string name, std::string description,
                         std::string example, std::string& format);

/// Reads what options name; what is wrong goes to the reader's problems.
struct SetReader : OptionReader {
  /// The gene sets of a file, or the built-in ones for the word "immune".
  std::vector<expression::GeneSet> sets(const std::string& given);
  /// `text_columns` are kept as written.
  std::optional<cohort::ReadTable> table(const std::string& path, const ReadingFlags& reading,
                                         const std::vector<std::string>& text_columns);
  /// A column of the table that must be there; null and a problem if it is not.
  const cohort::Column* column(const cohort::Table& table, std::string_view option,
                               const std::string& name);
  std::uint64_t whole(std::string_view option, const std::string& text, std::uint64_t low);
  void wrong(std::string_view option, std::string what, std::string expected);
};

/// The cells of a column as text; "" where one is missing.
std::vector<std::string> texts_of(const cohort::Column& column);

/// Refuses what is wrong; otherwise runs the analysis and prints its result.
int run_plain(SetReader reader, const std::string& format,
              const std::function<Result<FitOutput>(Format)>& analyse);

}  // namespace venscope::cli
