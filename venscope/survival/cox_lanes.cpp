#include "venscope/survival/cox_lanes.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>

// Vectors of eight doubles never cross the border of this file.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace venscope::survival {

#define VENSCOPE_KERNELS "venscope/survival/cox_lanes_body.hpp"
#include "venscope/base/kernel_widths.hpp"

std::vector<LanesKernels> lanes_kernels() {
  return runnable_kernels();
}

}  // namespace venscope::survival
