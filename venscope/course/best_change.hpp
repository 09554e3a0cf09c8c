/// The best change of a quantity from baseline, per patient and by group: a waterfall plot.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/course/series.hpp"
#include "venscope/course/visits.hpp"
#include "venscope/response/proportion.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace venscope::course {

/// Why a patient has no change.
enum class NoChange { none, no_baseline, no_best, zero_baseline };

struct BestChange {
  std::optional<double> baseline, best;
  std::optional<double> percent;  ///< 100 (best - baseline) / baseline; -100 is gone
  NoChange why = NoChange::none;
};

/// NaN is missing. A baseline of zero has no percentage change, whatever follows.
/// Problems: course.negative (a value below zero), with the patient's number.
Result<std::vector<BestChange>> best_changes(const std::vector<double>& baseline,
                                             const std::vector<double>& best);

/// From series: the baseline is the last value at or before `origin` (no more than `reach` before
/// it where that is given), the best the smallest after it, up to `until` where that is given.
struct BestValues {
  std::vector<double> baseline, best;  ///< NaN where there is none
};
BestValues best_values(const Courses& courses, double origin, std::optional<double> reach,
                       std::optional<double> until);

/// Patients with a change, from the largest increase to the largest decrease; equal ones by group,
/// and then in the order given.
std::vector<std::size_t> waterfall_order(const std::vector<BestChange>& changes,
                                         const Patients& patients);

/// Patients of one group whose change is at or below a threshold (to 1e-9 of a percent).
struct Reached {
  std::size_t n = 0;
  std::optional<response::Interval> of_evaluated;  ///< Wilson's, of those with a change
  std::optional<response::Interval> of_all;        ///< of all patients of the group
};

struct ChangeGroup {
  std::size_t patients = 0, no_baseline = 0, no_best = 0, zero_baseline = 0;
  VisitGroup change;             ///< of the percentages
  std::vector<Reached> reached;  ///< by threshold
  std::size_t evaluated() const { return change.measured; }
};

struct ChangeSummary {
  std::vector<ChangeGroup> groups;
  GroupComparison comparison;  ///< by ranks; the median of all pairwise differences
};

/// By group; patients in no group count nowhere.
/// Right by: by_hand/course/areas, reference/course/courses (R: quantile, prop.test,
/// wilcox.test), laws/course/courses.
ChangeSummary summarise_changes(const std::vector<BestChange>& changes, const Patients& patients,
                                const std::vector<double>& thresholds, double level);

}  // namespace venscope::course
