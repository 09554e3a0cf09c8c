/// How a score or another number is distributed, with its cut points and the groups they make.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string>
#include <vector>

namespace venscope::report {

/// The values of one group, in any order. Which group a value belongs to is said by whoever made
/// the groups; the figure does not compare values with cut points.
struct HistogramGroup {
  std::string label;
  std::vector<double> values;
};

struct HistogramFigure {
  std::vector<HistogramGroup> groups;  ///< one without a label where there are none
  std::vector<double> cuts;            ///< drawn as lines with their values above
  std::string title;
  std::string subtitle;
  std::string value_label = "Score";
  std::string count_label = "Patients";
  double not_known = 0;  ///< patients without a value: said in the legend, not drawn
  double width = single_column;
};

/// One bar of the histogram: low <= value < high.
struct HistogramBin {
  double low = 0, high = 0;
  std::vector<double> counts;  ///< per group
};

/// The bars: whole numbers of a small range each have their own, centred on it. Else bars are of a
/// round width, whose multiples are the edges: about 1.5 times the square root of n of them,
/// between 8 and 36, and among the widths that give so many one that has the cut points on edges.
std::vector<HistogramBin> histogram_bins(const std::vector<HistogramGroup>& groups,
                                         const std::vector<double>& cuts = {});

/// Bars of the groups stand on each other. Any number of groups and values, also none.
Scene histogram_scene(const HistogramFigure& figure);

/// group,low,high,n — one row per group and bar.
std::string histogram_csv(const HistogramFigure& figure);

}  // namespace venscope::report
