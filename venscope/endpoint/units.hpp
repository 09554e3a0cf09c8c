/// Units of follow-up time, converted explicitly.
#pragma once

#include <optional>
#include <string_view>

namespace venscope::endpoint {

enum class TimeUnit { days, weeks, months, years };

/// Length of a unit in days: a week has 7, a year 365.25 and a month a twelfth of it, 30.4375.
constexpr double days_in(TimeUnit unit) {
  switch (unit) {
    case TimeUnit::days:
      return 1.0;
    case TimeUnit::weeks:
      return 7.0;
    case TimeUnit::months:
      return 30.4375;
    case TimeUnit::years:
      return 365.25;
  }
  return 1.0;
}

/// A time in another unit; the same number where the unit stays, without rounding.
constexpr double convert(double time, TimeUnit from, TimeUnit to) {
  return from == to ? time : time * days_in(from) / days_in(to);
}

/// "days", "weeks", "months", "years".
std::string_view name_of(TimeUnit unit);
/// The unit of that name, in the singular or plural; nothing for another word.
std::optional<TimeUnit> time_unit(std::string_view name);

}  // namespace venscope::endpoint
