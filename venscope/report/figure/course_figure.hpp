/// Measurements over time: every patient as a light line, groups as means or medians with their
/// intervals at planned visits, and who was measured below. docs/methods/figures.md says what each
/// mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

/// One patient; what is not finite, or not positive on a logarithmic axis, is not drawn.
struct CourseLine {
  std::vector<double> time, value;
};

/// One group at the visits: NaN where it has no value, or no interval. `numbers` stand under the
/// visits, one text each.
struct CourseGroup {
  std::string label;
  std::vector<double> centre, low, high;
  std::vector<CourseLine> patients;
  std::vector<std::string> numbers;
};

struct CourseFigure {
  std::vector<double> visits;  ///< times, ascending
  double margin = 0;           ///< how far before and after them measurements are shown
  std::vector<CourseGroup> groups;
  std::vector<std::string> p_values;  ///< one per visit, "" for none; empty: no such row
  std::string p_heading = "p (Holm)";
  std::string numbers_heading = "Measured / under observation";
  bool logarithmic = false;
  std::optional<double> limit;  ///< dotted line: the limit of detection
  std::string value_label = "Value";
  std::string time_label = "Time since infusion";
  std::string unit = "days";
  std::string title;
  std::string subtitle;
  double width = double_column * 0.8;
};

/// Whether an interval reaches beyond the axis, which is set by what was measured: by the span of
/// that (a decade at least on a logarithmic axis) it is followed on either side, and cut there.
bool intervals_are_cut(const CourseFigure& figure);

/// Any number of groups and visits, also none.
Scene course_scene(const CourseFigure& figure);

/// group,time,estimate,lower,upper — one row per group and visit. The lines of patients are in the
/// records that they were read from.
std::string course_csv(const CourseFigure& figure);

}  // namespace venscope::report
