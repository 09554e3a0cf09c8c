#include "venscope/survival/risk_kernels.hpp"

#include <cstdint>
#include <cstring>
#include <vector>

// Vectors of eight doubles never cross the border of this file.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace venscope::survival {

#define VENSCOPE_KERNELS "venscope/survival/risk_kernels_body.hpp"
#include "venscope/base/kernel_widths.hpp"

std::span<const RiskKernels> all_risk_kernels() {
  static const std::vector<RiskKernels> found = runnable_kernels();
  return found;
}

}  // namespace venscope::survival
