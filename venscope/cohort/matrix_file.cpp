#include "venscope/cohort/matrix_file.hpp"

#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/file_bytes.hpp"
#include "venscope/cohort/matrix_rows.hpp"
#include "venscope/cohort/survey.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

/// One reading of one matrix.
class MatrixReading {
public:
  MatrixReading(const FileBytes& bytes, const std::string& name, const MatrixOptions& options)
      : bytes_(bytes), options_(options), log_(options.shown_problems), rows_(name, options, log_) {
    matrix_.file = name;
    matrix_.gzip = bytes.gzip();
    matrix_.bytes = bytes.text().size();
  }

  Result<MatrixFile> run() {
    read();
    if (!log_.empty()) return failure(log_.take());
    matrix_.samples = std::move(rows_.samples);
    matrix_.assumptions = std::move(rows_.assumptions);
    matrix_.missing = rows_.missing;
    matrix_.sha256 = bytes_.sha256();
    return std::move(matrix_);
  }

private:
  void read();
  void read_row(const Records& records);

  const FileBytes& bytes_;
  const MatrixOptions& options_;
  MatrixFile matrix_;
  ProblemLog log_;
  MatrixRows rows_;
  std::vector<double> row_;
};

void MatrixReading::read_row(const Records& records) {
  const std::size_t line =
      records.fault() == QuoteFault::none ? records.line() : records.fault_line();
  std::string name;
  row_.resize(rows_.samples.size());
  if (!rows_.row(records, line, name, row_)) return;
  matrix_.features.push_back(std::move(name));
  matrix_.line.push_back(static_cast<std::uint32_t>(line));
  matrix_.values.values.insert(matrix_.values.values.end(), row_.begin(), row_.end());
}

void MatrixReading::read() {
  const Survey survey = cohort::survey(bytes_.text(), matrix_.file, log_);
  if (log_.count("cohort.not_text", "") > 0) return;
  Dialect dialect;
  dialect.line_end = survey.carriage_returns ? '\r' : '\n';
  dialect.delimiter = options_.delimiter != '\0' ? options_.delimiter
                                                 : find_delimiter(survey.text, dialect.line_end);
  matrix_.delimiter = dialect.delimiter;
  rows_.mark = decimal_mark(options_, dialect.delimiter);
  Records records(survey.text, dialect);
  if (!records.next()) {
    log_.add(empty_matrix(matrix_.file));
    return;
  }
  if (!rows_.header(records,
                    records.fault() == QuoteFault::none ? records.line() : records.fault_line()))
    return;
  for (bool first = true; records.next(); first = false) {
    if (first && records.fault() == QuoteFault::none) {
      if (!rows_.settle_width(records.cells().size(), records.line())) return;
      // A row takes at least two bytes per sample.
      matrix_.values.values.reserve(
          std::min((survey.line_feeds + 1) * rows_.samples.size(), survey.text.size()));
    }
    read_row(records);
  }
  if (matrix_.features.empty() && log_.empty())
    log_.add({"cohort.no_rows",
              {matrix_.file, 0, ""},
              "has a header and no rows",
              "a line per feature",
              ""});
  matrix_.values.rows = rows_.samples.size();
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
