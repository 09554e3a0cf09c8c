#include "venscope/derivation/resample_kernels.hpp"

#include <algorithm>
#include <cstring>

// Vectors of eight doubles are of the compiler's making: it splits them up for processors with
// narrower ones. They never cross the border of this file.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace venscope::derivation {
namespace {

using Lanes = double __attribute__((vector_size(8 * resample_lanes)));
using Words = std::int64_t __attribute__((vector_size(8 * resample_lanes)));

}  // namespace

namespace baseline {
#include "venscope/derivation/resample_kernels_body.hpp"
}  // namespace baseline

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define VENSCOPE_WIDE_RESAMPLES
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v3")
namespace wide {
#include "venscope/derivation/resample_kernels_body.hpp"
}  // namespace wide
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v4,prefer-vector-width=512")
namespace widest {
#include "venscope/derivation/resample_kernels_body.hpp"
}  // namespace widest
#pragma GCC pop_options
#endif

std::span<const ResampleKernel> all_resample_kernels() {
  static const std::vector<ResampleKernel> kernels = [] {
    std::vector<ResampleKernel> found{&baseline::evaluate_any};
#ifdef VENSCOPE_WIDE_RESAMPLES
    if (__builtin_cpu_supports("x86-64-v3")) found.push_back(&wide::evaluate_any);
    if (__builtin_cpu_supports("x86-64-v4")) found.push_back(&widest::evaluate_any);
#endif
    return found;
  }();
  return kernels;
}

}  // namespace venscope::derivation
