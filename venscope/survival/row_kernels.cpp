#include "venscope/survival/row_kernels.hpp"

#include <cstring>
#include <vector>

namespace venscope::survival {

#define VENSCOPE_KERNELS "venscope/survival/row_kernels_body.hpp"
#include "venscope/base/kernel_widths.hpp"

std::span<const RowKernels> all_row_kernels() {
  static const std::vector<RowKernels> found = runnable_kernels();
  return found;
}

}  // namespace venscope::survival
