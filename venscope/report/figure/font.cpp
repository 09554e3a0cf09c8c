#include "venscope/report/figure/font.hpp"

#include "venscope/report/escape.hpp"
#include "venscope/report/figure/font_widths.hpp"

namespace venscope::report {
namespace {

constexpr double units_per_em = 2048.0;

bool combining(std::uint32_t c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x591 && c <= 0x5C7) || (c >= 0x64B && c <= 0x65F) ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || c == 0xFEFF;
}

bool wide(std::uint32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
         (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) || c >= 0x1F000;
}

/// Advance in em.
double advance(std::uint32_t code_point, bool bold) {
  for (const font::Range& range : font::ranges) {
    if (code_point < range.first || code_point > range.last) continue;
    const std::size_t at = range.offset + (code_point - range.first);
    const std::uint16_t units = bold ? font::bold[at] : font::regular[at];
    if (units > 0) return units / units_per_em;
  }
  if (combining(code_point)) return 0.0;
  return wide(code_point) ? 1.0 : 0.6;
}

/// Words with the spaces that follow them, so that concatenating gives the text again.
std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool space = text[i] == ' ' && (i + 1 == text.size() || text[i + 1] != ' ');
    const bool joint = (text[i] == '/' || text[i] == '-') && i > begin && i + 1 < text.size();
    if (!space && !joint) continue;
    pieces.push_back(text.substr(begin, i + 1 - begin));
    begin = i + 1;
  }
  if (begin < text.size()) pieces.push_back(text.substr(begin));
  return pieces;
}

std::string without_end_space(std::string line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

}  // namespace

double text_width(std::string_view text, double size, bool bold) {
  double em = 0;
  for (std::size_t at = 0; at < text.size();) em += advance(next_code_point(text, at), bold);
  return em * size;
}

std::vector<std::string> wrap_text(std::string_view text, double width, double size, bool bold) {
  std::vector<std::string> lines;
  std::string line;
  const auto fits = [&](std::string_view piece) {
    const std::string longer = without_end_space(line + std::string(piece));
    return text_width(longer, size, bold) <= width;
  };
  const auto finish = [&] {
    lines.push_back(without_end_space(line));
    line.clear();
  };
  for (const std::string_view word : words(text)) {
    if (!line.empty() && !fits(word)) finish();
    if (fits(word)) {
      line += word;
      continue;
    }
    for (std::size_t at = 0; at < word.size();) {
      std::size_t end = at;
      next_code_point(word, end);
      if (!line.empty() && !fits(word.substr(at, end - at))) finish();
      line += word.substr(at, end - at);
      at = end;
    }
  }
  if (!line.empty() || lines.empty()) finish();
  return lines;
}

}  // namespace venscope::report
