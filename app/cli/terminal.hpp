/// What a command writes on.
#pragma once

#include <cstddef>
#include <string_view>

namespace venscope::cli {

/// The terminal's width; 100 characters where the output goes to a file or a pipe.
std::size_t output_width();

/// Writes to standard output, as it is.
void print(std::string_view text);

}  // namespace venscope::cli
