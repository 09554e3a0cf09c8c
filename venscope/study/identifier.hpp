/// Short names in a protocol, which become file names, anchors and parts of formulas.
#pragma once

#include "venscope/base/section.hpp"

#include <string>
#include <string_view>

namespace venscope::study {

/// A letter, then letters, digits, '_' or '-'.
bool is_identifier(std::string_view name);

/// The entry `name`, which must be there and be an identifier; "" and a problem if not.
std::string read_identifier(Section& section, std::string_view name);

/// The same letters in lower case, everything else than letters and digits as one hyphen:
/// `factor(fab)2` becomes `factor-fab-2`.
std::string slug(std::string_view text);

}  // namespace venscope::study
