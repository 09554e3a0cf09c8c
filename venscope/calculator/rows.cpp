#include "venscope/calculator/rows.hpp"

#include "venscope/cohort/survey.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace venscope::calculator {

using cohort::QuoteFault;

Rows::Rows(std::string file, RowsOptions options, cohort::ProblemLog& log)
    : file_(std::move(file)), options_(options), log_(log) {}

Rows::Rows(const Rows& begun, cohort::ProblemLog& log)
    : file_(begun.file_),
      options_(begun.options_),
      log_(log),
      dialect_(begun.dialect_),
      marks_(std::in_place, begun.dialect_.delimiter, begun.dialect_.line_end),
      width_(begun.width_),
      plain_cells_(begun.width_) {}

void Rows::feed(std::string_view bytes) {
  if (stopped_ || bytes.empty()) return;
  if (position_ > 0) {
    if (looked()) marks_->rebase(position_);
    std::memmove(buffer_.data(), buffer_.data() + position_, filled_ - position_);
    filled_ -= position_;
    marked_ -= std::min(marked_, position_);
    checked_ -= std::min(checked_, position_);
    position_ = 0;
  }
  if (buffer_.size() < filled_ + bytes.size() + margin)
    buffer_.resize(std::max(2 * buffer_.size(), filled_ + bytes.size() + margin));
  std::memcpy(buffer_.data() + filled_, bytes.data(), bytes.size());
  filled_ += bytes.size();
  if (!looked() && filled_ >= first_look) look();
  if (looked()) mark_new();
}

void Rows::finish() {
  finished_ = true;
  if (buffer_.size() < filled_ + margin) buffer_.resize(filled_ + margin);
  if (!looked()) look();
  mark_new();
  check_encoding(true);
}

void Rows::look() {
  // Exactly these bytes are looked at, however many have come; whole lines of them, if they end.
  std::string_view window(buffer_.data(), std::min(filled_, first_look));
  const bool all = finished_ && window.size() == filled_;
  if (!all)
    if (const std::size_t end = window.find_last_of("\r\n"); end != std::string_view::npos)
      window = window.substr(0, end + 1);
  if (window.starts_with("\x1f\x8b")) {
    log_.add({"cohort.not_text", {file_, 0, ""}, "is compressed", "a text table", "unpack it"});
    stopped_ = true;
  }
  cohort::ProblemLog encoding;  // said by check_encoding, which sees the whole text
  const cohort::Survey survey = cohort::survey(window, file_, encoding);
  if (survey.text.empty() && !window.empty()) {
    for (Problem& problem : encoding.take()) log_.add(std::move(problem));
    stopped_ = true;
  }
  dialect_.line_end = survey.carriage_returns ? '\r' : '\n';
  std::string_view text = survey.text;
  while (options_.comments && text.starts_with('#')) {
    const std::size_t end = std::min(text.find(dialect_.line_end), text.size() - 1);
    text.remove_prefix(end + 1);
    ++next_line_;
  }
  // Excel writes and obeys a first line `sep=;`.
  const bool separator_line = text.starts_with("sep=") && text.size() > 5 &&
                              (text[5] == '\n' || text[5] == '\r') && text[4] != '\n' &&
                              text[4] != '\r' && text[4] != '"';
  if (options_.delimiter != '\0')
    dialect_.delimiter = options_.delimiter;
  else if (separator_line)
    dialect_.delimiter = text[4];
  else
    dialect_.delimiter = cohort::find_delimiter(text, dialect_.line_end);
  if (separator_line) {
    text.remove_prefix(std::min(text.find(dialect_.line_end), text.size() - 1) + 1);
    ++next_line_;
  }
  if (!stopped_) position_ = marked_ = static_cast<std::size_t>(text.data() - buffer_.data());
  checked_ = position_;
  marks_.emplace(dialect_.delimiter, dialect_.line_end);
}

void Rows::mark_new() {
  if (stopped_ || marked_ == filled_) return;
  if (!marks_->find({buffer_.data() + marked_, filled_ - marked_}, marked_)) suspect_ = true;
  marked_ = filled_;
  if (suspect_) check_encoding(false);
  if (!suspect_) checked_ = filled_;
}

void Rows::check_encoding(bool all) {
  if (!suspect_ || stopped_) return;
  std::string_view text(buffer_.data() + checked_, filled_ - checked_);
  // Up to a line end: a character may lie on both sides of the end of what has come.
  if (!all) {
    const std::size_t end = text.rfind(dialect_.line_end);
    if (end == std::string_view::npos) return;
    text = text.substr(0, end + 1);
  }
  const char* const begin = buffer_.data() + position_;
  const auto lines_before = std::count(begin, begin + (checked_ - position_), dialect_.line_end);
  cohort::check_encoding(text, next_line_ + static_cast<std::size_t>(lines_before),
                         dialect_.line_end, file_, log_);
  checked_ += text.size();
  // The rest has no line end, and may hold what is suspect.
  const std::string_view left(buffer_.data() + checked_, filled_ - checked_);
  suspect_ = std::any_of(left.begin(), left.end(),
                         [](char c) { return static_cast<unsigned char>(c) >= 0x80 || c == '\0'; });
}

