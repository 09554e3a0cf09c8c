#include "venscope/accuracy/roc_estimates.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace venscope::accuracy {

namespace {

/// The Kaplan-Meier estimate at one time t of a set of rows that come and go.
class MovingSurvival {
public:
  MovingSurvival(const InverseCensoring& censoring, double time) : place_(censoring.size(), never) {
    // Rows that end by t get a place each in the order of time, events first.
    const auto& order = censoring.order();
    std::size_t begin = 0, end = 0, places = 0;
    for (; begin < order.size() && censoring.time(order[begin]) <= time; begin = end) {
      while (end < order.size() && censoring.time(order[end]) == censoring.time(order[begin]))
        ++end;
      for (const bool event : {true, false})
        for (std::size_t i = begin; i < end; ++i)
          if ((censoring.event(order[i]) != 0) == event) {
            place_[order[i]] = static_cast<std::uint32_t>(places);
            if (places % 64 == 0) event_.push_back(0);
            if (event) event_.back() |= std::uint64_t{1} << (places % 64);
            ++places;
          }
    }
    present_.resize(event_.size(), 0);
  }

  void add(std::uint32_t row) {
    ++rows_;
    flip(row);
  }
  void remove(std::uint32_t row) {
    --rows_;
    flip(row);
  }

  /// Within a run of events without a censoring the factors (r - 1) / r leave its ends only.
  double survival() const {
    double survival = 1;
    std::size_t at_risk = rows_, run = rows_;
    for (std::size_t k = 0; k < present_.size(); ++k)
      for (std::uint64_t bits = present_[k]; bits != 0; bits &= bits - 1) {
        const std::uint64_t lowest = bits & (~bits + 1);
        if ((event_[k] & lowest) != 0) {
          --at_risk;
          continue;
        }
        if (at_risk != run) survival *= ratio(at_risk, run);
        run = --at_risk;
      }
    return at_risk != run ? survival * ratio(at_risk, run) : survival;
  }

private:
  static constexpr std::uint32_t never = UINT32_MAX;

  static double ratio(std::size_t a, std::size_t b) {
    return static_cast<double>(a) / static_cast<double>(b);
  }
  void flip(std::uint32_t row) {
    const std::uint32_t place = place_[row];
    if (place != never) present_[place / 64] ^= std::uint64_t{1} << (place % 64);
  }

  std::vector<std::uint32_t> place_;
  std::vector<std::uint64_t> event_, present_;
  std::size_t rows_ = 0;
};

std::vector<MarkerOrder::TiedSet> sets_of(const MarkerOrder& markers) {
  std::vector<MarkerOrder::TiedSet> sets;
  sets.reserve(markers.size());
  for (std::size_t s = 0; s < markers.size(); ++s) sets.push_back(markers.set(s));
  return sets;
}

/// The sets of equal marker [first, last) within the neighbourhood of set `s`.
struct Window {
  std::size_t first = 0, last = 0;
};

/// Distances are differences of doubles, as survivalROC has them: equal distances stay equal.
Window neighbourhood(const std::vector<MarkerOrder::TiedSet>& sets, std::size_t s,
                     std::size_t rows_above, const std::vector<double>& sorted) {
  const double centre = sets[s].marker;
  const std::size_t farthest = std::min(sets[s].begin + rows_above, sorted.size() - 1);
  const double lambda = sorted[farthest] - centre;
  const auto first = std::partition_point(
      sets.begin(), sets.begin() + static_cast<std::ptrdiff_t>(s),
      [&](const MarkerOrder::TiedSet& set) { return set.marker - centre < -lambda; });
  const auto last = std::partition_point(
      sets.begin() + static_cast<std::ptrdiff_t>(s), sets.end(),
      [&](const MarkerOrder::TiedSet& set) { return set.marker - centre <= lambda; });
  return {static_cast<std::size_t>(first - sets.begin()),
          static_cast<std::size_t>(last - sets.begin())};
}

/// S(t | m) of each set of equal marker.
std::vector<double> conditional_survival(const InverseCensoring& censoring,
                                         const MarkerOrder& markers,
                                         const std::vector<MarkerOrder::TiedSet>& sets, double span,
                                         double time) {
  std::vector<double> sorted(censoring.size());
  for (const MarkerOrder::TiedSet& set : sets)
    for (std::uint32_t i = set.begin; i < set.end; ++i) sorted[i] = set.marker;
  const auto rows_above =
      static_cast<std::size_t>(std::trunc(static_cast<double>(censoring.size()) * span + 0.5));

  MovingSurvival moving(censoring, time);
  const auto begin_of = [&](std::size_t s) {
    return s < sets.size() ? sets[s].begin : static_cast<std::uint32_t>(markers.order.size());
  };
  std::vector<double> survival;
  std::uint32_t low = 0, high = 0;  // rows order[low, high) are in
  for (std::size_t s = 0; s < sets.size(); ++s) {
    const Window window = neighbourhood(sets, s, rows_above, sorted);
    const std::uint32_t first = begin_of(window.first), last = begin_of(window.last);
    while (high < last) moving.add(markers.order[high++]);
    while (high > last) moving.remove(markers.order[--high]);
    while (low < first) moving.remove(markers.order[low++]);
    while (low > first) moving.add(markers.order[--low]);
    survival.push_back(moving.survival());
  }
  return survival;
}

}  // namespace

