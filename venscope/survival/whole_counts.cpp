#include "venscope/survival/whole_counts.hpp"

#include <algorithm>

namespace venscope::survival {
namespace {

/// How many rows have each fate.
std::vector<std::uint32_t> count_fates(std::span<const Fate> fates, std::size_t kinds) {
  // Neighbours are counted apart: one count after the other would wait for itself.
  constexpr std::size_t lanes = 4;
  std::vector<std::uint32_t> counted(lanes * kinds);
  std::uint32_t* lane[lanes];
  for (std::size_t l = 0; l < lanes; ++l) lane[l] = counted.data() + l * kinds;
  std::size_t i = 0;
  for (; i + lanes <= fates.size(); i += lanes)
    for (std::size_t l = 0; l < lanes; ++l) ++lane[l][fates[i + l]];
  for (; i < fates.size(); ++i) ++lane[0][fates[i]];
  for (std::size_t kind = 0; kind < kinds; ++kind)
    for (std::size_t l = 1; l < lanes; ++l) lane[0][kind] += lane[l][kind];
  counted.resize(kinds);
  return counted;
}

}  // namespace

std::optional<WholeCounts> WholeCounts::make(const endpoint::Outcomes& outcomes,
                                             std::span<const std::int32_t> group, std::size_t k,
                                             unsigned threads) {
  const std::size_t groups = std::max<std::size_t>(k, 1);
  if (outcomes.delayed_entry() || groups > SortedFates::most_groups) return {};
  WholeCounts counts;
  counts.days_ = DayCounts::make(outcomes, group, groups, threads);
  if (!counts.days_) counts.sorted_.emplace(outcomes, group, threads);
  const std::vector<std::uint32_t> of_fates =
      counts.days_ ? counts.days_->totals() : count_fates(counts.sorted_->fates(), 2 * groups);
  for (std::size_t g = 0; g < groups; ++g) {
    counts.rows_.push_back(of_fates[2 * g] + of_fates[2 * g + 1]);
    counts.events_.push_back(of_fates[2 * g + 1]);
  }
  return counts;
}

}  // namespace venscope::survival
