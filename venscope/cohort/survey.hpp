/// A first look at a text before it is cut: is it text at all, how many lines, which delimiter.
#pragma once

#include "venscope/cohort/problem_log.hpp"
#include "venscope/cohort/records.hpp"

#include <string>
#include <string_view>

namespace venscope::cohort {

/// What the bytes say.
struct Survey {
  std::string_view text;  ///< without the byte order mark
  bool byte_order_mark = false;
  std::size_t line_feeds = 0;
  bool carriage_returns = false;  ///< lines end with '\r' alone
};

/// Counts lines and checks the encoding; what is not UTF-8 text goes to `log` by line.
Survey survey(std::string_view bytes, const std::string& file, ProblemLog& log);

/// Says every line of `text` that holds a NUL or bytes that are not UTF-8; `text` begins with the
/// line `first_line`.
void check_encoding(std::string_view text, std::size_t first_line, char line_end,
                    const std::string& file, ProblemLog& log);

/// The delimiter among comma, semicolon and tab for which the header has more than one name and
/// most of the first rows have as many cells as the header; the comma where none does.
char find_delimiter(std::string_view text, char line_end);

}  // namespace venscope::cohort
