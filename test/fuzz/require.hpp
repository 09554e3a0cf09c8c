/// What a fuzz target promises.
#pragma once

#include <cstdlib>

namespace venscope::fuzz {

/// Stops the target, so that libFuzzer keeps the input.
inline void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace venscope::fuzz
