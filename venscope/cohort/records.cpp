#include "venscope/cohort/records.hpp"

#include <algorithm>

namespace venscope::cohort {
namespace {

/// `ab""c` as `ab"c`.
std::string undouble(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    plain += text[i];
    if (text[i] == '"') ++i;
  }
  return plain;
}

}  // namespace

Problem quote_problem(QuoteFault fault, Place place) {
  if (fault == QuoteFault::unclosed)
    return {"cohort.unclosed_quote", std::move(place), "the quote opened here is never closed",
            "a closing quote", "close it, or double it if it is part of the text"};
  if (fault == QuoteFault::runs_on)
    return {"cohort.unclosed_quote", std::move(place),
            "the quote opened here runs over the following lines and ends inside a cell",
            "a closing quote at the end of the cell",
            "close it on this line, or double it if it is part of the text"};
  return {"cohort.text_after_quote", std::move(place), "text follows the closing quote of a cell",
          "a delimiter or the end of the line", "double the quotes inside the cell"};
}

bool Records::at_line_end(std::size_t position) const {
  if (position >= text_.size() || text_[position] == dialect_.line_end) return true;
  return text_[position] == '\r' && position + 1 < text_.size() && text_[position + 1] == '\n' &&
         dialect_.line_end == '\n';
}

void Records::pass_line_end(std::size_t& position) const {
  while (position < text_.size() && text_[position] != dialect_.line_end) ++position;
  if (position < text_.size()) ++position;
}

/// The first one, but for a quote that nothing closes: whether there is one decides how the text
/// goes on.
void Records::note(QuoteFault fault) {
  if (fault_ == QuoteFault::unclosed) return;
  if (fault_ != QuoteFault::none && fault != QuoteFault::unclosed) return;
  fault_ = fault;
  fault_line_ = next_line_;
}

std::size_t Records::plain_cell(std::size_t start) {
  const char* const first = text_.data() + start;
  const char* const last = text_.data() + text_.size();
  const char* end = first;
  while (end != last && *end != dialect_.delimiter && *end != dialect_.line_end) ++end;
  const char* kept = end;
  if (dialect_.line_end == '\n' && end != last && *end == '\n' && kept != first && kept[-1] == '\r')
    --kept;
  cells_.emplace_back(first, static_cast<std::size_t>(kept - first));
  return static_cast<std::size_t>(end - text_.data());
}

std::size_t Records::quoted_cell(std::size_t start) {
  std::size_t lines = 0;
  bool doubled = false;
  std::size_t end = start + 1;
  for (; end < text_.size(); ++end) {
    if (text_[end] == dialect_.line_end) ++lines;
    if (text_[end] != '"') continue;
    if (end + 1 == text_.size() || text_[end + 1] != '"') break;
    doubled = true;
    ++end;
  }
  // Where the closing quote is not found or cannot be the one, the opening quote is taken as a
  // character: the record ends with its line, and reading goes on there.
  if (end >= text_.size()) {
    note(QuoteFault::unclosed);
    return plain_cell(start);
  }
  const std::size_t after = end + 1;
  if (!at_line_end(after) && text_[after] != dialect_.delimiter) {
    note(lines > 0 ? QuoteFault::runs_on : QuoteFault::text_after);
    return plain_cell(start);
  }
  std::string_view inside = text_.substr(start + 1, end - start - 1);
  if (doubled) inside = unescaped_.emplace_back(undouble(inside));
  cells_.push_back(inside);
  next_line_ += lines;
  return after;
}

bool Records::next() {
  while (next_offset_ < text_.size() && at_line_end(next_offset_)) {
    if (empty_lines_++ == 0) first_empty_line_ = next_line_;
    pass_line_end(next_offset_);
    ++next_line_;
  }
  cells_.clear();
  unescaped_.clear();
  fault_ = QuoteFault::none;
  if (next_offset_ >= text_.size()) return false;
  line_ = next_line_;

  std::size_t position = next_offset_;
  for (;;) {
    const bool quoted = position < text_.size() && text_[position] == '"';
    position = quoted ? quoted_cell(position) : plain_cell(position);
    if (position >= text_.size() || text_[position] != dialect_.delimiter) break;
    ++position;
  }
  if (position < text_.size()) ++next_line_;
  pass_line_end(position);
  next_offset_ = position;
  return true;
}

}  // namespace venscope::cohort
