/// What a fuzz target promises.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <source_location>

namespace venscope::fuzz {

/// Stops the target, so that libFuzzer keeps the input, and says what did not hold.
inline void require(bool holds, const std::source_location& at = std::source_location::current()) {
  if (holds) return;
  std::fprintf(stderr, "%s:%u does not hold\n", at.file_name(), unsigned{at.line()});
  std::abort();
}

}  // namespace venscope::fuzz
