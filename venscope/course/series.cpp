#include "venscope/course/series.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace venscope::course {

double DetectionLimit::replacement() const {
  switch (instead) {
    case BelowLimit::half:
      return limit / 2;
    case BelowLimit::root_two:
      return limit / std::numbers::sqrt2;
    case BelowLimit::zero:
      return 0;
  }
  return 0;
}

namespace {

/// Months made of days and made days again need not be the same to the last bit.
constexpr double moment = 1e-6;

bool after_end(const Patients& patients, std::size_t patient, double time) {
  return patients.followed() && time - patients.end[patient] > moment;
}

void take_row(const Measurements& from, const Patients& patients,
              const std::optional<DetectionLimit>& limit, std::size_t row, Courses& courses) {
  const double time = from.time[row], value = from.value[row];
  const std::size_t patient = from.patient[row];
  if (std::isnan(value)) {
    ++courses.no_value;
    return;
  }
  if (std::isnan(time)) {
    ++courses.no_time;
    return;
  }
  if (after_end(patients, patient, time) && patients.died[patient] != 0) {
    courses.after_death.push_back(row);
    return;
  }
  const bool below = limit && value < limit->limit;
  courses.of[patient].push_back({time, below ? limit->replacement() : value, below, row});
}

void count_used(const Patients& patients, std::size_t patient, const SeriesPoint& point,
                Courses& courses) {
  ++courses.used;
  courses.below_limit += point.below ? 1 : 0;
  if (after_end(patients, patient, point.time)) courses.after_the_end.push_back(point.row);
  if (point.value < 0) courses.negative.push_back(point.row);
  if (point.value == 0) courses.zero.push_back(point.row);
}

}  // namespace

Result<Courses> make_courses(const Measurements& measurements, const Patients& patients,
                             const std::optional<DetectionLimit>& limit) {
  if (limit && !(limit->limit > 0 && std::isfinite(limit->limit)))
    return cannot_analyse("course.limit", "the limit of detection is not positive");
  Courses courses;
  courses.of.resize(patients.n);
  for (std::size_t row = 0; row < measurements.patient.size(); ++row) {
    if (std::isinf(measurements.time[row]) || std::isinf(measurements.value[row]))
      return cannot_analyse("course.infinite", fmt::format("measurement {} is infinite", row + 1));
    take_row(measurements, patients, limit, row, courses);
  }
  for (std::size_t patient = 0; patient < patients.n; ++patient) {
    Series& series = courses.of[patient];
    std::stable_sort(series.begin(), series.end(),
                     [](const SeriesPoint& a, const SeriesPoint& b) { return a.time < b.time; });
    const auto last =
        std::unique(series.begin(), series.end(),
                    [](const SeriesPoint& a, const SeriesPoint& b) { return a.time == b.time; });
    courses.same_time += static_cast<std::size_t>(series.end() - last);
    series.erase(last, series.end());
    for (const SeriesPoint& point : series) count_used(patients, patient, point, courses);
  }
  for (auto* rows : {&courses.after_the_end, &courses.negative, &courses.zero})
    std::sort(rows->begin(), rows->end());
  return courses;
}

}  // namespace venscope::course
