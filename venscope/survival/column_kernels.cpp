#include "venscope/survival/column_kernels.hpp"

#include <cstring>

namespace venscope::survival {

namespace baseline {
// Two doubles to a register; sixteen registers or, elsewhere, whatever there is.
constexpr std::size_t part_size = 2, tile_a = 1, tile_b = 2, tile_alone = 2;
#include "venscope/survival/column_kernels_body.hpp"
}  // namespace baseline

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define VENSCOPE_WIDE_COLUMNS
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v3")
namespace wide {
constexpr std::size_t part_size = 4, tile_a = 2, tile_b = 2, tile_alone = 4;
#include "venscope/survival/column_kernels_body.hpp"
}  // namespace wide
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v4,prefer-vector-width=512")
namespace widest {
constexpr std::size_t part_size = 8, tile_a = 4, tile_b = 4, tile_alone = 8;
#include "venscope/survival/column_kernels_body.hpp"
}  // namespace widest
#pragma GCC pop_options
#endif

std::span<const ColumnKernels> all_column_kernels() {
  static const std::vector<ColumnKernels> kernels = [] {
    std::vector<ColumnKernels> found{{&baseline::products, &baseline::add, &baseline::rotate}};
#ifdef VENSCOPE_WIDE_COLUMNS
    if (__builtin_cpu_supports("x86-64-v3"))
      found.push_back({&wide::products, &wide::add, &wide::rotate});
    if (__builtin_cpu_supports("x86-64-v4"))
      found.push_back({&widest::products, &widest::add, &widest::rotate});
#endif
    return found;
  }();
  return kernels;
}

}  // namespace venscope::survival
