#include "venscope/survival/cause_counts.hpp"

#include <algorithm>

namespace venscope::survival {

CauseCounts count_causes(const TimeGrid& grid, std::span<const std::int32_t> group, std::size_t k,
                         std::span<const double> weights, std::span<const std::int32_t> causes) {
  CauseCounts counts{count_events(grid, group, k, weights),
                     {causes.begin(), causes.end()},
                     std::vector<std::vector<double>>(causes.size())};
  // A cause alone is counted as the events are, all else censored: the elements are the same.
  endpoint::Outcomes of_cause = *grid.outcomes;
  TimeGrid same_times = grid;
  same_times.outcomes = &of_cause;
  for (std::size_t c = 0; c < causes.size(); ++c) {
    for (std::size_t i = 0; i < of_cause.size(); ++i)
      of_cause.event[i] = grid.outcomes->event[i] == causes[c];
    const EventCounts own = count_events(same_times, group, k, weights);
    counts.events[c].reserve(own.ends.size());
    for (const EventCount& end : own.ends) counts.events[c].push_back(end.events);
  }
  return counts;
}

std::vector<std::int32_t> causes_of(const endpoint::Outcomes& outcomes) {
  std::vector<std::int32_t> causes;
  for (const std::int32_t event : outcomes.event)
    if (event != 0 && std::find(causes.begin(), causes.end(), event) == causes.end())
      causes.push_back(event);
  std::sort(causes.begin(), causes.end());
  return causes;
}

}  // namespace venscope::survival
