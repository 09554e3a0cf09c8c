#include "venscope/cohort/matrix_rows.hpp"

#include <fmt/format.h>

namespace venscope::cohort {

DecimalMark decimal_mark(const MatrixOptions& options, char delimiter) {
  if (options.decimal == ',') return DecimalMark::comma;
  return options.decimal == '\0' && delimiter == ';' ? DecimalMark::either : DecimalMark::point;
}

Problem empty_matrix(const std::string& file) {
  return {"cohort.empty_file",
          {file, 0, ""},
          "is empty",
          "a line of sample names and a line per feature",
          "check the export"};
}

bool MatrixRows::header(const Records& records, std::size_t line) {
  if (records.fault() != QuoteFault::none) {
    log_.add(quote_problem(records.fault(), at(line)));
    return false;
  }
  header_line_ = line;
  for (const std::string_view cell : records.cells()) header_.emplace_back(trimmed(cell));
  return true;
}

bool MatrixRows::settle_width(std::size_t cells, std::size_t line) {
  if (cells == header_.size()) {
    samples.assign(header_.begin() + static_cast<std::ptrdiff_t>(layout.first_value),
                   header_.end());
  } else if (cells == header_.size() + 1 && layout.first_value == 1) {
    samples = header_;
    assumptions.emplace_back(
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

void MatrixRows::check_samples() {
  LevelIndex seen;
  std::vector<std::size_t> place;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::string& name = samples[i];
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
  if (samples.empty())
    log_.add({"cohort.no_rows", at(header_line_), "no sample is named",
              "a name per sample after the first cell", "check the delimiter"});
}

void MatrixRows::check_name(std::string_view name, std::size_t line, bool repeated) {
  if (name.empty()) {
    log_.add("cohort.no_feature_name", "", [&] {
      return Problem{"", at(line), "the row has no name", "the name of a feature",
                     "name it, or delete the row"};
    });
    return;
  }
  bool is_new = false;
  const std::int32_t number = names_.number_of(name, is_new);
  if (is_new) name_line_.push_back(static_cast<std::uint32_t>(line));
  if (is_new || repeated) return;
  log_.add("cohort.duplicate_feature", "", [&] {
    return Problem{"", at(line),
                   fmt::format("{} stands on line {} already", shown(name),
                               name_line_[static_cast<std::size_t>(number)]),
                   "each feature once",
                   "keep one row of each, such as that with the largest variance, or average them"};
  });
}

double MatrixRows::value(std::string_view cell, std::size_t line, std::size_t sample) {
  const std::string_view text = trimmed(cell);
  const auto number = parse_number(text, mark);
  if (number && !number->infinite) return number->value;
  if (text.empty() || find_word(text, options_.missing) >= 0) {
    ++missing;
    return missing_number;
  }
  log_.add(number ? "cohort.infinite_number" : "cohort.not_a_number", "", [&] {
    return Problem{"", at(line, samples[sample]),
                   shown(text) + (number ? " is infinite" : " is not a number"),
                   "a number, or a word for missing", "correct the value"};
  });
  return missing_number;
}

bool MatrixRows::row(const Records& records, std::size_t line, std::string& name,
                     std::span<double> values, bool repeated) {
  if (records.fault() != QuoteFault::none) {
    log_.add(quote_problem(records.fault(), at(line)));
    return false;
  }
  const std::vector<std::string_view>& cells = records.cells();
  if (cells.size() != width()) {
    log_.add("cohort.ragged_row", "", [&] {
      return Problem{"", at(line), fmt::format("{} cells", cells.size()),
                     fmt::format("{}, a name and {} values", width(), samples.size()),
                     "add or remove delimiters; the row's values were not looked at"};
    });
    return false;
  }
  name = trimmed(cells[layout.name]);
  check_name(name, line, repeated);
  for (std::size_t i = 0; i < samples.size(); ++i)
    values[i] = value(cells[i + layout.first_value], line, i);
  return true;
}

}  // namespace venscope::cohort
