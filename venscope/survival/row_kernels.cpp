#include "venscope/survival/row_kernels.hpp"

#include <cstring>
#include <vector>

namespace venscope::survival {

namespace baseline {
// Two doubles to a register; sixteen registers or, elsewhere, whatever there is. A tile is as many
// columns by as many others as the registers hold sums of.
constexpr std::size_t part_size = 2, tile_parts = 2, tile_columns = 4;
#include "venscope/survival/row_kernels_body.hpp"
}  // namespace baseline

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define VENSCOPE_WIDE_ROWS
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v3")
namespace wide {
constexpr std::size_t part_size = 4, tile_parts = 2, tile_columns = 4;
#include "venscope/survival/row_kernels_body.hpp"
}  // namespace wide
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v4,prefer-vector-width=512")
namespace widest {
constexpr std::size_t part_size = 8, tile_parts = 3, tile_columns = 8;
#include "venscope/survival/row_kernels_body.hpp"
}  // namespace widest
#pragma GCC pop_options
#endif

std::span<const RowKernels> all_row_kernels() {
  static const std::vector<RowKernels> kernels = [] {
    std::vector<RowKernels> found{{&baseline::predict, &baseline::combine, &baseline::cross}};
#ifdef VENSCOPE_WIDE_ROWS
    if (__builtin_cpu_supports("x86-64-v3"))
      found.push_back({&wide::predict, &wide::combine, &wide::cross});
    if (__builtin_cpu_supports("x86-64-v4"))
      found.push_back({&widest::predict, &widest::combine, &widest::cross});
#endif
    return found;
  }();
  return kernels;
}

}  // namespace venscope::survival
