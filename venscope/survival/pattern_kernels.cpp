#include "venscope/survival/pattern_codes.hpp"

#include <cstdint>
#include <cstring>

// Vectors of eight doubles never cross the border of this file.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace venscope::survival {

#define VENSCOPE_KERNELS "venscope/survival/pattern_kernels_body.hpp"
#include "venscope/base/kernel_widths.hpp"

std::span<const PatternKernels> all_pattern_kernels() {
  static const std::vector<PatternKernels> found = runnable_kernels();
  return found;
}

}  // namespace venscope::survival
