#include "venscope/report/figure/heatmap_figure.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/heatmap_parts.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double labelled_row = 8.2;  // room for a line of small type
constexpr double widest_heat_cell = 26.0;
constexpr double heat_tree = 22.0;  // height of a tree
constexpr double strip_row_height = 7.0;

std::vector<std::size_t> order_or_given(const std::vector<std::size_t>& order, std::size_t n) {
  if (order.size() == n) return order;
  std::vector<std::size_t> given(n);
  std::iota(given.begin(), given.end(), std::size_t{0});
  return given;
}

double row_height(const HeatmapFigure& figure) {
  const auto n = static_cast<double>(figure.rows.size());
  if (figure.numbers >= 0) return 15.0;
  if (n <= 12) return 12.0;
  if (n <= 70) return labelled_row;
  return std::max(1.2, 420.0 / n);
}

bool rows_are_named(const HeatmapFigure& figure) {
  return row_height(figure) >= labelled_row - 0.01;
}

std::string description_of(const HeatmapFigure& figure) {
  std::string text = fmt::format("{} of {} rows and {} columns as colours.",
                                 figure.value_label.empty() ? "Values" : figure.value_label,
                                 figure.rows.size(), figure.columns.size());
  if (figure.rows.size() * figure.columns.size() > 60) return text;
  for (std::size_t r = 0; r < figure.rows.size(); ++r)
    for (std::size_t c = 0; c < figure.columns.size(); ++c)
      text += fmt::format(
          " {}, {}: {}.", figure.rows[r], figure.columns[c],
          std::isfinite(figure.values(r, c)) ? fixed(figure.values(r, c), 2) : undefined_number);
  return text;
}

void add_numbers(std::vector<Node>& nodes, const HeatmapFigure& figure, const HeatGrid& grid) {
  for (std::size_t r = 0; r < grid.rows.size(); ++r)
    for (std::size_t c = 0; c < grid.columns.size(); ++c) {
      const double value = figure.values(grid.rows[r], grid.columns[c]);
      const double middle = grid.top + (static_cast<double>(r) + 0.5) * grid.cell_height;
      add_text(nodes,
               {grid.left + (static_cast<double>(c) + 0.5) * grid.cell_width,
                centred_baseline(middle, small_size)},
               std::isfinite(value) ? fixed(value, figure.numbers) : undefined_number, small_size,
               Anchor::middle);
    }
}

void add_row_names(std::vector<Node>& nodes, const HeatmapFigure& figure, const HeatGrid& grid) {
  if (!rows_are_named(figure)) return;
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    const double middle = grid.top + (static_cast<double>(r) + 0.5) * grid.cell_height;
    add_text(nodes, {grid.right() + 4, centred_baseline(middle, small_size)},
             shortened(figure.rows[grid.rows[r]], figure.width - grid.right() - 4, small_size),
             small_size)
        .italic = figure.genes;
  }
}

/// Turned names below the columns where they have room; gives the y below them.
double add_column_names(std::vector<Node>& nodes, const HeatmapFigure& figure,
                        const HeatGrid& grid) {
  if (grid.cell_width < small_size + 0.6) return grid.bottom();
  double deepest = 0;
  for (std::size_t c = 0; c < grid.columns.size(); ++c) {
    const std::string name = shortened(figure.columns[grid.columns[c]], 90, small_size);
    const double x = grid.left + (static_cast<double>(c) + 0.5) * grid.cell_width;
    Text& text = add_text(nodes, {x - 0.36 * small_size, grid.bottom() + 3}, name, small_size);
    text.rotation = 90;
    deepest = std::max(deepest, text_width(name, small_size));
  }
  return grid.bottom() + 3 + deepest;
}

double numbers_width(const HeatmapFigure& figure) {
  double most = 0;
  if (figure.numbers < 0) return most;
  for (const double value : figure.values.values)
    if (std::isfinite(value))
      most = std::max(most, text_width(fixed(value, figure.numbers), small_size));
  return most + 5;
}

