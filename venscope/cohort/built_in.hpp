/// Files of dictionaries/ that are part of the program, so that it works from any folder.
#pragma once

#include <string_view>

namespace venscope::cohort {

/// The text of dictionaries/<name>.toml, "" where there is none. Defined in a file that the build
/// makes of that folder: cmake/embed.cmake.
std::string_view built_in_text(std::string_view name);

}  // namespace venscope::cohort
