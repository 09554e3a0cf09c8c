#include "venscope/course/visits.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::course {

namespace {

std::optional<Problem> fault_of(const VisitPlan& plan) {
  const auto fault = [](std::string what, std::string expected) {
    return Problem{"course.visits", {}, std::move(what), std::move(expected), "", Fault::input};
  };
  if (plan.days.empty()) return fault("there is no visit", "planned days");
  for (std::size_t v = 1; v < plan.days.size(); ++v)
    if (!(plan.days[v] > plan.days[v - 1]))
      return fault("the planned days are not in order", "ascending days");
  if (plan.window.size() > 1 && plan.window.size() != plan.days.size())
    return fault(fmt::format("{} windows for {} visits", plan.window.size(), plan.days.size()),
                 "one window for all visits, or one for each");
  for (const double window : plan.window)
    if (!(window >= 0)) return fault("a window is negative", "days around the planned day");
  return {};
}

/// The visit whose day is nearest; of two equally near the earlier.
std::size_t nearest_visit(const VisitPlan& plan, double time) {
  const auto after = std::lower_bound(plan.days.begin(), plan.days.end(), time);
  const auto v = static_cast<std::size_t>(after - plan.days.begin());
  if (v == 0) return 0;
  if (v == plan.days.size()) return v - 1;
  return time - plan.days[v - 1] <= plan.days[v] - time ? v - 1 : v;
}

}  // namespace

double VisitPlan::widest_window() const {
  return window.empty() ? 0 : *std::max_element(window.begin(), window.end());
}

Result<VisitValues> assign_visits(const Courses& courses, const VisitPlan& plan) {
  if (std::optional<Problem> fault = fault_of(plan)) return failure(std::move(*fault));
  VisitValues values;
  values.index.assign(courses.of.size(), std::vector<std::optional<std::size_t>>(plan.days.size()));
  for (std::size_t patient = 0; patient < courses.of.size(); ++patient) {
    const Series& series = courses.of[patient];
    for (std::size_t i = 0; i < series.size(); ++i) {
      const std::size_t visit = nearest_visit(plan, series[i].time);
      const double away = std::fabs(series[i].time - plan.days[visit]);
      if (away > plan.window_of(visit)) {
        ++values.outside;
        continue;
      }
      std::optional<std::size_t>& kept = values.index[patient][visit];
      if (kept) ++values.extra;
      // The series ascends: of two equally near, the first stays.
      if (!kept || away < std::fabs(series[*kept].time - plan.days[visit])) kept = i;
    }
  }
  return values;
}

namespace {

double end_of(const Patients& patients, const Series& series, std::size_t patient) {
  const double end = patients.end[patient];
  return series.empty() || !(series.back().time > end) ? end : series.back().time;
}

void count_unmeasured(const Courses& courses, const Patients& patients, std::size_t patient,
                      double opens, VisitGroup& group) {
  const double end =
      patients.followed() ? end_of(patients, courses.of[patient], patient) : std::nan("");
  if (!(end < opens))
    ++group.missed;
  else if (patients.died[patient] != 0)
    ++group.died;
  else
    ++group.censored;
}

}  // namespace

std::vector<VisitSummary> summarise_visits(const Courses& courses, const VisitValues& values,
                                           const VisitPlan& plan, const Patients& patients,
                                           Centre centre, double level,
                                           std::optional<std::size_t> baseline) {
  std::vector<VisitSummary> visits;
  for (std::size_t v = 0; v < plan.days.size(); ++v) {
    GroupedValues measured(patients.groups);
    std::vector<VisitGroup> counts(patients.groups);
    for (std::size_t patient = 0; patient < patients.n; ++patient) {
      if (patients.group_of(patient) < 0) continue;
      const auto g = static_cast<std::size_t>(patients.group_of(patient));
      const Series& series = courses.of[patient];
      const std::optional<std::size_t> at = values.index[patient][v];
      const std::optional<std::size_t> before = baseline ? values.index[patient][*baseline] : at;
      if (!at || !before) {
        count_unmeasured(courses, patients, patient, plan.days[v] - plan.window_of(v), counts[g]);
        continue;
      }
      double value = series[*at].value;
      if (baseline && centre == Centre::geometric_mean)
        value /= series[*before].value;
      else if (baseline)
        value -= series[*before].value;
      measured[g].push_back(value);
      counts[g].below_limit += series[*at].below ? 1 : 0;
    }
    VisitSummary& visit = visits.emplace_back();
    for (std::size_t g = 0; g < patients.groups; ++g) {
      VisitGroup& group = visit.groups.emplace_back(summarise_values(measured[g], level));
      group.missed = counts[g].missed;
      group.died = counts[g].died;
      group.censored = counts[g].censored;
      group.below_limit = counts[g].below_limit;
    }
    if (v != baseline) visit.comparison = compare_groups(measured, centre, level);
  }
  std::vector<GroupComparison*> comparisons;
  for (VisitSummary& visit : visits) comparisons.push_back(&visit.comparison);
  adjust_comparisons(comparisons);
  return visits;
}

}  // namespace venscope::course