void neighbour_curve(const InverseCensoring& censoring, const MarkerOrder& markers, double span,
                     TimeRoc& result) {
  const std::vector<MarkerOrder::TiedSet> sets = sets_of(markers);
  const std::vector<double> survival =
      conditional_survival(censoring, markers, sets, span, result.time);
  const auto rows = [&](std::size_t s) { return static_cast<double>(sets[s].end - sets[s].begin); };
  double all_dead = 0, all_alive = 0;
  for (std::size_t s = survival.size(); s-- > 0;) {  // as the rates below
    all_dead += rows(s) * (1 - survival[s]);
    all_alive += rows(s) * survival[s];
  }
  result.curve.resize(survival.size() + 1);
  double dead = 0, alive = 0;
  for (std::size_t s = survival.size(); s > 0; --s) {
    result.curve[s] = {sets[s - 1].marker, dead / all_dead, alive / all_alive};
    dead += rows(s - 1) * (1 - survival[s - 1]);
    alive += rows(s - 1) * survival[s - 1];
  }
  result.curve[0] = {-std::numeric_limits<double>::infinity(), 1, 1};
  result.auc = std::min(area_under(result.curve), 1.0);  // rounding; NaN stays
}

void kaplan_meier_curve(const InverseCensoring& censoring, const MarkerOrder& markers,
                        TimeRoc& result) {
  const std::vector<MarkerOrder::TiedSet> sets = sets_of(markers);
  MovingSurvival moving(censoring, result.time);
  const auto n = static_cast<double>(censoring.size());
  result.curve.resize(sets.size() + 1);
  std::vector<double> survival(sets.size() + 1, 1.0);  // of those above each cut
  for (std::size_t s = sets.size(); s-- > 0;) {
    for (std::uint32_t i = sets[s].begin; i < sets[s].end; ++i) moving.add(markers.order[i]);
    survival[s] = moving.survival();
  }
  const double dead = 1 - survival[0], alive = survival[0];
  result.curve[0] = {-std::numeric_limits<double>::infinity(), 1, 1};
  for (std::size_t s = 1; s <= sets.size(); ++s) {
    const double share = (n - static_cast<double>(sets[s - 1].end)) / n;
    result.curve[s] = {sets[s - 1].marker, (1 - survival[s]) * share / dead,
                       survival[s] * share / alive};
  }
  result.auc = area_under(result.curve);
}

}  // namespace venscope::accuracy
