#include "venscope/expression/market_matrix.hpp"

#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/level_index.hpp"
#include "venscope/cohort/survey.hpp"
#include "venscope/expression/market_entries.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

namespace venscope::expression {
namespace {

namespace fs = std::filesystem;
using cohort::trimmed;

/// One reading of a matrix with what lies beside it.
class MarketReading {
public:
  MarketReading(const std::string& path, const ExpressionOptions& options, GeneStage& stage,
                ExpressionNotes& notes, cohort::ProblemLog& log)
      : path_(path), options_(options), stage_(stage), notes_(notes), log_(log) {}
  void run();

private:
  std::optional<std::string> beside(const std::vector<std::string>& names);
  bool read_names(const std::string& file, std::size_t column, std::vector<std::string>& names,
                  std::vector<std::uint32_t>& lines);
  bool check_sizes();
  void check_samples(const std::string& file);
  void sort_entries();
  void hand_on();
  Place at(std::size_t line) const { return {path_, line, ""}; }

  std::string path_;
  const ExpressionOptions& options_;
  GeneStage& stage_;
  ExpressionNotes& notes_;
  cohort::ProblemLog& log_;
  std::vector<std::string> features_;
  std::vector<std::uint32_t> feature_line_;
  MarketEntries found_;
  bool turned_ = false;  ///< the file has a row per sample
  // By feature: [begin_[i], begin_[i + 1]) of sample_ and value_.
  std::vector<std::size_t> begin_;
  std::vector<std::uint32_t> sample_;
  std::vector<double> value_;
};

/// The file of one of these names beside the matrix, with the beginning of its name or without.
std::optional<std::string> MarketReading::beside(const std::vector<std::string>& names) {
  const fs::path matrix(path_);
  std::string stem = matrix.filename().string();
  if (stem.ends_with(".gz")) stem.resize(stem.size() - 3);
  if (stem.ends_with(".mtx")) stem.resize(stem.size() - 4);
  std::vector<std::string> beginnings{stem + "_", stem + ".", ""};
  if (stem.ends_with("matrix"))
    beginnings.insert(beginnings.begin(), stem.substr(0, stem.size() - 6));
  for (const std::string& beginning : beginnings)
    for (const std::string& name : names)
      for (const char* packed : {"", ".gz"}) {
        const fs::path file = matrix.parent_path() / (beginning + name + packed);
        std::error_code error;
        if (fs::is_regular_file(file, error)) return file.string();
      }
  log_.add({"expression.market_beside", at(0),
            fmt::format("there is no {} beside it", fmt::join(names, " or ")),
            "the names of features and samples in files of their own, .gz too",
            "put it into the same folder"});
  return std::nullopt;
}

bool MarketReading::read_names(const std::string& file, std::size_t column,
                               std::vector<std::string>& names, std::vector<std::uint32_t>& lines) {
  Result<cohort::TextChunks> chunks = cohort::TextChunks::open(file);
  if (!chunks) {
    for (Problem& problem : chunks.error()) log_.add(std::move(problem));
    return false;
  }
  const bool read = each_line(*chunks, log_, [&](std::string_view line, std::size_t number) {
    if (trimmed(line).empty()) return true;
    cohort::check_encoding(line, number, '\n', file, log_);
    std::vector<std::string_view> cells;
    for (std::size_t begin = 0; begin <= line.size();) {
      const std::size_t end = std::min(line.find('\t', begin), line.size());
      cells.push_back(trimmed(line.substr(begin, end - begin)));
      begin = end + 1;
    }
    const std::string_view name =
        column < cells.size() && !cells[column].empty() ? cells[column] : cells[0];
    if (name.empty())
      log_.add("expression.market_name", "", [&] {
        return Problem{"",
                       {file, number, ""},
                       "the line has no name",
                       "a name in its first column",
                       "the three files must be of one export"};
      });
    names.emplace_back(name);
    lines.push_back(static_cast<std::uint32_t>(number));
    return true;
  });
  if (read && names.empty())
    log_.add(
        {"expression.market_name", {file, 0, ""}, "is empty", "a name a line", "check the export"});
  return read;
}

bool MarketReading::check_sizes() {
  const std::size_t features = features_.size(), samples = notes_.samples.size();
  if (found_.rows == samples && found_.columns == features && features != samples) {
    turned_ = true;
    notes_.assumptions.push_back(
        "the matrix has a row per sample: it was taken the other way round");
  } else if (found_.rows != features || found_.columns != samples) {
    log_.add(
        {"expression.market_size", at(0),
         fmt::format("{} rows and {} columns", found_.rows, found_.columns),
         fmt::format("{} features and {} samples, as the files beside it name", features, samples),
         "the three files must be of one export"});
  }
  if (found_.entries.size() != found_.announced)
    log_.add({"expression.market_size", at(0), fmt::format("{} entries", found_.entries.size()),
              fmt::format("{}, as its header says", found_.announced),
              "the file may have been cut off; export it again"});
  return log_.empty();
}

void MarketReading::check_samples(const std::string& file) {
  cohort::LevelIndex seen;
  for (std::size_t i = 0; i < notes_.samples.size(); ++i) {
    bool is_new = false;
    seen.number_of(notes_.samples[i], is_new);
    if (is_new) continue;
    log_.add("cohort.duplicate_sample", "", [&] {
      return Problem{
          "",
          {file, i + 1, ""},
          fmt::format("the sample {} stands there twice", cohort::shown(notes_.samples[i])),
          "each name once",
          "keep one of them, or rename one"};
    });
  }
}

/// By feature, then sample; each at most once.
void MarketReading::sort_entries() {
  begin_.assign(features_.size() + 1, 0);
  if (turned_)
    for (MarketEntry& entry : found_.entries) std::swap(entry.row, entry.column);
  for (const MarketEntry& entry : found_.entries) ++begin_[entry.row + 1];
  for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  sample_.resize(found_.entries.size());
  value_.resize(found_.entries.size());
  std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
  for (const MarketEntry& entry : found_.entries) {
    const std::size_t place = next[entry.row]++;
    sample_[place] = entry.column;
    value_[place] = entry.value;
  }
  found_.entries = {};
}

void MarketReading::hand_on() {
  const std::size_t samples = notes_.samples.size();
  const std::size_t most = std::max<std::size_t>(1, options_.block_bytes / (8 * samples + 1));
  std::vector<std::uint32_t> seen(samples, 0);
  for (std::size_t begin = 0; begin < features_.size(); begin += most) {
    const std::size_t end = std::min(begin + most, features_.size());
    RawRows raw;
    raw.values = Matrix(samples, end - begin);
    for (std::size_t i = begin; i < end; ++i) {
      raw.names.push_back(features_[i]);
      raw.line.push_back(feature_line_[i]);
      for (std::size_t k = begin_[i]; k < begin_[i + 1]; ++k) {
        raw.values(sample_[k], i - begin) = value_[k];
        if (seen[sample_[k]] == i + 1)
          log_.add("expression.market_duplicate", "", [&] {
            return Problem{
                "", at(0),
                fmt::format("{} has two entries for the sample {}", cohort::shown(features_[i]),
                            cohort::shown(notes_.samples[sample_[k]])),
                "one entry at most", "write the file again"};
          });
        seen[sample_[k]] = static_cast<std::uint32_t>(i + 1);
      }
    }
    if (!stage_.rows(std::move(raw))) return;
  }
}

void MarketReading::run() {
  std::error_code error;
  if (fs::is_directory(path_, error))
    for (const char* name : {"matrix.mtx", "matrix.mtx.gz"})
      if (fs::is_regular_file(fs::path(path_) / name, error)) {
        path_ = (fs::path(path_) / name).string();
        break;
      }
  notes_.file = path_;
  notes_.format = MatrixFormat::market;
  const auto features = beside({"features.tsv", "genes.tsv"});
  const auto barcodes = beside({"barcodes.tsv"});
  if (!features || !barcodes) return;
  const std::string& column = options_.name_column;
  if (!column.empty() && column != "id" && column != "symbol") {
    log_.add({"expression.no_name_column",
              {*features, 0, ""},
              fmt::format("there is no column {}", column),
              "id (the first) or symbol (the second)",
              ""});
    return;
  }
  std::vector<std::uint32_t> lines;
  if (!read_names(*features, column == "id" ? 0 : 1, features_, feature_line_) ||
      !read_names(*barcodes, 0, notes_.samples, lines))
    return;
  check_samples(*barcodes);
  if (!read_market_entries(path_, options_, notes_, log_, found_) || !check_sizes()) return;
  notes_.assumptions.push_back(fmt::format(
      "genes are named by {}, samples by {}; what the matrix does not list is 0",
      fs::path(*features).filename().string(), fs::path(*barcodes).filename().string()));
  if (stage_.wants_names()) stage_.names(features_);
  sort_entries();
  hand_on();
}

}  // namespace

bool named_market(const std::string& path) {
  std::string_view name = path;
  if (name.ends_with(".gz")) name.remove_suffix(3);
  std::error_code error;
  return name.ends_with(".mtx") || fs::is_directory(path, error);
}

void read_market_matrix(const std::string& path, const ExpressionOptions& options, GeneStage& stage,
                        ExpressionNotes& notes, cohort::ProblemLog& log) {
  MarketReading(path, options, stage, notes, log).run();
}

}  // namespace venscope::expression
