/// How wide text is, without a drawing library: the widths of Liberation Sans as data.
/// Arial and Helvetica have the same widths, so a figure laid out here fits on every platform.
/// Right by: twins/report/text_width (Pango measures the same strings).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace venscope::report {

/// The families asked for, first choice first; all of one width.
inline constexpr const char* figure_font_stack =
    "'Liberation Sans', Arial, Helvetica, 'Nimbus Sans', sans-serif";

/// Width in points of one line. A code point outside the table counts 1 em (CJK and other wide
/// scripts), 0 (combining marks) or 0.6 em. Bytes that are not UTF-8 count as the replacement
/// character.
double text_width(std::string_view text, double size, bool bold = false);

/// Cuts text into lines no wider than `width`, at spaces (and after / or -); a word that is wider
/// alone is cut between characters. Never empty: "" gives one empty line.
std::vector<std::string> wrap_text(std::string_view text, double width, double size,
                                   bool bold = false);

}  // namespace venscope::report
