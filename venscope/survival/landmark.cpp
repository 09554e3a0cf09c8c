#include "venscope/survival/landmark.hpp"

#include "venscope/endpoint/tied_times.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::survival {
namespace {

/// a before b, and by more than rounding: as follow-up is cut.
bool clearly_before(double a, double b) {
  return b - a > endpoint::tied_tolerance * std::max(1.0, std::fabs(b));
}

double begin_of(const endpoint::Outcomes& outcomes, std::size_t i) {
  return outcomes.delayed_entry() ? outcomes.entry[i] : 0.0;
}

}  // namespace

Landmark landmark(const endpoint::Outcomes& outcomes, const endpoint::HappeningTimes& when,
                  double time) {
  Landmark result;
  result.time = time;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!clearly_before(time, outcomes.time[i])) {
      ++(outcomes.event[i] != 0 ? result.events_before : result.censored_before);
      continue;
    }
    if (clearly_before(time, begin_of(outcomes, i))) {
      ++result.entered_late;
      continue;
    }
    const bool by_then = when[i] && !clearly_before(time, *when[i]);
    result.happened_later += when[i] && !by_then;
    result.outcomes.time.push_back(outcomes.time[i] - time);
    result.outcomes.event.push_back(outcomes.event[i]);
    result.row.push_back(i);
    result.group.push_back(by_then);
  }
  return result;
}

ImmortalTime immortal_time(const endpoint::Outcomes& outcomes,
                           const endpoint::HappeningTimes& when) {
  ImmortalTime found;
  std::vector<double> waits;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!when[i] || !clearly_before(*when[i], outcomes.time[i])) continue;
    const double begin = begin_of(outcomes, i);
    ++found.n;
    found.follow_up += outcomes.time[i] - begin;
    if (!clearly_before(begin, *when[i])) continue;
    waits.push_back(*when[i] - begin);
    found.waiting += waits.back();
  }
  found.delayed = waits.size();
  if (waits.empty()) {
    found.median_wait = found.longest_wait = std::numeric_limits<double>::quiet_NaN();
    return found;
  }
  std::sort(waits.begin(), waits.end());
  const std::size_t half = waits.size() / 2;
  found.median_wait = waits.size() % 2 == 1 ? waits[half] : (waits[half - 1] + waits[half]) / 2;
  found.longest_wait = waits.back();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const bool ever = when[i] && clearly_before(*when[i], outcomes.time[i]);
    found.ended_before += !ever && outcomes.time[i] - begin_of(outcomes, i) <= found.median_wait;
  }
  return found;
}

KaplanMeier with_entries(const KaplanMeier& fit, const endpoint::Outcomes& outcomes,
                         std::span<const std::int32_t> group, std::int32_t wanted) {
  KaplanMeier result = fit;
  std::vector<double> entries, ends, times;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (group[i] != wanted) continue;
    entries.push_back(begin_of(outcomes, i));
    ends.push_back(outcomes.time[i]);
  }
  if (entries.empty()) return result;
  std::sort(entries.begin(), entries.end());
  std::sort(ends.begin(), ends.end());
  times = entries;
  times.push_back(std::min(0.0, entries.front()));  // where the axis begins, nobody may be there
  for (const double time : fit.curve.column(&KaplanMeierPoint::time)) times.push_back(time);
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());

  result.curve = {};
  KaplanMeierPoint last{0, 0, 0, 0, 1, 0, 1, 1};
  auto next = fit.curve.begin();
  for (const double time : times) {
    if (next != fit.curve.end() && next->time == time) {
      last = *next++;
      result.curve.push_back(last);
      continue;
    }
    // At risk in (t-, t]: entered before, not ended before. At the beginning: those who start
    // there.
    const bool beginning = time <= std::min(0.0, entries.front());
    const auto entered = beginning ? std::upper_bound(entries.begin(), entries.end(), time)
                                   : std::lower_bound(entries.begin(), entries.end(), time);
    const auto ended = std::lower_bound(ends.begin(), ends.end(), time);
    KaplanMeierPoint point = last;
    point.time = time;
    point.n_event = point.n_censor = 0;
    point.n_risk = static_cast<double>((entered - entries.begin()) - (ended - ends.begin()));
    result.curve.push_back(point);
  }
  return result;
}

}  // namespace venscope::survival
