/// Categories of response by group, as shares of a stated denominator.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string>
#include <vector>

namespace venscope::report {

struct BarsGroup {
  std::string label;
  double n = 0;                ///< the denominator
  std::vector<double> counts;  ///< per category; what they leave of n is `rest_label`
};

struct BarsFigure {
  std::vector<std::string> categories;
  std::vector<BarsGroup> groups;
  bool stacked = true;  ///< one bar per group; else one per category and group, side by side
  std::string rest_label = "Not assessed";
  std::string title;
  std::string subtitle;
  std::string share_label = "Patients (%)";
  double width = single_column;
};

/// Any number of groups and categories, also none.
Scene bars_scene(const BarsFigure& figure);

/// group,category,n,denominator,share — one row per group and category, the rest as the last.
std::string bars_csv(const BarsFigure& figure);

}  // namespace venscope::report
