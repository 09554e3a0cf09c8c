/// Files of dictionaries/ that are part of the program, so that it works from any folder.
#pragma once

#include <string_view>

namespace venscope::cohort {

/// The text of dictionaries/<name>.toml, "" where there is none.
std::string_view built_in_text(std::string_view name);

}  // namespace venscope::cohort
