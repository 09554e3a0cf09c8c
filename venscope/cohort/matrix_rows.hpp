/// The header and the rows of a matrix in delimited text, taken apart with all that may be wrong.
#pragma once

#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/level_index.hpp"
#include "venscope/cohort/matrix_file.hpp"
#include "venscope/cohort/problem_log.hpp"
#include "venscope/cohort/records.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::cohort {

/// What a matrix in text has beside names and values.
struct MatrixLayout {
  std::size_t first_value = 1;  ///< cells before it name and describe the feature
  std::size_t name = 0;         ///< the cell with the feature's name
};

/// How numbers are written, by the options or by the delimiter.
DecimalMark decimal_mark(const MatrixOptions& options, char delimiter);
Problem empty_matrix(const std::string& file);

/// Reads row by row; problems go to `log`.
class MatrixRows {
public:
  MatrixRows(const std::string& file, const MatrixOptions& options, ProblemLog& log)
      : file_(file), options_(options), log_(log) {}

  DecimalMark mark = DecimalMark::point;
  std::vector<std::string> samples, assumptions;
  MatrixLayout layout;
  std::size_t missing = 0;

  /// The row that names the samples.
  bool header(const Records& records, std::size_t line);
  /// The first row of values, of so many cells, says whether the header has a cell for the names of
  /// the features.
  bool settle_width(std::size_t cells, std::size_t line);
  /// Cells of a row of values.
  std::size_t width() const { return samples.size() + layout.first_value; }
  const std::vector<std::string>& header_cells() const { return header_; }

  /// One row; `values` has a place per sample, `repeated` as for check_name. False where it cannot
  /// be told apart into cells.
  bool row(const Records& records, std::size_t line, std::string& name, std::span<double> values,
           bool repeated = false);
  /// A value, or what is wrong with it.
  double value(std::string_view cell, std::size_t line, std::size_t sample);
  /// Says a feature without a name, and one that was there before, unless `repeated` allows that.
  void check_name(std::string_view name, std::size_t line, bool repeated = false);

private:
  void check_samples();
  Place at(std::size_t line, std::string column = {}) const {
    return {file_, line, std::move(column)};
  }

  const std::string& file_;
  const MatrixOptions& options_;
  ProblemLog& log_;
  std::vector<std::string> header_;
  std::size_t header_line_ = 0;
  LevelIndex names_;
  std::vector<std::uint32_t> name_line_;  ///< by number in names_
};

}  // namespace venscope::cohort
