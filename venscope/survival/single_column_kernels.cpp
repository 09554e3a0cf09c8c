#include "venscope/survival/column_kernels.hpp"

#include <cstring>

namespace venscope::survival {

#define VENSCOPE_SINGLE
#define VENSCOPE_KERNELS "venscope/survival/column_kernels_body.hpp"
#include "venscope/base/kernel_widths.hpp"
#undef VENSCOPE_SINGLE

std::span<const SingleColumnKernels> all_single_column_kernels() {
  static const std::vector<SingleColumnKernels> found = runnable_kernels();
  return found;
}

}  // namespace venscope::survival
