#include "venscope/cohort/survey.hpp"

#include "venscope/base/utf8.hpp"

#include <cstring>

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

std::size_t count_of(std::string_view text, char wanted) {
  std::size_t count = 0;
  const char* at = text.data();
  const char* const last = at + text.size();
  while (at != last && (at = static_cast<const char*>(std::memchr(
                            at, wanted, static_cast<std::size_t>(last - at)))) != nullptr) {
    ++count;
    ++at;
  }
  return count;
}

/// The first byte at or after `at` that is NUL or begins no UTF-8 character; the size if none.
std::size_t find_fault(std::string_view text, std::size_t at) {
  constexpr std::uint64_t high = 0x8080808080808080u;
  constexpr std::uint64_t ones = 0x0101010101010101u;
  while (at < text.size()) {
    if (at + 8 <= text.size()) {
      std::uint64_t word;
      std::memcpy(&word, text.data() + at, 8);
      // Eight bytes that are all ASCII and none of them zero.
      if (((word | ((word - ones) & ~word)) & high) == 0) {
        at += 8;
        continue;
      }
    }
    const std::size_t length = text[at] == '\0' ? 0 : character_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return at;
}

/// A name for well-known contents that are not a text table, or nothing.
const char* other_format(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return "is UTF-16 text";
  if (bytes.starts_with("PK\x03\x04")) return "is a zip archive, perhaps an Excel workbook";
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) return "is an old Excel workbook or Word document";
  if (bytes.starts_with("%PDF")) return "is a PDF";
  if (bytes.starts_with("$FL2")) return "is an SPSS file";
  return nullptr;
}

}  // namespace

void check_encoding(std::string_view text, std::size_t first_line, char line_end,
                    const std::string& file, ProblemLog& log) {
  std::size_t line = first_line;
  std::size_t counted = 0;
  for (std::size_t at = find_fault(text, 0); at < text.size(); at = find_fault(text, at)) {
    line += count_of(text.substr(counted, at - counted), line_end);
    counted = at;
    if (text[at] == '\0') {
      log.add("cohort.not_text", "", [&] {
        return Problem{"", {file, line, ""}, "a NUL byte", "text", "export the table as UTF-8 CSV"};
      });
    } else {
      log.add("cohort.not_utf8", "", [&] {
        return Problem{
            "",
            {file, line, ""},
            fmt::format("byte 0x{:02X} is not UTF-8", static_cast<unsigned char>(text[at])),
            "text in UTF-8",
            "save the file as UTF-8 (it may be Latin-1 or Windows-1252)"};
      });
    }
    const std::size_t end = text.find(line_end, at);  // once per line is enough
    at = end == std::string_view::npos ? text.size() : end;
  }
}

Survey survey(std::string_view bytes, const std::string& file, ProblemLog& log) {
  Survey found;
  if (const char* const format = other_format(bytes)) {
    log.add({"cohort.not_text", {file, 0, ""}, format, "a text table", "save it as CSV in UTF-8"});
    return found;
  }
  found.byte_order_mark = bytes.starts_with("\xEF\xBB\xBF");
  found.text = bytes.substr(found.byte_order_mark ? 3 : 0);
  found.line_feeds = count_of(found.text, '\n');
  if (found.line_feeds == 0) {
    found.line_feeds = count_of(found.text, '\r');
    found.carriage_returns = found.line_feeds > 0;
  }
  check_encoding(found.text, 1, found.carriage_returns ? '\r' : '\n', file, log);
  return found;
}

char find_delimiter(std::string_view text, char line_end) {
  constexpr int rows_tried = 100;
  char best = ',';
  double best_share = 0.0;
  std::size_t best_width = 1;
  // In ties the rarer character wins: semicolon files hold decimal commas, seldom the reverse.
  for (const char candidate : {'\t', ';', ','}) {
    Records records(text, {candidate, line_end});
    if (!records.next()) continue;
    const std::size_t width = records.cells().size();
    if (width < 2) continue;
    int rows = 0;
    int fitting = 0;
    while (rows < rows_tried && records.next()) {
      ++rows;
      // One more cell than names is how R's write.table writes row names.
      if (records.cells().size() == width || records.cells().size() == width + 1) ++fitting;
    }
    const double share = rows == 0 ? 1.0 : static_cast<double>(fitting) / rows;
    if (share > best_share || (share == best_share && width > best_width)) {
      best = candidate;
      best_share = share;
      best_width = width;
    }
  }
  return best;
}

}  // namespace venscope::cohort
