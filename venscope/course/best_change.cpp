#include "venscope/course/best_change.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::course {

namespace {

/// 0.8 of 1.0 is a change of -20 %, though its double is a little more.
constexpr double at_threshold = 1e-9;

std::optional<double> known(double value) {
  if (std::isnan(value)) return {};
  return value;
}

}  // namespace

Result<std::vector<BestChange>> best_changes(const std::vector<double>& baseline,
                                             const std::vector<double>& best) {
  std::vector<BestChange> changes;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    if (baseline[i] < 0 || best[i] < 0)
      return cannot_analyse("course.negative",
                            fmt::format("patient {} has a value below zero, of which there is no "
                                        "percentage change",
                                        i + 1),
                            "correct the value");
    BestChange& change = changes.emplace_back();
    change.baseline = known(baseline[i]);
    change.best = known(best[i]);
    change.why = !change.baseline        ? NoChange::no_baseline
                 : *change.baseline == 0 ? NoChange::zero_baseline
                 : !change.best          ? NoChange::no_best
                                         : NoChange::none;
    if (change.why == NoChange::none)
      change.percent = 100 * (*change.best - *change.baseline) / *change.baseline;
  }
  return changes;
}

BestValues best_values(const Courses& courses, double origin, std::optional<double> reach,
                       std::optional<double> until) {
  BestValues values;
  for (const Series& series : courses.of) {
    double baseline = std::nan(""), best = std::nan("");
    for (const SeriesPoint& point : series) {
      if (point.time <= origin) {
        if (!reach || point.time >= origin - *reach) baseline = point.value;
      } else if (!until || point.time <= *until) {
        best = std::isnan(best) ? point.value : std::min(best, point.value);
      }
    }
    values.baseline.push_back(baseline);
    values.best.push_back(best);
  }
  return values;
}

std::vector<std::size_t> waterfall_order(const std::vector<BestChange>& changes,
                                         const Patients& patients) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < changes.size(); ++i)
    if (changes[i].percent) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (*changes[a].percent != *changes[b].percent)
      return *changes[a].percent > *changes[b].percent;
    return static_cast<std::uint32_t>(patients.group_of(a)) <
           static_cast<std::uint32_t>(patients.group_of(b));
  });
  return order;
}

ChangeSummary summarise_changes(const std::vector<BestChange>& changes, const Patients& patients,
                                const std::vector<double>& thresholds, double level) {
  ChangeSummary summary;
  summary.groups.resize(patients.groups);
  GroupedValues values(patients.groups);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (patients.group_of(i) < 0) continue;
    const auto g = static_cast<std::size_t>(patients.group_of(i));
    ChangeGroup& group = summary.groups[g];
    ++group.patients;
    group.no_baseline += changes[i].why == NoChange::no_baseline ? 1 : 0;
    group.no_best += changes[i].why == NoChange::no_best ? 1 : 0;
    group.zero_baseline += changes[i].why == NoChange::zero_baseline ? 1 : 0;
    if (changes[i].percent) values[g].push_back(*changes[i].percent);
  }
  for (std::size_t g = 0; g < patients.groups; ++g) {
    ChangeGroup& group = summary.groups[g];
    group.change = summarise_values(values[g], level);
    for (const double threshold : thresholds) {
      Reached& reached = group.reached.emplace_back();
      reached.n = static_cast<std::size_t>(
          std::count_if(values[g].begin(), values[g].end(),
                        [&](double percent) { return percent <= threshold + at_threshold; }));
      const auto share_of = [&](std::size_t n) -> std::optional<response::Interval> {
        const auto interval = response::wilson(static_cast<std::int64_t>(reached.n),
                                               static_cast<std::int64_t>(n), level);
        if (!interval) return {};
        return *interval;
      };
      reached.of_evaluated = share_of(values[g].size());
      reached.of_all = share_of(group.patients);
    }
  }
  summary.comparison = compare_groups(values, Centre::median, level);
  return summary;
}

}  // namespace venscope::course
