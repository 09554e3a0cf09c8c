/// The pieces of a heat map: cells, trees, strips, the scale of colours.
#pragma once

#include "venscope/report/figure/heatmap_figure.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace venscope::report {

/// Where the cells stand.
struct HeatGrid {
  std::vector<std::size_t> rows, columns;  ///< in the order drawn
  double left = 0, top = 0, cell_width = 0, cell_height = 0;
  double right() const { return left + cell_width * static_cast<double>(columns.size()); }
  double bottom() const { return top + cell_height * static_cast<double>(rows.size()); }
};

/// The size of a value at which its colour is full; never 0.
double heat_limit(const HeatmapFigure& figure);

/// All cells: neighbours of the same shade in a row are one rectangle, and each shade one path.
void add_heat_cells(std::vector<Node>& nodes, const HeatmapFigure& figure, const HeatGrid& grid,
                    double limit);

/// A tree above the columns, between top and top + height; left of the rows, its leaves at `right`.
void add_column_tree(std::vector<Node>& nodes, const HeatTree& tree, const HeatGrid& grid,
                     double top, double height);
void add_row_tree(std::vector<Node>& nodes, const HeatTree& tree, const HeatGrid& grid,
                  double right, double height);

/// The tone of each category; of a strip of numbers the tone they are shades of.
struct HeatStripTones {
  std::vector<std::size_t> series;
  double low = 0, high = 1;  ///< of numbers
};
std::vector<HeatStripTones> strip_tones(const std::vector<HeatStrip>& strips);
void add_heat_strip(std::vector<Node>& nodes, const HeatStrip& strip, const HeatStripTones& tones,
                    const HeatGrid& grid, double top, double height);
double add_heat_strip_legend(std::vector<Node>& nodes, const HeatStrip& strip,
                             const HeatStripTones& tones, double left, double top, double width);

/// The scale of the cells' colours; gives the y below it.
double add_heat_scale(std::vector<Node>& nodes, const HeatmapFigure& figure, double limit,
                      double left, double top);

/// The text, or as much of it as fits, with an ellipsis.
std::string shortened(const std::string& text, double width, double size);

}  // namespace venscope::report
