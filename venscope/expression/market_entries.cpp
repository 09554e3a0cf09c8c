#include "venscope/expression/market_entries.hpp"

#include "venscope/cohort/cell.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fast_float/fast_float.h>
#include <fmt/format.h>

namespace venscope::expression {
namespace {

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin < line.size();) {
    const std::size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
    if (end > begin) words.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

bool whole_word(std::string_view word, std::size_t& value) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  return error == std::errc{} && end == word.data() + word.size();
}

class EntryReading {
public:
  EntryReading(const std::string& path, const ExpressionOptions& options, ExpressionNotes& notes,
               cohort::ProblemLog& log, MarketEntries& found)
      : path_(path), options_(options), notes_(notes), log_(log), found_(found) {}
  bool run();

private:
  bool head_line(std::string_view line, std::size_t number);
  bool entry_line(std::string_view line, std::size_t number);
  Place at(std::size_t line) const { return {path_, line, ""}; }

  const std::string& path_;
  const ExpressionOptions& options_;
  ExpressionNotes& notes_;
  cohort::ProblemLog& log_;
  MarketEntries& found_;
  bool sized_ = false;
};

bool EntryReading::head_line(std::string_view line, std::size_t number) {
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
    found_.pattern = cohort::same_word(words[3], "pattern");
    return true;
  }
  if (words.empty() || line.starts_with('%')) return true;
  sized_ = words.size() == 3 && whole_word(words[0], found_.rows) &&
           whole_word(words[1], found_.columns) && whole_word(words[2], found_.announced);
  if (!sized_)
    log_.add({"expression.market_header", at(number), cohort::shown(line) + " says no sizes",
              "rows, columns and entries", "write the file again"});
  return sized_;
}

bool EntryReading::entry_line(std::string_view line, std::size_t number) {
  const char *at_word = line.data(), *const last = at_word + line.size();
  const auto skip = [&] {
    while (at_word != last && (*at_word == ' ' || *at_word == '\t' || *at_word == '\r')) ++at_word;
  };
  std::size_t place[2] = {0, 0};
  MarketEntry entry{0, 0, 1};
  skip();
  if (at_word == last || *at_word == '%') return true;
  bool fine = true;
  for (std::size_t& one : place) {
    skip();
    const auto [end, error] = std::from_chars(at_word, last, one);
    fine = fine && error == std::errc{};
    at_word = end;
  }
  if (!found_.pattern) {
    skip();
    const auto [end, error] = fast_float::from_chars(at_word, last, entry.value);
    fine = fine && error == std::errc{} && std::isfinite(entry.value);
    at_word = end;
  }
  skip();
  if (!fine || at_word != last || place[0] == 0 || place[1] == 0 || place[0] > found_.rows ||
      place[1] > found_.columns) {
    log_.add("expression.market_entry", "", [&] {
      return Problem{"", at(number), cohort::shown(line) + " is no entry",
                     fmt::format("a row from 1 to {}, a column from 1 to {}{}", found_.rows,
                                 found_.columns, found_.pattern ? "" : ", and a finite number"),
                     "correct the line"};
    });
    return true;
  }
  entry.row = static_cast<std::uint32_t>(place[0] - 1);
  entry.column = static_cast<std::uint32_t>(place[1] - 1);
  found_.entries.push_back(entry);
  return true;
}

bool EntryReading::run() {
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

}  // namespace

bool read_market_entries(const std::string& path, const ExpressionOptions& options,
                         ExpressionNotes& notes, cohort::ProblemLog& log, MarketEntries& found) {
  return EntryReading(path, options, notes, log, found).run();
}

}  // namespace venscope::expression
