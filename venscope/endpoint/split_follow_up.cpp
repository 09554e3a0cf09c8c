#include "venscope/endpoint/split_follow_up.hpp"

#include "venscope/endpoint/tied_times.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::endpoint {
namespace {

/// a before b, and by more than rounding.
bool before(double a, double b) {
  return b - a > tied_tolerance * std::max(1.0, std::fabs(b));
}

}  // namespace

SplitFollowUp split_follow_up(const Outcomes& outcomes, std::span<const HappeningTimes> when) {
  SplitFollowUp split;
  split.happened.resize(when.size());
  std::vector<double> cuts;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const double begin = outcomes.delayed_entry() ? outcomes.entry[i] : 0.0;
    const double end = outcomes.time[i];
    cuts.clear();
    for (const HappeningTimes& times : when)
      if (times[i] && before(begin, *times[i]) && before(*times[i], end)) cuts.push_back(*times[i]);
    cuts.push_back(end);
    std::sort(cuts.begin(), cuts.end());
    double start = begin;
    for (std::size_t c = 0; c < cuts.size(); ++c) {
      const bool last = c + 1 == cuts.size();
      if (!last && !before(cuts[c], cuts[c + 1])) continue;  // two happenings at one time
      split.outcomes.entry.push_back(start);
      split.outcomes.time.push_back(cuts[c]);
      split.outcomes.event.push_back(last ? outcomes.event[i] : 0);
      split.patient.push_back(i);
      for (std::size_t k = 0; k < when.size(); ++k)
        split.happened[k].push_back(when[k][i] && !before(start, *when[k][i]) &&
                                    before(*when[k][i], end));
      start = cuts[c];
    }
  }
  return split;
}

}  // namespace venscope::endpoint
