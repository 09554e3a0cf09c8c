/// Text for a terminal: widths in characters, wrapped lines, columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace venscope {

/// Characters, not bytes; wide East Asian ones count as one like the rest.
std::size_t characters(std::string_view text);

/// At most `most` characters; what was cut shows as `…`.
std::string cut(std::string_view text, std::size_t most);

/// Filled up with spaces on the right.
std::string padded(std::string text, std::size_t width);

/// Adds `text` to the last line of `out`, wrapped at spaces, and ends the line. Lines after the
/// first are indented.
void wrap(std::string& out, std::string_view text, std::size_t indent, std::size_t width);

/// A row per entry, its cells under each other and two spaces apart; the last column is wrapped.
void add_columns(std::string& out, const std::vector<std::vector<std::string>>& rows,
                 std::size_t indent, std::size_t width);

}  // namespace venscope
