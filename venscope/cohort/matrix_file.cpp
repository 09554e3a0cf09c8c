#include "venscope/cohort/matrix_file.hpp"

#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/file_bytes.hpp"
#include "venscope/cohort/level_index.hpp"
#include "venscope/cohort/survey.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

/// One reading of one matrix.
class MatrixReading {
public:
  MatrixReading(const FileBytes& bytes, const std::string& name, const MatrixOptions& options)
      : bytes_(bytes), options_(options), log_(options.shown_problems) {
    matrix_.file = name;
    matrix_.gzip = bytes.gzip();
    matrix_.bytes = bytes.text().size();
  }

  Result<MatrixFile> run() {
    read();
    if (!log_.empty()) return failure(log_.take());
    matrix_.sha256 = bytes_.sha256();
    return std::move(matrix_);
  }

private:
  void read();
  bool read_header(Records& records);
  bool settle_width(std::size_t cells, std::size_t line);
  void read_row(const Records& records);
  double value_of(std::string_view cell, std::size_t line, std::size_t sample);
  void check_name(std::string_view name, std::size_t line);
  void check_samples();

  Place at(std::size_t line, std::string column = {}) const {
    return {matrix_.file, line, std::move(column)};
  }

  const FileBytes& bytes_;
  const MatrixOptions& options_;
  MatrixFile matrix_;
  ProblemLog log_;
  DecimalMark mark_ = DecimalMark::point;
  std::vector<std::string> header_;
  std::size_t header_line_ = 0;
  LevelIndex names_;
  std::vector<std::uint32_t> name_line_;  ///< by number in names_
};

bool MatrixReading::read_header(Records& records) {
  if (!records.next()) {
    log_.add({"cohort.empty_file", at(0), "is empty",
              "a line of sample names and a line per feature", "check the export"});
    return false;
  }
  if (records.fault() != QuoteFault::none) {
    log_.add(quote_problem(records.fault(), at(records.fault_line())));
    return false;
  }
  header_line_ = records.line();
  for (const std::string_view cell : records.cells()) header_.emplace_back(trimmed(cell));
  return true;
}

/// The first row says whether the header has a cell for the names of the features.
bool MatrixReading::settle_width(std::size_t cells, std::size_t line) {
  if (cells == header_.size()) {
    matrix_.samples.assign(header_.begin() + 1, header_.end());
  } else if (cells == header_.size() + 1) {
    matrix_.samples = header_;
    matrix_.assumptions.push_back(
        "the header has one cell less than the rows: the names of the features have no name");
  } else {
    log_.add({"cohort.ragged_row", at(line), fmt::format("{} cells", cells),
              fmt::format("{} as in the header, or one more", header_.size()),
              "a name and one number per sample in every row"});
    return false;
  }
  check_samples();
  return true;
}

void MatrixReading::check_samples() {
  LevelIndex seen;
  std::vector<std::size_t> place;
  for (std::size_t i = 0; i < matrix_.samples.size(); ++i) {
    const std::string& name = matrix_.samples[i];
    if (name.empty()) {
      log_.add("cohort.no_column_name", "", [&] {
        return Problem{"", at(header_line_), fmt::format("sample {} has no name", i + 1),
                       "a name for every sample", "name it, or delete the column"};
      });
      continue;
    }
    bool is_new = false;
    const std::int32_t number = seen.number_of(name, is_new);
    if (is_new) {
      place.push_back(i + 1);
      continue;
    }
    log_.add("cohort.duplicate_sample", "", [&] {
      return Problem{"", at(header_line_),
                     fmt::format("samples {} and {} are both called {}",
                                 place[static_cast<std::size_t>(number)], i + 1, shown(name)),
                     "each name once", "keep one of them, or rename one"};
    });
  }
  if (matrix_.samples.empty())
    log_.add({"cohort.no_rows", at(header_line_), "no sample is named",
              "a name per sample after the first cell", "check the delimiter"});
}

void MatrixReading::check_name(std::string_view name, std::size_t line) {
  if (name.empty()) {
    log_.add("cohort.no_feature_name", "", [&] {
      return Problem{"", at(line), "the row has no name", "the name of a feature",
                     "name it, or delete the row"};
    });
    return;
  }
  bool is_new = false;
  const std::int32_t number = names_.number_of(name, is_new);
  if (is_new) {
    name_line_.push_back(static_cast<std::uint32_t>(line));
    return;
  }
  log_.add("cohort.duplicate_feature", "", [&] {
    return Problem{"", at(line),
                   fmt::format("{} stands on line {} already", shown(name),
                               name_line_[static_cast<std::size_t>(number)]),
                   "each feature once",
                   "keep one row of each, such as that with the largest variance, or average them"};
  });
}

