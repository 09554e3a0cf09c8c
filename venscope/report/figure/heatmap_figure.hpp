/// A matrix as colours: genes or scores by patients, correlations, p values of pairs of classes.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/report/figure/scene.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

/// Merges as R's hclust: a negative number is an item (-1: the first), a positive one an earlier
/// merge. Empty: no tree.
struct HeatTree {
  std::vector<std::int64_t> left, right;
  std::vector<double> height;
};

/// What is known of each column, above the cells.
struct HeatStrip {
  std::string label;
  std::vector<std::string> categories;
  std::vector<int> of;         ///< category of each column, -1: not known
  std::vector<double> values;  ///< instead of categories: a number of each column
};

struct HeatmapFigure {
  Matrix values;  ///< as labels: values(row, column); not finite: no value
  std::vector<std::string> rows, columns;
  std::vector<std::size_t> row_order, column_order;  ///< as drawn; empty: as given
  HeatTree row_tree, column_tree;                    ///< of the items as given
  std::vector<HeatStrip> strips;
  std::string title, subtitle;
  std::string value_label;
  bool diverging = true;        ///< blue below 0, vermilion above; else blue alone, from 0
  std::optional<double> limit;  ///< where the colour is full; default: the largest size
  int numbers = -1;             ///< decimals of numbers in the cells; -1: none
  bool genes = false;           ///< names of rows in italics
  double width = double_column;
};

Scene heatmap_scene(const HeatmapFigure& figure);

/// A line per row and a field per column, in the order drawn; strips first.
std::string heatmap_csv(const HeatmapFigure& figure);

}  // namespace venscope::report
