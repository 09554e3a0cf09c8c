#include "venscope/expression/market_matrix.hpp"

#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/level_index.hpp"
#include "venscope/cohort/text_chunks.hpp"
#include "venscope/expression/column_names.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include <fast_float/fast_float.h>
#include <fmt/format.h>

namespace venscope::expression {
namespace {

namespace fs = std::filesystem;
using cohort::trimmed;

struct Entry {
  std::uint32_t row = 0, column = 0;
  double value = 0;
};

/// What the first lines say.
struct MarketHead {
  bool pattern = false;
  std::size_t rows = 0, columns = 0, entries = 0;
};

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin < line.size();) {
    const std::size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
    if (end > begin) words.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

bool whole(std::string_view word, std::size_t& value) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  return error == std::errc{} && end == word.data() + word.size();
}

/// `visit(line, number)` for every line; false where the file could not be read.
template <class Visit>
bool each_line(cohort::TextChunks& chunks, cohort::ProblemLog& log, Visit visit) {
  std::size_t number = 0;
  for (std::string_view piece = chunks.next(); !piece.empty(); piece = chunks.next())
    for (std::size_t from = 0; from < piece.size();) {
      const std::size_t end = std::min(piece.find('\n', from), piece.size());
      if (!visit(piece.substr(from, end - from), ++number)) return true;
      from = end + 1;
    }
  if (chunks.problem()) log.add(*chunks.problem());
  return !chunks.problem();
}

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
  bool read_entries();
  bool head_line(std::string_view line, std::size_t number);
  bool entry_line(std::string_view line, std::size_t number);
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
  MarketHead head_;
  bool sized_ = false, turned_ = false;
  std::vector<Entry> entries_;
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
  return each_line(*chunks, log_, [&](std::string_view line, std::size_t number) {
    if (trimmed(line).empty()) return true;
    std::vector<std::string_view> cells;
    for (std::size_t begin = 0; begin <= line.size();) {
      const std::size_t end = std::min(line.find('\t', begin), line.size());
      cells.push_back(trimmed(line.substr(begin, end - begin)));
      begin = end + 1;
    }
    const std::string_view name =
        column < cells.size() && !cells[column].empty() ? cells[column] : cells[0];
    names.emplace_back(name);
    lines.push_back(static_cast<std::uint32_t>(number));
    return true;
  });
}

bool MarketReading::head_line(std::string_view line, std::size_t number) {
  const std::vector<std::string_view> words = words_of(line);
  if (number == 1) {
    const bool known =
        words.size() == 5 && words[0] == "%%MatrixMarket" &&
        cohort::same_word(words[1], "matrix") && cohort::same_word(words[2], "coordinate") &&
        cohort::same_word(words[4], "general") &&
        (cohort::same_word(words[3], "real") || cohort::same_word(words[3], "integer") ||
         cohort::same_word(words[3], "pattern"));
    if (!known) {
      log_.add({"expression.market_header", at(1), "begins with " + cohort::shown(line),
                "%%MatrixMarket matrix coordinate real (or integer, pattern) general",
                "write it as a general coordinate matrix"});
      return false;
    }
    head_.pattern = cohort::same_word(words[3], "pattern");
    return true;
  }
  if (words.empty() || line.starts_with('%')) return true;
  sized_ = words.size() == 3 && whole(words[0], head_.rows) && whole(words[1], head_.columns) &&
           whole(words[2], head_.entries);
  if (!sized_)
    log_.add({"expression.market_header", at(number), cohort::shown(line) + " says no sizes",
              "rows, columns and entries", "write the file again"});
  return sized_;
}

bool MarketReading::entry_line(std::string_view line, std::size_t number) {
  const char *at_word = line.data(), *const last = at_word + line.size();
  const auto skip = [&] {
    while (at_word != last && (*at_word == ' ' || *at_word == '\t' || *at_word == '\r')) ++at_word;
  };
  std::size_t place[2] = {0, 0};
  Entry entry{0, 0, 1};
  skip();
  if (at_word == last || *at_word == '%') return true;
  bool fine = true;
  for (std::size_t& one : place) {
    skip();
    const auto [end, error] = std::from_chars(at_word, last, one);
    fine = fine && error == std::errc{};
    at_word = end;
  }
  if (!head_.pattern) {
    skip();
    const auto [end, error] = fast_float::from_chars(at_word, last, entry.value);
    fine = fine && error == std::errc{} && std::isfinite(entry.value);
    at_word = end;
  }
  skip();
  if (!fine || at_word != last || place[0] == 0 || place[1] == 0 || place[0] > head_.rows ||
      place[1] > head_.columns) {
    log_.add("expression.market_entry", "", [&] {
      return Problem{"", at(number), cohort::shown(line) + " is no entry",
                     fmt::format("a row from 1 to {}, a column from 1 to {}{}", head_.rows,
                                 head_.columns, head_.pattern ? "" : ", and a finite number"),
                     "correct the line"};
    });
    return true;
  }
  entry.row = static_cast<std::uint32_t>(place[0] - 1);
  entry.column = static_cast<std::uint32_t>(place[1] - 1);
  entries_.push_back(entry);
  return true;
}

bool MarketReading::read_entries() {
  Result<cohort::TextChunks> chunks = cohort::TextChunks::open(path_);
  if (!chunks) {
    for (Problem& problem : chunks.error()) log_.add(std::move(problem));
    return false;
  }
  std::size_t lines = 0;
  const bool read = each_line(*chunks, log_, [&](std::string_view line, std::size_t number) {
    if (options_.progress && ++lines % 100'000 == 0)
      options_.progress(chunks->done(), chunks->bytes());
    return sized_ ? entry_line(line, number) : head_line(line, number);
  });
  notes_.bytes = chunks->bytes();
  notes_.gzip = chunks->gzip();
  notes_.sha256 = chunks->sha256();
  if (read && !sized_ && log_.empty())
    log_.add({"expression.market_header", at(0), "is empty", "a Matrix Market file",
              "check the export"});
  return read && log_.empty();
}

bool MarketReading::check_sizes() {
  const std::size_t features = features_.size(), samples = notes_.samples.size();
  if (head_.rows == samples && head_.columns == features && features != samples) {
    turned_ = true;
    notes_.assumptions.push_back(
        "the matrix has a row per sample: it was taken the other way round");
  } else if (head_.rows != features || head_.columns != samples) {
    log_.add(
        {"expression.market_size", at(0),
         fmt::format("{} rows and {} columns", head_.rows, head_.columns),
         fmt::format("{} features and {} samples, as the files beside it name", features, samples),
         "the three files must be of one export"});
  }
  if (entries_.size() != head_.entries)
    log_.add({"expression.market_size", at(0), fmt::format("{} entries", entries_.size()),
              fmt::format("{}, as its header says", head_.entries),
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
    for (Entry& entry : entries_) std::swap(entry.row, entry.column);
  for (const Entry& entry : entries_) ++begin_[entry.row + 1];
  for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  sample_.resize(entries_.size());
  value_.resize(entries_.size());
  std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
  for (const Entry& entry : entries_) {
    const std::size_t place = next[entry.row]++;
    sample_[place] = entry.column;
    value_[place] = entry.value;
  }
  entries_ = {};
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
  if (!read_entries() || !check_sizes()) return;
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
