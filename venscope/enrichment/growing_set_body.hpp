// Included by growing_set.cpp once per width of instructions (venscope/base/kernel_widths.hpp): so
// no once-guard and no namespace here.

namespace {

#include "venscope/base/kernel_parts_body.hpp"

/// values[begin, end) move up by one place and grow by `more`.
void shift_up(double* values, std::size_t begin, std::size_t end, double more) {
  for (; end - begin >= part_size; end -= part_size) {
    const Part moved = load(values + end - part_size) + more;
    store(values + end - part_size + 1, moved);
  }
  for (; end > begin; --end) values[end] = values[end - 1] + more;
}

/// sum[-1] is 0.
SumEnds sum_ends(const double* sum, const double* misses, std::size_t size, double step,
                 double miss) {
  SumEnds ends;
  Part highest = Part{} + ends.highest, lowest = Part{} + ends.lowest;
  std::size_t i = 0;
  for (; i + part_size <= size; i += part_size) {
    const Part lost = load(misses + i) * miss;
    const Part top = load(sum + i) * step - lost, bottom = load(sum + i - 1) * step - lost;
    highest = top > highest ? top : highest;
    lowest = bottom < lowest ? bottom : lowest;
  }
  for (std::size_t l = 0; l < part_size; ++l) {
    ends.highest = std::max(ends.highest, highest[l]);
    ends.lowest = std::min(ends.lowest, lowest[l]);
  }
  for (; i < size; ++i) {
    const double lost = misses[i] * miss;
    ends.highest = std::max(ends.highest, sum[i] * step - lost);
    ends.lowest = std::min(ends.lowest, sum[i - 1] * step - lost);
  }
  return ends;
}

constexpr GrowingKernels kernels{&shift_up, &sum_ends};

}  // namespace