double MatrixReading::value_of(std::string_view cell, std::size_t line, std::size_t sample) {
  const std::string_view text = trimmed(cell);
  const auto number = parse_number(text, mark_);
  if (number && !number->infinite) return number->value;
  if (text.empty() || find_word(text, options_.missing) >= 0) {
    ++matrix_.missing;
    return missing_number;
  }
  log_.add(number ? "cohort.infinite_number" : "cohort.not_a_number", "", [&] {
    return Problem{"", at(line, matrix_.samples[sample]),
                   shown(text) + (number ? " is infinite" : " is not a number"),
                   "a number, or a word for missing", "correct the value"};
  });
  return missing_number;
}

void MatrixReading::read_row(const Records& records) {
  const std::vector<std::string_view>& cells = records.cells();
  if (cells.size() != matrix_.samples.size() + 1) {
    log_.add("cohort.ragged_row", "", [&] {
      return Problem{"", at(records.line()), fmt::format("{} cells", cells.size()),
                     fmt::format("{}, a name and {} values", matrix_.samples.size() + 1,
                                 matrix_.samples.size()),
                     "add or remove delimiters; the row's values were not looked at"};
    });
    return;
  }
  const std::string_view name = trimmed(cells[0]);
  check_name(name, records.line());
  matrix_.features.emplace_back(name);
  matrix_.line.push_back(static_cast<std::uint32_t>(records.line()));
  for (std::size_t i = 0; i + 1 < cells.size(); ++i)
    matrix_.values.values.push_back(value_of(cells[i + 1], records.line(), i));
}

void MatrixReading::read() {
  const Survey survey = cohort::survey(bytes_.text(), matrix_.file, log_);
  if (log_.count("cohort.not_text", "") > 0) return;
  Dialect dialect;
  dialect.line_end = survey.carriage_returns ? '\r' : '\n';
  dialect.delimiter = options_.delimiter != '\0' ? options_.delimiter
                                                 : find_delimiter(survey.text, dialect.line_end);
  matrix_.delimiter = dialect.delimiter;
  if (options_.decimal == ',')
    mark_ = DecimalMark::comma;
  else if (options_.decimal == '\0' && dialect.delimiter == ';')
    mark_ = DecimalMark::either;
  Records records(survey.text, dialect);
  if (!read_header(records)) return;
  for (bool first = true; records.next(); first = false) {
    if (records.fault() != QuoteFault::none) {
      log_.add(quote_problem(records.fault(), at(records.fault_line())));
      continue;
    }
    if (first) {
      if (!settle_width(records.cells().size(), records.line())) return;
      // A row takes at least two bytes per sample.
      matrix_.values.values.reserve(
          std::min((survey.line_feeds + 1) * matrix_.samples.size(), survey.text.size()));
    }
    read_row(records);
  }
  if (matrix_.features.empty() && log_.empty())
    log_.add({"cohort.no_rows", at(0), "has a header and no rows", "a line per feature", ""});
  matrix_.values.rows = matrix_.samples.size();
  matrix_.values.columns = matrix_.features.size();
}

}  // namespace

Result<MatrixFile> read_matrix(const std::string& path, const MatrixOptions& options) {
  const Result<FileBytes> bytes = FileBytes::open(path);
  if (!bytes) return failure(bytes.error());
  return MatrixReading(*bytes, path, options).run();
}

Result<MatrixFile> read_matrix_text(std::string_view text, const std::string& name,
                                    const MatrixOptions& options) {
  const Result<FileBytes> bytes = FileBytes::from_memory(text, name);
  if (!bytes) return failure(bytes.error());
  return MatrixReading(*bytes, name, options).run();
}

std::vector<std::int64_t> match_samples(const MatrixFile& matrix,
                                        const std::vector<std::string>& ids) {
  std::map<std::string_view, std::int64_t> place;
  for (std::size_t i = 0; i < matrix.samples.size(); ++i)
    place.emplace(matrix.samples[i], static_cast<std::int64_t>(i));
  std::vector<std::int64_t> found;
  found.reserve(ids.size());
  for (const std::string& id : ids) {
    const auto at = place.find(id);
    found.push_back(at == place.end() ? -1 : at->second);
  }
  return found;
}

}  // namespace venscope::cohort
