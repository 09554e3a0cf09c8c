#include "venscope/report/figure/comparison_figure.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/figure/rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double comparison_row = 13.0;
constexpr double least_plot = 70.0;  // narrower, dots cannot be told apart
constexpr double panel_gap = 12.0;

ComparisonValue value_at(const ComparisonPanel& panel, std::size_t row) {
  return row < panel.values.size() ? panel.values[row] : ComparisonValue{};
}

std::vector<std::size_t> comparison_order(const ComparisonFigure& figure) {
  std::vector<std::size_t> order(figure.rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!figure.sort_by || *figure.sort_by >= figure.panels.size()) return order;
  const ComparisonPanel& panel = figure.panels[*figure.sort_by];
  const auto key = [&](std::size_t row) {
    const auto value = value_at(panel, row).value;
    if (!value || !std::isfinite(*value)) return std::numeric_limits<double>::infinity();
    return figure.smallest_first ? *value : -*value;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  return order;
}

std::string value_text(const ComparisonPanel& panel, const ComparisonValue& value) {
  if (!value.value || !std::isfinite(*value.value)) return undefined_number;
  if (!value.low || !value.high) return fixed(*value.value, panel.decimals);
  return estimate_interval(*value.value, *value.low, *value.high, panel.decimals);
}

/// Every value, every interval and the reference, with some room.
Axis panel_axis(const ComparisonPanel& panel, double from, double to) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  const auto see = [&](const std::optional<double>& value) {
    if (!value || !std::isfinite(*value)) return;
    low = std::min(low, *value);
    high = std::max(high, *value);
  };
  see(panel.reference);
  for (const ComparisonValue& value : panel.values)
    for (const auto& end : {value.value, value.low, value.high}) see(end);
  if (!(low <= high)) low = 0, high = 1;
  if (low == high) high = low + 1;
  const double room = 0.06 * (high - low);
  return {low - room, high + room, from, to};
}

std::string description_of(const ComparisonFigure& figure) {
  std::string text;
  for (const ComparisonPanel& panel : figure.panels) {
    text += (text.empty() ? "" : " ") + panel.heading + ":";
    for (const std::size_t row : comparison_order(figure))
      text += fmt::format(" {} {};", figure.rows[row], value_text(panel, value_at(panel, row)));
    text.back() = '.';
  }
  return text.empty() ? "No measures." : text;
}

/// Where a panel stands: its plot, and the numbers right of it.
struct PanelPlace {
  double left = 0, right = 0;  ///< of the plot
  double text_right = 0;
};

void add_value(std::vector<Node>& nodes, const ComparisonValue& value, const Axis& x, double y) {
  if (!value.value || !std::isfinite(*value.value)) return;
  if (value.low && value.high && std::isfinite(*value.low) && std::isfinite(*value.high))
    add(nodes, line({x.at(*value.low), y}, {x.at(*value.high), y}, Tone::series_1, 1.0));
  add(nodes, disc({x.at(*value.value), y}, 2.2, Tone::series_1));
}

/// A panel with its heading and axis from `top` down; labels only if it is the first of its line.
double add_comparison_panel(std::vector<Node>& nodes, const ComparisonFigure& figure,
                            const ComparisonPanel& panel, const RowLayout& rows,
                            const PanelPlace& place, bool labels, double top) {
  const Axis x = panel_axis(panel, place.left, place.right);
  double y = add_lines(nodes, place.left, top, place.text_right - place.left, panel.heading,
                       small_size, true) +
             2;
  const double plot_top = y;
  Group marks{"estimates", {}, {}};
  if (panel.reference)
    marks.nodes.push_back({});  // its place below the dots; it is as high as the rows
  for (const std::size_t row : comparison_order(figure)) {
    const double height = rows.heights[row];
    if (labels) add_row_label(nodes, figure.rows[row], place.left - 7, y, height, rows.label_width);
    add_value(marks.nodes, value_at(panel, row), x, y + 0.5 * height);
    add_row_text(nodes, value_text(panel, value_at(panel, row)), place.text_right, y, height,
                 Anchor::end);
    y += height;
  }
  if (panel.reference) {
    Path reference =
        line({x.at(*panel.reference), plot_top}, {x.at(*panel.reference), y}, Tone::muted, 0.6);
    reference.dash = {1.5, 1.5};
    marks.nodes[0].value = std::move(reference);
  }
  add(nodes, std::move(marks));
  const int most = std::clamp(static_cast<int>((place.right - place.left) / 26), 2, 6);
  return add_bottom_axis(nodes, x, nice_ticks(x.low, x.high, most), y + 1, panel.axis_label);
}

double text_column(const ComparisonFigure& figure, const ComparisonPanel& panel) {
  double width = 0;
  for (std::size_t row = 0; row < figure.rows.size(); ++row)
    width = std::max(width, text_width(value_text(panel, value_at(panel, row)), small_size));
  return width + 7;
}

}  // namespace

Scene comparison_scene(const ComparisonFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Comparison of scores" : figure.title;
  scene.description = description_of(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle) + 2;
  const RowLayout rows = lay_out_rows(figure.rows, 0.34 * figure.width, comparison_row);
  const double left = std::max(12.0, rows.label_width + 9.0);
  double texts = 0;
  for (const ComparisonPanel& panel : figure.panels) texts += text_column(figure, panel);
  const auto k = static_cast<double>(std::max<std::size_t>(1, figure.panels.size()));
  const double plot = (figure.width - left - texts - panel_gap * (k - 1)) / k;
  const bool abreast = plot >= least_plot;
  double x = left, below = top;
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    const double text = text_column(figure, figure.panels[i]);
    PanelPlace place{x, x + plot, x + plot + text};
    if (!abreast) place = {left, figure.width - text, figure.width};
    below = std::max(below, add_comparison_panel(scene.nodes, figure, figure.panels[i], rows, place,
                                                 i == 0 || !abreast, top));
    if (abreast)
      x = place.text_right + panel_gap;
    else
      top = below + 8;
  }
  if (figure.panels.empty() || figure.rows.empty()) {
    add_empty_note(scene.nodes, {0, below, figure.width, 30});
    below += 30;
  }
  scene.height = below + 2;
  return scene;
}

std::string comparison_csv(const ComparisonFigure& figure) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  std::string csv = "row,measure,value,lower,upper\n";
  for (const ComparisonPanel& panel : figure.panels)
    for (const std::size_t row : comparison_order(figure)) {
      const ComparisonValue value = value_at(panel, row);
      csv += fmt::format("{},{},{},{},{}\n", csv_field(figure.rows[row]), csv_field(panel.heading),
                         exact(value.value.value_or(none)), exact(value.low.value_or(none)),
                         exact(value.high.value_or(none)));
    }
  return csv;
}

}  // namespace venscope::report
