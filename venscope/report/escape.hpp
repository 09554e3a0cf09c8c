/// Text from outside on its way into HTML, SVG and LaTeX.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace venscope::report {

/// The code point that begins at `at`, which moves past it. U+FFFD for bytes that are not UTF-8.
std::uint32_t next_code_point(std::string_view text, std::size_t& at);

/// Appends a code point as UTF-8.
void append_utf8(std::string& text, std::uint32_t code_point);

/// Valid UTF-8 without control characters (a tab or line feed becomes a space, others vanish),
/// which no XML or HTML file may hold.
std::string clean_text(std::string_view text);

/// clean_text() with & < > " ' as entities: safe in elements and in quoted attributes.
std::string escape_markup(std::string_view text);

/// clean_text() with LaTeX's special characters escaped and our dashes and signs as LaTeX has them.
std::string escape_latex(std::string_view text);

}  // namespace venscope::report
