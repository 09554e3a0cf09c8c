#include "venscope/report/escape.hpp"

#include <array>
#include <utility>

namespace venscope::report {
namespace {

constexpr std::uint32_t replacement = 0xFFFD;

bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

std::uint32_t control_free(std::uint32_t code_point) {
  if (code_point == '\t' || code_point == '\n' || code_point == '\r') return ' ';
  if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0)) return 0;
  // Noncharacters, which HTML forbids.
  if ((code_point & 0xFFFE) == 0xFFFE || (code_point >= 0xFDD0 && code_point <= 0xFDEF))
    return replacement;
  return code_point;
}

}  // namespace

std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 && lead < 0xF5 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC2 ? 1 : 0;
  if (more == 0 || lead >= 0xF5) return replacement;
  std::uint32_t value = lead & (0x3Fu >> more);
  for (int i = 0; i < more; ++i) {
    if (!continues(text, at)) return replacement;
    value = (value << 6) | (static_cast<unsigned char>(text[at++]) & 0x3Fu);
  }
  constexpr std::array<std::uint32_t, 4> least = {0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < least[static_cast<std::size_t>(more)] || surrogate || value > 0x10FFFF)
    return replacement;
  return value;
}

void append_utf8(std::string& text, std::uint32_t c) {
  const auto byte = [&](std::uint32_t value) { text += static_cast<char>(value); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6));
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3F));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

std::string clean_text(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t at = 0; at < text.size();)
    if (const std::uint32_t c = control_free(next_code_point(text, at))) append_utf8(clean, c);
  return clean;
}

std::string escape_markup(std::string_view text) {
  std::string safe;
  for (const char c : clean_text(text)) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string escape_latex(std::string_view text) {
  // Signs that LaTeX has no glyph for in its default text font.
  constexpr std::array<std::pair<std::uint32_t, std::string_view>, 12> signs = {{
      {0x2013, "--"},
      {0x2014, "---"},
      {0x2212, "$-$"},
      {0x2264, "$\\le$"},
      {0x2265, "$\\ge$"},
      {0xD7, "$\\times$"},
      {0xB1, "$\\pm$"},
      {0x221E, "$\\infty$"},
      {0x2019, "'"},
      {0x2026, "\\dots{}"},
      {0xA0, "~"},
      {0x3B2, "$\\beta$"},
  }};
  std::string safe;
  const std::string clean = clean_text(text);
  for (std::size_t at = 0; at < clean.size();) {
    const std::uint32_t c = next_code_point(clean, at);
    bool written = false;
    for (const auto& [sign, latex] : signs)
      if (sign == c) {
        safe += latex;
        written = true;
      }
    if (written) continue;
    switch (c) {
      case '\\':
        safe += "\\textbackslash{}";
        break;
      case '~':
        safe += "\\textasciitilde{}";
        break;
      case '^':
        safe += "\\textasciicircum{}";
        break;
      case '<':
        safe += "\\textless{}";
        break;
      case '>':
        safe += "\\textgreater{}";
        break;
      case '|':
        safe += "\\textbar{}";
        break;
      case '"':
        safe += "\\textquotedbl{}";
        break;
      case '&':
      case '%':
      case '$':
      case '#':
      case '_':
      case '{':
      case '}':
        safe += '\\';
        safe += static_cast<char>(c);
        break;
      default:
        append_utf8(safe, c);
    }
  }
  return safe;
}

}  // namespace venscope::report
