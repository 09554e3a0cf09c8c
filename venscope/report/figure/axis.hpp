/// A scale from data to points on the page, and the ticks that suit it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace venscope::report {

/// Maps [low, high] to [from, to]: linearly, or linearly in ln(value).
struct Axis {
  double low = 0, high = 1;
  double from = 0, to = 1;
  bool logarithmic = false;

  double at(double value) const;  ///< position in points; values beyond the ends are not clamped
};

struct Ticks {
  std::vector<double> values;
  std::vector<std::string> labels;
};

/// About `target` round numbers (steps of 1, 2, 2.5 or 5 times a power of ten) within [low, high].
Ticks nice_ticks(double low, double high, int target);

/// Whole numbers from 0 to `high` in steps of 1, 2 or 5 times a power of ten, at most `most` steps.
Ticks count_ticks(double high, int most);

/// Ticks from 0 over a time axis in steps that the unit is read in: months by 3, 6, 12, 24 …, weeks
/// by 4, 13, 26, 52 …, others in round numbers. None lies beyond `last`; at most `most` steps.
Ticks time_ticks(double last, std::string_view unit, int most);

/// Ticks of a ratio axis within [low, high]: 1 and its 1-2-5 or decade neighbours, at most `most`.
Ticks ratio_ticks(double low, double high, int most);

/// "Time since diagnosis" in "months" is "Months since diagnosis"; "Time" is "Time (months)".
std::string time_axis_label(const std::string& label, const std::string& unit);

}  // namespace venscope::report
