#include "venscope/derivation/resample_kernels.hpp"

#include <algorithm>
#include <cstring>

// Vectors of eight doubles never cross the border of this file.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace venscope::derivation {

#define VENSCOPE_KERNELS "venscope/derivation/resample_kernels_body.hpp"
#include "venscope/base/kernel_widths.hpp"

std::span<const ResampleKernel> all_resample_kernels() {
  static const std::vector<ResampleKernel> kernels = runnable_kernels();
  return kernels;
}

}  // namespace venscope::derivation
