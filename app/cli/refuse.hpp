/// How the program says no.
#pragma once

#include "venscope/base/problem.hpp"

namespace venscope::cli {

/// Writes every problem to standard error; the exit code is that of the worst: an internal fault,
/// then wrong input, then what cannot be analysed.
int refuse(const Problems& problems);

}  // namespace venscope::cli
