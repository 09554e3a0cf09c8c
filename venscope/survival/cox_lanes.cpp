#include "venscope/survival/cox_lanes.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>

// Vectors of eight doubles are of the compiler's making: it splits them up for processors with
// narrower ones. They never cross the border of this file.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace venscope::survival {
namespace {

using Lanes = double __attribute__((vector_size(64)));
using Words = std::int64_t __attribute__((vector_size(64)));
using Counts = std::uint64_t __attribute__((vector_size(64)));

}  // namespace

#define VENSCOPE_KERNELS "venscope/survival/cox_lanes_body.hpp"
#include "venscope/base/kernel_widths.hpp"

std::vector<LanesKernels> lanes_kernels() {
  return runnable_kernels();
}

}  // namespace venscope::survival
