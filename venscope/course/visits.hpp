/// Measurements at planned visits, and what groups of patients had there.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/course/series.hpp"
#include "venscope/response/proportion.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace venscope::course {

/// Planned days, ascending. A measurement belongs to the visit whose day is nearest, of two equally
/// near the earlier, if it is no more than the visit's `window` of days away.
struct VisitPlan {
  std::vector<double> days;
  std::vector<double> window;  ///< one for all, or one per day
  double window_of(std::size_t visit) const {
    return window.empty() ? 0 : window.size() == 1 ? window[0] : window[visit];
  }
  double widest_window() const;
};

/// value[patient][visit]: index into the patient's series, or nothing. Of several measurements at a
/// visit the one nearest to its day, then the first; the others are counted.
struct VisitValues {
  std::vector<std::vector<std::optional<std::size_t>>> index;
  std::size_t extra = 0;    ///< measurements of a visit that has a nearer one
  std::size_t outside = 0;  ///< measurements of no visit
};

/// Cost: O(measurements log visits). Problems: course.visits (no day, days not ascending, a window
/// that is negative or one too few).
/// Right by: unit/course/visits, twins/course/visits.
Result<VisitValues> assign_visits(const Courses& courses, const VisitPlan& plan);

struct Estimate {
  double value = 0;
  std::optional<response::Interval> interval;  ///< none of a single value
};

/// What one group had at one visit. Of the group's patients: measured + missed + died + censored =
/// all. Who died, or was last seen, before the visit's window opened is gone; without follow-up
/// everyone not measured is `missed`.
struct VisitGroup {
  std::size_t measured = 0, missed = 0, died = 0, censored = 0;
  std::size_t below_limit = 0;  ///< of those measured
  /// With mean m, sd s and t the quantile of Student's distribution with n - 1 df:
  ///   m -+ t s / sqrt(n); of the logarithms, and back: the geometric mean.
  std::optional<Estimate> mean;
  std::optional<Estimate> geometric_mean;  ///< none where a value is not positive
  std::optional<double> low, q1, median, q3, high;
  std::size_t followed() const { return measured + missed; }
};

/// What is compared of the groups at a visit, and drawn.
enum class Centre { mean, geometric_mean, median };

/// Groups compared: two by the Mann-Whitney test, more by Kruskal and Wallis'. `difference` is of
/// two groups, the second against the first: of means (Welch's interval), the ratio of geometric
/// means (the same of the logarithms), or of medians (Hodges and Lehmann's median of all pairwise
/// differences, without interval).
struct GroupComparison {
  std::optional<double> statistic, p, p_adjusted;  ///< none: a group has no value, or all are equal
  bool exact = false;
  std::optional<Estimate> difference;
};

/// The median of all pairwise differences, second minus first, none of them empty and all finite.
/// Cost: O((n + m) log) and 64 passes over both, whatever the values: the pairs are never made.
/// Right by: twins/course/differences, reference/course/courses.
double median_difference(std::vector<double> first, std::vector<double> second);

/// Values of patients by group: values[group].
using GroupedValues = std::vector<std::vector<double>>;

VisitGroup summarise_values(const std::vector<double>& values, double level);
GroupComparison compare_groups(const GroupedValues& values, Centre centre, double level);
/// Holm's adjustment over the comparisons that have a p.
void adjust_comparisons(std::vector<GroupComparison*> comparisons);

struct VisitSummary {
  std::vector<VisitGroup> groups;
  GroupComparison comparison;
};

/// Every visit, groups by groups; comparisons adjusted over the visits. Patients in no group count
/// nowhere. With `baseline`, an index of a visit, the values are changes from it of patients with
/// both: differences, or ratios where the centre is the geometric mean; the baseline visit itself
/// has no comparison then.
/// Right by: reference/course/courses (R: mean, qt, quantile, wilcox.test, kruskal.test, t.test,
/// p.adjust), twins/course/visits, laws/course/courses.
std::vector<VisitSummary> summarise_visits(const Courses& courses, const VisitValues& values,
                                           const VisitPlan& plan, const Patients& patients,
                                           Centre centre, double level,
                                           std::optional<std::size_t> baseline = {});

}  // namespace venscope::course
