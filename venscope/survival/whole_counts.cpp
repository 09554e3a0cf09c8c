#include "venscope/survival/whole_counts.hpp"

#include "venscope/base/large_pages.hpp"

#include <algorithm>

namespace venscope::survival {

namespace {

/// 2 * group + event must fit 16 bits.
constexpr std::size_t most_groups = std::size_t{1} << 15;

}  // namespace

std::optional<WholeCounts> WholeCounts::make(const TimeGrid& grid,
                                             std::span<const std::int32_t> group, std::size_t k) {
  const std::size_t n = grid.outcomes->size(), groups = std::max<std::size_t>(k, 1);
  if (grid.outcomes->delayed_entry() || groups > most_groups) return {};
  if (grid.by_day() && grid.index_of_day.size() * groups > 4 * n + 4096) return {};
  WholeCounts counts;
  counts.grid_ = &grid;
  counts.rows_.resize(groups);
  grid.by_day() ? counts.count_days(group) : counts.sort_fates(group);
  return counts;
}

void WholeCounts::count_days(std::span<const std::int32_t> group) {
  const std::size_t k = groups(), n = grid_->outcomes->size();
  const double* time = grid_->outcomes->time.data();
  const std::int32_t* event = grid_->outcomes->event.data();
  table_.resize(grid_->index_of_day.size() * k * 2);
  // Days fit 32 bits, whose conversion is one instruction.
  const double first = grid_->first_day;
  const auto cell = [&](std::size_t row) {
    const auto day = static_cast<std::size_t>(static_cast<std::int32_t>(time[row] - first));
    return (day * k + (group.empty() ? 0 : static_cast<std::size_t>(group[row]))) * 2 +
           (event[row] != 0);
  };
  for (std::size_t row = 0; row < n; ++row) ++table_[cell(row)];
  for (std::size_t place = 0; place < table_.size(); place += 2)
    rows_[place / 2 % k] += table_[place] + table_[place + 1];
}

/// Packed in the order of rows first: sorting then reads two bytes of each row here and there.
void WholeCounts::sort_fates(std::span<const std::int32_t> group) {
  const std::vector<std::int32_t>& event = grid_->outcomes->event;
  auto packed = on_large_pages<std::uint16_t>(event.size());
  for (std::size_t row = 0; row < packed.size(); ++row)
    packed[row] =
        static_cast<std::uint16_t>(2 * (group.empty() ? 0 : group[row]) + (event[row] != 0));
  for (const std::uint16_t fate : packed) ++rows_[fate >> 1];
  fates_ = on_large_pages<std::uint16_t>(packed.size());
  for (std::size_t i = 0; i < packed.size(); ++i) fates_[i] = packed[grid_->order[i]];
}

std::span<EventCount> WholeCounts::Reader::of_table(std::uint32_t time) {
  const std::size_t k = counts_.groups();
  const auto day = static_cast<std::size_t>(counts_.grid_->times[time] - counts_.grid_->first_day);
  const std::uint32_t* cell = counts_.table_.data() + day * k * 2;
  std::size_t found = 0;
  for (std::uint32_t g = 0; g < k; ++g) {
    const double censored = cell[2 * g], events = cell[2 * g + 1];
    if (censored + events > 0) ends_[found++] = {time, g, 0, events, censored};
  }
  return {ends_.data(), found};
}

/// Groups in the order in which they come.
std::span<EventCount> WholeCounts::Reader::tallied(std::uint32_t time, std::uint32_t begin,
                                                   std::uint32_t end) {
  std::uint32_t found = 0;
  for (std::uint32_t i = begin; i < end; ++i) {
    const std::uint32_t group = counts_.fates_[i] >> 1;
    const double died = counts_.fates_[i] & 1U;
    std::uint32_t& place = place_[group];
    if (place >= found || ends_[place].group != group) {
      place = found++;
      ends_[place] = {time, group, 0, 0, 0};
    }
    ends_[place].events += died;
    ends_[place].censored += 1 - died;
  }
  return {ends_.data(), found};
}

}  // namespace venscope::survival