HeatGrid grid_of(const HeatmapFigure& figure) {
  HeatGrid grid;
  grid.rows = order_or_given(figure.row_order, figure.rows.size());
  grid.columns = order_or_given(figure.column_order, figure.columns.size());
  grid.cell_height = row_height(figure);
  std::vector<std::string> names;
  if (rows_are_named(figure)) names = figure.rows;
  for (const HeatStrip& strip : figure.strips) names.push_back(strip.label);
  const double label_room =
      names.empty() ? 0 : std::min(widest(names, small_size) + 6, 0.34 * figure.width);
  grid.left = figure.row_tree.height.empty() ? 2 : heat_tree + 6;
  const double room = figure.width - grid.left - label_room;
  const auto n = static_cast<double>(std::max<std::size_t>(1, grid.columns.size()));
  grid.cell_width = std::min(room / n, std::max(widest_heat_cell, numbers_width(figure)));
  return grid;
}

}  // namespace

Scene heatmap_scene(const HeatmapFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Heat map" : figure.title;
  scene.description = description_of(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle) + 2;
  HeatGrid grid = grid_of(figure);
  if (grid.rows.empty() || grid.columns.empty()) {
    add_empty_note(scene.nodes, {0, top, figure.width, 40});
    scene.height = top + 44;
    return scene;
  }
  if (!figure.column_tree.height.empty()) {
    add_column_tree(scene.nodes, figure.column_tree, grid, top, heat_tree);
    top += heat_tree + 2;
  }
  std::vector<HeatStripTones> tones = strip_tones(figure.strips);
  for (std::size_t s = 0; s < figure.strips.size(); ++s) {
    add_heat_strip(scene.nodes, figure.strips[s], tones[s], grid, top, strip_row_height - 1);
    const double baseline = centred_baseline(top + 0.5 * (strip_row_height - 1), small_size);
    add_text(scene.nodes, {grid.right() + 4, baseline},
             shortened(figure.strips[s].label, figure.width - grid.right() - 4, small_size),
             small_size);
    top += strip_row_height + 0.6;
  }
  grid.top = top + (figure.strips.empty() ? 0 : 1.5);
  const double limit = heat_limit(figure);
  add_heat_cells(scene.nodes, figure, grid, limit);
  if (!figure.row_tree.height.empty())
    add_row_tree(scene.nodes, figure.row_tree, grid, grid.left - 4, heat_tree);
  if (figure.numbers >= 0) add_numbers(scene.nodes, figure, grid);
  add_row_names(scene.nodes, figure, grid);
  top = add_column_names(scene.nodes, figure, grid) + 5;
  top = add_heat_scale(scene.nodes, figure, limit, grid.left, top);
  for (std::size_t s = 0; s < figure.strips.size(); ++s)
    top = add_heat_strip_legend(scene.nodes, figure.strips[s], tones[s], grid.left, top,
                                figure.width - grid.left);
  scene.height = top + 2;
  return scene;
}

std::string heatmap_csv(const HeatmapFigure& figure) {
  const auto rows = order_or_given(figure.row_order, figure.rows.size());
  const auto columns = order_or_given(figure.column_order, figure.columns.size());
  std::string csv = "row";
  for (const std::size_t c : columns) csv += "," + csv_field(figure.columns[c]);
  csv += '\n';
  for (const HeatStrip& strip : figure.strips) {
    csv += csv_field(strip.label);
    for (const std::size_t c : columns) {
      csv += ',';
      if (c < strip.values.size())
        csv += exact(strip.values[c]);
      else if (c < strip.of.size() && strip.of[c] >= 0)
        csv += csv_field(strip.categories[static_cast<std::size_t>(strip.of[c])]);
    }
    csv += '\n';
  }
  for (const std::size_t r : rows) {
    csv += csv_field(figure.rows[r]);
    for (const std::size_t c : columns) csv += "," + exact(figure.values(r, c));
    csv += '\n';
  }
  return csv;
}

}  // namespace venscope::report
