// The kernels of VENSCOPE_KERNELS (the name of a body, defined before) compiled once for every
// width of instructions, and those that this processor can run. To be included once by the .cpp
// that holds them, inside its own namespace; so no once-guard and no includes here. The body is a
// namespace's content with an anonymous namespace in it: it reads `part_size`, the doubles of a
// register, and ends with `kernels`, the functions that it offers. All widths do the same in the
// same order.

namespace baseline {
// Two doubles to a register; sixteen registers or, elsewhere, whatever there is.
constexpr std::size_t part_size = 2;
#include VENSCOPE_KERNELS
}  // namespace baseline

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define VENSCOPE_WIDE_KERNELS
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v3")
namespace wide {
constexpr std::size_t part_size = 4;
#include VENSCOPE_KERNELS
}  // namespace wide
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v4,prefer-vector-width=512")
namespace widest {
constexpr std::size_t part_size = 8;
#include VENSCOPE_KERNELS
}  // namespace widest
#pragma GCC pop_options
#endif

namespace {

/// Those that this processor can run, the plainest first.
auto runnable_kernels() {
  std::vector found{baseline::kernels};
#ifdef VENSCOPE_WIDE_KERNELS
  if (__builtin_cpu_supports("x86-64-v3")) found.push_back(wide::kernels);
  if (__builtin_cpu_supports("x86-64-v4")) found.push_back(widest::kernels);
#endif
  return found;
}

}  // namespace

#undef VENSCOPE_KERNELS
#undef VENSCOPE_WIDE_KERNELS