bool Rows::next() {
  odd_.reset();
  quoted_ = false;
  if (!looked() || stopped_) return false;
  if (width_ == 0) return next_header();
  if (marks_->size() >= width_) {
    const char* const text = buffer_.data();
    const std::uint32_t* const end = marks_->data();
    bool plain = text[end[width_ - 1]] == dialect_.line_end;
    for (std::size_t i = 0; i + 1 < width_; ++i) plain &= text[end[i]] == dialect_.delimiter;
    // An empty line is not a row of one empty cell.
    if (plain && (width_ > 1 || end[0] > position_ + 1) &&
        end[width_ - 1] - position_ < longest_row) {
      std::size_t start = position_;
      for (std::size_t i = 0; i < width_; ++i) {
        plain_cells_[i] = {text + start, end[i] - start};
        start = std::size_t{end[i]} + 1;
      }
      take(width_, start);
      return true;
    }
  }
  return next_quoted() || next_odd();
}

/// The row at hand is in plain_cells_: it has so many marks, and ends there.
void Rows::take(std::size_t marks, std::size_t end) {
  marks_->drop(marks);
  position_ = end;
  line_ = next_line_++;
  cells_ = plain_cells_;
}

/// A row of which some cells are in quotes, as programs write all text. False where a quote is
/// doubled or anything else is unusual, or where the row does not end in what has come.
bool Rows::next_quoted() {
  const char* const text = buffer_.data();
  const std::uint32_t* mark = marks_->data();
  const std::uint32_t* const last = mark + marks_->size();
  std::size_t start = position_;
  // A line of two quotes alone is a row of one empty cell: for Records.
  if (width_ < 2) return false;
  for (std::size_t i = 0; i < width_; ++i) {
    const char stop = i + 1 < width_ ? dialect_.delimiter : dialect_.line_end;
    const bool opens = mark != last && *mark == start && text[start] == '"';
    std::size_t end = 0;
    if (opens) {
      do ++mark;
      while (mark != last && text[*mark] == dialect_.delimiter);
      if (mark == last || text[*mark] != '"') return false;
      end = *mark++;
      const bool carriage_return = stop == '\n' && text[end + 1] == '\r';
      if (mark == last || *mark != end + 1 + (carriage_return ? 1 : 0)) return false;
    } else {
      // Elsewhere than at the beginning it is a character like others.
      while (mark != last && text[*mark] == '"') ++mark;
      if (mark == last) return false;
      end = *mark;
    }
    if (text[*mark] != stop) return false;
    const std::size_t from = start + (opens ? 1 : 0);
    plain_cells_[i] = {text + from, end - from};
    start = std::size_t{*mark++} + 1;
  }
  if (start - position_ > longest_row) return false;
  quoted_ = true;
  take(static_cast<std::size_t>(mark - marks_->data()), start);
  return true;
}

bool Rows::next_header() {
  if (!next_odd()) {
    if (!finished_ || stopped_) return false;
    log_.add({"cohort.empty_file",
              {file_, 0, ""},
              "is empty",
              "a line of column names and rows",
              "check the export"});
    stopped_ = true;
    return false;
  }
  width_ = cells_.size();
  plain_cells_.resize(width_);
  return true;
}

/// Lines with nothing on them count for no row's length.
void Rows::pass_empty_lines() {
  const char* const text = buffer_.data();
  for (;;) {
    std::size_t end = position_;
    if (dialect_.line_end == '\n' && end + 1 < filled_ && text[end] == '\r') ++end;
    if (end >= filled_ || text[end] != dialect_.line_end) break;
    position_ = end + 1;
    ++next_line_;
    ++empty_lines_;
  }
  drop_marks();
}

/// Those of what is behind.
void Rows::drop_marks() {
  std::size_t passed = 0;
  while (passed < marks_->size() && marks_->data()[passed] < position_) ++passed;
  marks_->drop(passed);
}

/// What may be looked at for the next row. A carriage return at the end of what has come may be the
/// first half of a line end.
std::string_view Rows::row_window() const {
  std::string_view text = rest().substr(0, longest_row);
  if (!finished_ && text.size() < longest_row && dialect_.line_end == '\n' && text.ends_with('\r'))
    text.remove_suffix(1);
  return text;
}

bool Rows::next_odd() {
  pass_empty_lines();
  const std::string_view text = row_window();
  const bool cut = text.size() == longest_row;
  const bool last = finished_ && !cut;
  odd_.emplace(text, dialect_);
  if (!odd_->next()) return false;
  const std::size_t size = odd_->offset();
  const bool unclosed = odd_->fault() == QuoteFault::unclosed;
  const bool whole = text[size - 1] == dialect_.line_end && !unclosed;
  if (!whole && !last && !cut) return false;
  line_ = next_line_;
  note_fault();
  if (!whole && cut && !unclosed)
    log_.add({"score.long_row",
              {file_, line_, ""},
              fmt::format("the row is longer than {} bytes", longest_row),
              "a table with a line end after each row",
              "check the export"});
  if (unclosed || (!whole && cut)) {
    stopped_ = true;  // where the next row begins is anyone's guess
    return false;
  }
  next_line_ += static_cast<std::size_t>(std::count(
      text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size), dialect_.line_end));
  position_ += size;
  drop_marks();
  cells_ = odd_->cells();
  return true;
}

void Rows::note_fault() {
  const QuoteFault fault = odd_->fault();
  if (fault == QuoteFault::none) return;
  const Place place{file_, next_line_ + odd_->fault_line() - 1, ""};
  log_.add(cohort::quote_problem(fault, place));
}

}  // namespace venscope::calculator
