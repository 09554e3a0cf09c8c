/// Text from outside: what of it is UTF-8, and how to show what is not.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace venscope {

/// The length in bytes of the UTF-8 character at `at`, 0 if there is none (Unicode 15, table 3-7).
std::size_t character_length(std::string_view text, std::size_t at);

/// `text` fit for a terminal and for JSON: a byte that is not UTF-8 and a control character other
/// than line feed and tab as `\xFC`, so that a message can be read and cannot steer the terminal.
std::string printable(std::string_view text);
/// The same of what has to stay on its line and in its column: line feed and tab too.
std::string printable_line(std::string_view text);

}  // namespace venscope
