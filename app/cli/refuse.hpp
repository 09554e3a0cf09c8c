/// How the program says no.
#pragma once

#include "venscope/base/problem.hpp"

namespace venscope::cli {

/// Writes every problem to standard error, those of a file by line; the exit code is that of the
/// worst: an internal fault, then wrong input, then what cannot be analysed.
int refuse(Problems problems);

}  // namespace venscope::cli
