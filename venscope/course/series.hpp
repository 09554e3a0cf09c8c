/// Measurements of patients over time, put in order: one series per patient.
#pragma once

#include "venscope/base/problem.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace venscope::course {

/// One row per measurement; the vectors have equal length. What is missing is NaN.
struct Measurements {
  std::vector<std::size_t> patient;  ///< index into Patients
  std::vector<double> time;          ///< days since time zero
  std::vector<double> value;
};

/// What is known of each patient beside the measurements. `end` is the time of death or of the last
/// contact in days since time zero, NaN where it is not known; `end` and `died` may be empty.
struct Patients {
  std::size_t n = 0;
  std::vector<std::int32_t> group;  ///< 0 … groups - 1; negative: in none. Empty: all in one
  std::size_t groups = 1;
  std::vector<double> end;
  std::vector<std::uint8_t> died;

  std::int32_t group_of(std::size_t patient) const { return group.empty() ? 0 : group[patient]; }
  bool followed() const { return !end.empty(); }
};

/// What stands for a value below the limit of detection.
enum class BelowLimit { half, root_two, zero };  ///< limit / 2, limit / sqrt 2, 0

struct DetectionLimit {
  double limit = 0;
  BelowLimit instead = BelowLimit::half;
  double replacement() const;
};

struct SeriesPoint {
  double time = 0, value = 0;
  bool below = false;   ///< below the limit of detection; `value` is the replacement
  std::size_t row = 0;  ///< of Measurements
};

/// The measurements of one patient by time; no two at the same time.
using Series = std::vector<SeriesPoint>;

struct Courses {
  std::vector<Series> of;  ///< by patient
  std::size_t used = 0;
  std::size_t no_value = 0, no_time = 0;    ///< rows left out because one of them is missing
  std::size_t same_time = 0;                ///< left out: a second one of a patient at a time
  std::size_t below_limit = 0;              ///< of those used
  std::vector<std::size_t> after_death;     ///< rows left out, in the order of the file
  std::vector<std::size_t> after_the_end;   ///< rows used, although after the last contact
  std::vector<std::size_t> negative, zero;  ///< rows used with such a value, after replacement
};

/// Sorts the measurements into series. Of several at one time the first in the file is kept. A
/// measurement after death cannot be and is left out; one after the last contact of a living
/// patient is kept, and shows that he was alive. A value below the limit (not one that equals it)
/// is replaced as declared, and counted. Every row is in exactly one of used, no_value, no_time,
/// same_time and after_death. Cost: O(n log n).
/// Problems: course.limit (a limit that is not positive), course.infinite.
/// Right by: unit/course/series, laws/course/courses.
Result<Courses> make_courses(const Measurements& measurements, const Patients& patients,
                             const std::optional<DetectionLimit>& limit = {});

}  // namespace venscope::course
