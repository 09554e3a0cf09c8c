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

namespace baseline {
#include "venscope/survival/cox_lanes_body.hpp"
}  // namespace baseline

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define VENSCOPE_WIDE_LANES
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v3")
namespace wide {
#include "venscope/survival/cox_lanes_body.hpp"
}  // namespace wide
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v4,prefer-vector-width=512")
namespace widest {
#include "venscope/survival/cox_lanes_body.hpp"
}  // namespace widest
#pragma GCC pop_options
#endif

std::vector<LanesKernels> lanes_kernels() {
  std::vector<LanesKernels> kernels{{&baseline::evaluate_any, &baseline::standardise}};
#ifdef VENSCOPE_WIDE_LANES
  if (__builtin_cpu_supports("x86-64-v3"))
    kernels.push_back({&wide::evaluate_any, &wide::standardise});
  if (__builtin_cpu_supports("x86-64-v4"))
    kernels.push_back({&widest::evaluate_any, &widest::standardise});
#endif
  return kernels;
}

}  // namespace venscope::survival
