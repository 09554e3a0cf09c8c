#include "venscope/dose/shape_kernels.hpp"

#include <cstdint>
#include <cstring>
#include <vector>

// Vectors of eight doubles are of the compiler's making: it splits them up for processors with
// narrower ones. They never cross the border of this file.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace venscope::dose {

namespace alone {
using Lanes = double;
using Words = std::int64_t;
#include "venscope/dose/shape_kernels_body.hpp"
}  // namespace alone

namespace {
using EightDoubles = double __attribute__((vector_size(8 * shape_lanes)));
using EightWords = std::int64_t __attribute__((vector_size(8 * shape_lanes)));
}  // namespace

namespace baseline {
using Lanes = EightDoubles;
using Words = EightWords;
#include "venscope/dose/shape_kernels_body.hpp"
}  // namespace baseline

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define VENSCOPE_WIDE_SHAPES
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v3")
namespace wide {
using Lanes = EightDoubles;
using Words = EightWords;
#include "venscope/dose/shape_kernels_body.hpp"
}  // namespace wide
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v4,prefer-vector-width=512")
namespace widest {
using Lanes = EightDoubles;
using Words = EightWords;
#include "venscope/dose/shape_kernels_body.hpp"
}  // namespace widest
#pragma GCC pop_options
#endif

void look_at_shape(const ShapeQuestion& question, ShapeAnswer& answer) {
  alone::look(question, answer);
}

std::span<const ShapeKernel> all_shape_kernels() {
  static const std::vector<ShapeKernel> kernels = [] {
    std::vector<ShapeKernel> found{&baseline::look};
#ifdef VENSCOPE_WIDE_SHAPES
    if (__builtin_cpu_supports("x86-64-v3")) found.push_back(&wide::look);
    if (__builtin_cpu_supports("x86-64-v4")) found.push_back(&widest::look);
#endif
    return found;
  }();
  return kernels;
}

}  // namespace venscope::dose
