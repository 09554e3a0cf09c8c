/// One [[column]] of a synthetic cohort.
#pragma once

#include "venscope/base/section.hpp"
#include "venscope/simulation/declaration.hpp"

namespace venscope::simulation {

/// No number of a declaration is beyond it.
inline constexpr double largest = 1e12;

/// Reads the entry and says what is wrong with it, in the problems of `section`.
Variable read_variable(Section& section);

/// Its margin: `counts`, `quantiles`, `dates`, `normal` or `log_normal`, with `missing` and `of`.
Margin read_margin(Section& section);

/// Whether the entry has a margin.
bool has_margin(const Section& section);

}  // namespace venscope::simulation
