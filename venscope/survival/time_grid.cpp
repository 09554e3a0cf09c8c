#include "venscope/survival/time_grid.hpp"

#include "venscope/base/large_pages.hpp"
#include "venscope/endpoint/tied_times.hpp"

#include <algorithm>

namespace venscope::survival {
namespace {

using endpoint::Outcomes;

/// Times as whole days in a range not much longer than the data: a table instead of a sort.
bool make_by_day(const Outcomes& outcomes, TimeGrid& grid) {
  const auto& time = outcomes.time;
  const auto whole = endpoint::whole_range(time, endpoint::whole_time_limit);
  if (time.empty() || !whole ||
      !endpoint::whole_numbers(outcomes.entry, endpoint::whole_time_limit))
    return false;
  const double range = whole->high - whole->low + 1.0;
  if (range > 4.0 * static_cast<double>(time.size()) + 4096.0) return false;

  grid.first_day = whole->low;
  std::vector<std::uint8_t> used(static_cast<std::size_t>(range), 0);
  // Days fit 32 bits, whose conversion is one instruction.
  const double first = grid.first_day;
  std::uint8_t* mark = used.data();
  for (const double day : time) mark[static_cast<std::int32_t>(day - first)] = 1;
  grid.index_of_day.resize(used.size());
  for (std::size_t day = 0; day < used.size(); ++day) {
    // An unused day gets the index of the next used one: the first time after an entry is read
    // there.
    grid.index_of_day[day] = static_cast<std::uint32_t>(grid.times.size());
    if (used[day] != 0) grid.times.push_back(grid.first_day + static_cast<double>(day));
  }
  return true;
}

void make_sorted(const Outcomes& outcomes, TimeGrid& grid) {
  grid.order = endpoint::order_of_times(outcomes.time);
  const std::size_t n = grid.order.size();
  grid.times = on_large_pages<double>(n);
  grid.start = on_large_pages<std::uint32_t>(n + 1);
  std::size_t distinct = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    const double time = outcomes.time[grid.order[i]];
    if (distinct > 0 && grid.times[distinct - 1] == time) continue;
    grid.times[distinct] = time;
    grid.start[distinct++] = i;
  }
  grid.times.resize(distinct);
  grid.start.resize(distinct + 1);
  grid.start.back() = static_cast<std::uint32_t>(n);
}

/// The distinct values of entries and exits, ascending.
std::vector<double> all_distinct(const Outcomes& outcomes, const std::vector<double>& exits) {
  std::vector<double> entries(outcomes.entry), all;
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  all.reserve(entries.size() + exits.size());
  std::set_union(entries.begin(), entries.end(), exits.begin(), exits.end(),
                 std::back_inserter(all));
  return all;
}

/// Joins the exit times that a chain ties together.
void join_tied(TimeGrid& grid, std::span<const double> all,
               const std::vector<double>& representative) {
  std::vector<double> times;
  std::vector<std::uint32_t> start;
  for (std::size_t j = 0, a = 0; j < grid.times.size(); ++j) {
    while (all[a] != grid.times[j]) ++a;
    if (!times.empty() && times.back() == representative[a]) continue;
    times.push_back(representative[a]);
    start.push_back(grid.start[j]);
  }
  start.push_back(grid.start.back());
  grid.times.swap(times);
  grid.start.swap(start);
}

std::uint32_t first_after(const std::vector<double>& times, double entry) {
  return static_cast<std::uint32_t>(std::upper_bound(times.begin(), times.end(), entry) -
                                    times.begin());
}

void place_entries(const Outcomes& outcomes, TimeGrid& grid) {
  grid.first_at_risk.resize(outcomes.size());
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    grid.first_at_risk[i] = first_after(grid.times, outcomes.entry[i]);
}

/// As place_entries, when ties were joined. An interval that lost its length is told from the
/// representatives of its two ends.
bool place_tied_entries(const Outcomes& outcomes, TimeGrid& grid, std::span<const double> all,
                        const std::vector<double>& representative) {
  const auto tied = [&](double value) {
    const auto found = std::lower_bound(all.begin(), all.end(), value);
    return representative[static_cast<std::size_t>(found - all.begin())];
  };
  grid.first_at_risk.resize(outcomes.size());
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const double entry = tied(outcomes.entry[i]);
    if (entry >= tied(outcomes.time[i])) return false;
    grid.first_at_risk[i] = first_after(grid.times, entry);
  }
  return true;
}

}  // namespace

Result<TimeGrid> time_grid(const Outcomes& outcomes) {
  TimeGrid grid;
  grid.outcomes = &outcomes;
  if (make_by_day(outcomes, grid)) {
    if (outcomes.delayed_entry()) place_entries(outcomes, grid);
    return grid;
  }
  make_sorted(outcomes, grid);
  std::vector<double> both;
  if (outcomes.delayed_entry()) both = all_distinct(outcomes, grid.times);
  std::span<const double> all = outcomes.delayed_entry() ? both : grid.times;
  const endpoint::TieChains chains = endpoint::tie_chains(all);
  grid.merged = chains.merged;
  grid.merged_as_tiny = chains.merged_as_tiny;
  if (chains.merged == 0) {
    if (outcomes.delayed_entry()) place_entries(outcomes, grid);
    return grid;
  }
  join_tied(grid, all, chains.representative);
  if (outcomes.delayed_entry() && !place_tied_entries(outcomes, grid, all, chains.representative))
    return endpoint::interval_vanishes();
  return grid;
}

}  // namespace venscope::survival
