#include "venscope/dose/shape_kernels.hpp"

#include <cstdint>
#include <cstring>
#include <vector>

// Vectors of eight doubles never cross the border of this file.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace venscope::dose {

namespace alone {
#define VENSCOPE_ONE_SHAPE
#include "venscope/dose/shape_kernels_body.hpp"
#undef VENSCOPE_ONE_SHAPE
}  // namespace alone

#define VENSCOPE_KERNELS "venscope/dose/shape_kernels_body.hpp"
#include "venscope/base/kernel_widths.hpp"

void look_at_shape(const ShapeQuestion& question, ShapeAnswer& answer) {
  alone::kernels(question, answer);
}

std::span<const ShapeKernel> all_shape_kernels() {
  static const std::vector<ShapeKernel> kernels = runnable_kernels();
  return kernels;
}

}  // namespace venscope::dose
