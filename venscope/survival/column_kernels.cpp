#include "venscope/survival/column_kernels.hpp"

#include <cstring>

namespace venscope::survival {

#define VENSCOPE_KERNELS "venscope/survival/column_kernels_body.hpp"
#include "venscope/base/kernel_widths.hpp"

std::span<const ColumnKernels> all_column_kernels() {
  static const std::vector<ColumnKernels> found = runnable_kernels();
  return found;
}

}  // namespace venscope::survival
