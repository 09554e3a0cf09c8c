#include "venscope/enrichment/growing_set.hpp"

#include <algorithm>
#include <cstring>

namespace venscope::enrichment {

#define VENSCOPE_KERNELS "venscope/enrichment/growing_set_body.hpp"
#include "venscope/base/kernel_widths.hpp"

std::span<const GrowingKernels> all_growing_kernels() {
  static const std::vector<GrowingKernels> found = runnable_kernels();
  return found;
}

GrowingSet::GrowingSet(std::size_t genes, std::size_t most, const GrowingKernels& kernels)
    : kernels_(kernels),
      genes_(static_cast<double>(genes)),
      sum_(most + 1, 0.0),
      misses_(most, 0.0) {}

void GrowingSet::insert(std::uint32_t gene, double weight) {
  const double place = gene;
  std::size_t at = 0;
  for (std::size_t left = size_; left > 0;) {
    const std::size_t half = left / 2, middle = at + half;
    const bool before = misses_[middle] + static_cast<double>(middle) < place;
    at = before ? middle + 1 : at;
    left = before ? left - half - 1 : half;
  }
  double* const sum = sum_.data() + 1;
  kernels_.shift_up(sum, at, size_, weight);
  kernels_.shift_up(misses_.data(), at, size_, -1.0);
  sum[at] = sum_[at] + weight;
  misses_[at] = place - static_cast<double>(at);
  ++size_;
}

SumEnds GrowingSet::ends() const {
  const double members = static_cast<double>(size_), total = sum_[size_];
  const double miss = genes_ > members ? 1 / (genes_ - members) : 0.0;
  if (total > 0) return kernels_.ends(sum_.data() + 1, misses_.data(), size_, 1 / total, miss);
  // Members that all weigh nothing count alike.
  SumEnds ends;
  for (std::size_t i = 0; i < size_; ++i) {
    const double before = static_cast<double>(i), lost = misses_[i] * miss;
    ends.lowest = std::min(ends.lowest, before / members - lost);
    ends.highest = std::max(ends.highest, (before + 1) / members - lost);
  }
  return ends;
}

double GrowingSet::score(ScoreTail tail) const {
  const SumEnds found = ends();
  return score_of(found.highest, found.lowest, tail);
}

}  // namespace venscope::enrichment
