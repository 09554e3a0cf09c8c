// Included by pattern_kernels.cpp once per width of instructions (venscope/base/kernel_widths.hpp):
// so no once-guard and no namespace here.

namespace {

#include "venscope/base/kernel_parts_body.hpp"

using Lanes = double __attribute__((vector_size(64)));
using Words = std::int64_t __attribute__((vector_size(64)));

/// Codes of eight rows from row `i` on, as doubles: they are small and so exact. False if a value
/// is not known.
inline bool code_eight(const CodedColumn* columns, std::size_t p, std::size_t i, double* out) {
  Lanes code{};
  Words known = ~Words{};
  for (std::size_t j = 0; j < p; ++j) {
    const CodedColumn& column = columns[j];
    const Lanes x = load<Lanes>(column.values + i);
    Words any = x == column.levels[0];
    code *= static_cast<double>(column.count);
    for (std::size_t k = 1; k < column.count; ++k) {
      const Words hit = x == column.levels[k];
      code += hit != 0 ? Lanes{} + static_cast<double>(k) : Lanes{};
      any |= hit;
    }
    known &= any;
  }
  store(out, code);
  bool all = true;
  for (std::size_t l = 0; l < lanes; ++l) all &= known[l] != 0;
  return all;
}

bool code(const CodedColumn* columns, std::size_t p, std::size_t rows, std::uint16_t* out) {
  bool known = true;
  double codes[lanes];
  std::size_t i = 0;
  for (; i + lanes <= rows; i += lanes) {
    known &= code_eight(columns, p, i, codes);
    for (std::size_t l = 0; l < lanes; ++l)
      out[i + l] = static_cast<std::uint16_t>(static_cast<std::int32_t>(codes[l]));
  }
  for (; i < rows; ++i) {
    std::size_t sum = 0;
    for (std::size_t j = 0; j < p; ++j) {
      const CodedColumn& column = columns[j];
      std::size_t k = 0;
      while (k < column.count && column.values[i] != column.levels[k]) ++k;
      known &= k < column.count;
      sum = sum * column.count + k;
    }
    out[i] = static_cast<std::uint16_t>(sum);
  }
  return known;
}

constexpr PatternKernels kernels{&code};

}  // namespace
