#include "venscope/report/figure/strip_figure.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/figure/rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double strip_height = 15.0;
constexpr double dot_radius = 1.1;

std::vector<double> sorted_values(const StripRow& row) {
  std::vector<double> values;
  for (const double value : row.values)
    if (std::isfinite(value)) values.push_back(value);
  std::sort(values.begin(), values.end());
  return values;
}

Axis strip_axis(const StripFigure& figure) {
  Axis axis;
  bool any = false;
  for (const StripRow& row : figure.rows)
    for (const double value : row.values) {
      if (!std::isfinite(value)) continue;
      axis.low = any ? std::min(axis.low, value) : value;
      axis.high = any ? std::max(axis.high, value) : value;
      any = true;
    }
  if (!(axis.high > axis.low)) axis.high = axis.low + std::max(1.0, std::fabs(axis.low));
  axis.low = figure.low.value_or(axis.low);
  axis.high = figure.high.value_or(axis.high);
  return axis;
}

/// Dots apart from each other: where they are dense they spread over the row, elsewhere they keep
/// to its middle. The k-th value always goes the same way (multiples of the golden ratio).
std::vector<Point> strip_points(const std::vector<double>& values, const Axis& x, double middle,
                                double room) {
  std::vector<Point> points;
  constexpr double golden = 0.6180339887498949;
  std::size_t first = 0, last = 0;  // the values within a dot's width of this one
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double at = x.at(values[i]);
    while (x.at(values[first]) < at - 2 * dot_radius) ++first;
    while (last < values.size() && x.at(values[last]) <= at + 2 * dot_radius) ++last;
    const double crowd = static_cast<double>(last - first - 1);
    const double spread = std::min(room, 1.1 * dot_radius * crowd);
    const double turn = golden * static_cast<double>(i + 1);
    points.push_back({at, middle + (2 * (turn - std::floor(turn)) - 1) * spread});
  }
  return points;
}

std::string median_text(const StripFigure& figure, const StripRow& row) {
  if (!row.median) return undefined_number;
  std::string text = fixed(*row.median, figure.decimals);
  if (row.lower_quartile && row.upper_quartile)
    text += " (" + interval(row.lower_quartile, row.upper_quartile, figure.decimals) + ")";
  return text;
}

bool has_medians(const StripFigure& figure) {
  return std::any_of(figure.rows.begin(), figure.rows.end(),
                     [](const StripRow& row) { return row.median.has_value(); });
}

std::string description_of(const StripFigure& figure) {
  std::string text = figure.value_label + ".";
  for (const StripRow& row : figure.rows) {
    text += fmt::format(" {}: n = {}", row.label, sorted_values(row).size());
    if (row.median) text += ", median " + median_text(figure, row);
    text += ".";
  }
  return text;
}

void add_strip(std::vector<Node>& nodes, const StripRow& row, const Axis& x, double top,
               double height) {
  const double middle = top + 0.5 * height, half = std::min(0.5 * height - 1.5, 8.0);
  if (row.lower_quartile && row.upper_quartile) {
    Path& quartiles =
        add(nodes, box({x.at(*row.lower_quartile), middle - half,
                        x.at(*row.upper_quartile) - x.at(*row.lower_quartile), 2 * half},
                       Tone::none, Tone::rule));
    quartiles.fill_opacity = 0.55;
  }
  const std::vector<Point> points = strip_points(sorted_values(row), x, middle, half - dot_radius);
  add(nodes, dots(points, dot_radius, Tone::series_1, 0.75));
  if (!row.median || points.size() < 2) return;  // one value is its own median
  const double at = x.at(*row.median);
  add(nodes, line({at, middle - half}, {at, middle + half}, Tone::ink, 1.3));
}

}  // namespace

Scene strip_scene(const StripFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? figure.value_label : figure.title;
  scene.description = description_of(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);

  std::vector<std::string> labels, sizes = {"n"}, medians = {"Median (IQR)"};
  for (const StripRow& row : figure.rows) {
    labels.push_back(row.label);
    sizes.push_back(count(static_cast<double>(sorted_values(row).size())));
    medians.push_back(median_text(figure, row));
  }
  const RowLayout rows = lay_out_rows(labels, 0.3 * figure.width, strip_height);
  const double left = std::max(12.0, rows.label_width + 6.0);
  const double median_width = has_medians(figure) ? widest(medians, small_size) + 8 : 0;
  const double n_right = figure.width - median_width;
  Axis x = strip_axis(figure);
  x.from = left + 3;
  x.to = n_right - widest(sizes, small_size) - 11;

  add_text(scene.nodes, {n_right, top + small_size}, "n", small_size, Anchor::end).tone =
      Tone::muted;
  if (median_width > 0)
    add_text(scene.nodes, {figure.width, top + small_size}, medians[0], small_size, Anchor::end)
        .tone = Tone::muted;
  top += leading(small_size) + 2;
  const double plot_top = top;
  Group strips{"strips", Rect{left, top, x.to + 3 - left, std::max(rows.total(), 30.0)}, {}};
  for (std::size_t i = 0; i < figure.rows.size(); ++i) {
    const double height = rows.heights[i];
    add_row_label(scene.nodes, labels[i], left - 4, top, height, rows.label_width, figure.genes);
    add_strip(strips.nodes, figure.rows[i], x, top, height);
    add_row_text(scene.nodes, sizes[i + 1], n_right, top, height, Anchor::end);
    if (median_width > 0)
      add_row_text(scene.nodes, medians[i + 1], figure.width, top, height, Anchor::end);
    top += height;
  }
  if (figure.rows.empty()) {
    add_empty_note(scene.nodes, {left, top, x.to - left, 30});
    top += 30;
  }
  add(scene.nodes, std::move(strips));
  add(scene.nodes, line({left, plot_top}, {left, top}, Tone::ink, 0.7));
  const int most = std::clamp(static_cast<int>((x.to - x.from) / 26), 2, 10);
  scene.height =
      2 + add_bottom_axis(scene.nodes, x, nice_ticks(x.low, x.high, most), top, figure.value_label);
  return scene;
}

std::string strip_csv(const StripFigure& figure) {
  std::string csv = "group,value\n";
  for (const StripRow& row : figure.rows)
    for (const double value : sorted_values(row))
      csv += csv_field(row.label) + "," + exact(value) + "\n";
  return csv;
}

}  // namespace venscope::report
