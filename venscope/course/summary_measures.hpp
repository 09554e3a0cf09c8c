/// A course over time in one number per patient: area under the curve, peak, time to peak.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/course/series.hpp"
#include "venscope/course/visits.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace venscope::course {

/// Between two measurements (t1, y1) and (t2, y2):
///   linear     (t2 - t1) (y1 + y2) / 2
///   log        (t2 - t1) (y2 - y1) / ln(y2 / y1): exact for exponential rise and fall; linear
///              where a value is not positive or both are equal
///   log_down   log where the values fall, else linear ("linear up, log down")
enum class Trapezoid { linear, log, log_down };

struct AreaOptions {
  Trapezoid rule = Trapezoid::linear;
  /// The times between which the area is taken; default the patient's first and last measurement.
  /// A segment across one of them is cut there, on the rule's own line between the two values.
  std::optional<double> from = {}, to = {};
  /// How far from `from` and `to` the first and last measurement may be: the gap is filled with its
  /// value. Who is measured within less has no area.
  double reach = 0;
  std::size_t least_points = 2;  ///< measurements that a patient must have, in the range
  bool lowest = false;           ///< the peak is a nadir: the smallest value
};

enum class NoArea { none, no_value, too_few, starts_late, ends_early };

struct PatientMeasures {
  std::optional<double> area;
  NoArea why = NoArea::none;      ///< why there is no area
  std::optional<double> peak;     ///< the largest value; the smallest where that was asked for
  std::optional<double> to_peak;  ///< its time, of equal values the first
};

/// Peak and its time are of the measurements in [from, to] (with reach), the area as above.
/// Cost: O(points). Source: [Matthews1990] for summary measures, [Gabrielsson2016] for the rules.
/// Right by: reference/course/courses (R), by_hand/course/areas, laws/course/courses.
PatientMeasures summary_measures(const Series& series, const AreaOptions& options);

enum class Measure { area, peak, to_peak };
inline constexpr std::array<Measure, 3> all_measures{Measure::area, Measure::peak,
                                                     Measure::to_peak};

struct MeasureSummary {
  Measure measure = Measure::area;
  std::vector<VisitGroup> groups;  ///< `measured` is the number with this measure
  GroupComparison comparison;      ///< by ranks, adjusted over the measures
};

/// The measures by group; the time to peak is compared by its mean or median, never as a ratio.
std::vector<MeasureSummary> summarise_measures(const std::vector<PatientMeasures>& measures,
                                               const Patients& patients, Centre centre,
                                               double level);

/// How many patients of each group have no area, by the reason.
struct MissingAreas {
  std::size_t no_value = 0, too_few = 0, starts_late = 0, ends_early = 0;
  std::size_t died_early = 0;  ///< of ends_early and no_value: who died before the end
};
std::vector<MissingAreas> missing_areas(const std::vector<PatientMeasures>& measures,
                                        const Patients& patients, const AreaOptions& options);

}  // namespace venscope::course
