#include "venscope/report/figure/path_figure.hpp"

#include "venscope/report/figure/layout.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr std::size_t most_described = 12;

Axis path_value_range(const PathFigure& figure) {
  if (figure.from_0_to_1) return {0, 1};
  double low = 0, high = 0;
  for (const PathCurve& curve : figure.curves)
    for (const double value : curve.values) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  if (low == high) low = -1, high = 1;
  const double room = 0.05 * (high - low);
  return {low - room, high + room};
}

/// The last value that is known; NaN where none is.
double end_of(const PathCurve& curve) {
  for (std::size_t k = curve.values.size(); k-- > 0;)
    if (std::isfinite(curve.values[k])) return curve.values[k];
  return std::numeric_limits<double>::quiet_NaN();
}

std::string path_description(const PathFigure& figure) {
  std::string text = fmt::format("{} of {} columns over {} penalties.", figure.value_label,
                                 figure.curves.size(), figure.path.lambda.size());
  if (const std::string chosen = chosen_penalties_text(figure.path); !chosen.empty())
    text += " " + chosen + ".";
  std::size_t said = 0;
  for (const PathCurve& curve : figure.curves) {
    if (!curve.strong || !std::isfinite(end_of(curve))) continue;
    if (++said > most_described) continue;
    text += fmt::format(" {}: {} at the smallest penalty.", curve.label, fixed(end_of(curve), 2));
  }
  if (said > most_described) text += fmt::format(" And {} more.", said - most_described);
  return text;
}

Path path_line(const PathFigure& figure, const PathCurve& curve, const Plot& plot, Tone tone) {
  Path path = curve_of(plot, log_penalties(figure.path), curve.values);
  path.stroke = tone;
  path.stroke_width = curve.strong ? 1.1 : 0.5;
  path.stroke_opacity = curve.strong ? 1.0 : 0.6;
  if (curve.unpenalised) path.dash = {4, 2};
  return path;
}

void add_path_curves(std::vector<Node>& nodes, const PathFigure& figure, const Plot& plot) {
  Group curves{"curves", plot.clip(), {}};
  for (const PathCurve& curve : figure.curves)
    if (!curve.strong) add(curves.nodes, path_line(figure, curve, plot, Tone::muted));
  std::vector<EndLabel> labels;
  for (const PathCurve& curve : figure.curves) {
    if (!curve.strong) continue;
    const Tone tone = series_tone(labels.size());
    add(curves.nodes, path_line(figure, curve, plot, tone));
    if (std::isfinite(end_of(curve)))
      labels.push_back({plot.y.at(end_of(curve)), curve.label, tone});
  }
  add(nodes, std::move(curves));
  if (figure.curves.empty()) add_empty_note(nodes, plot.area());
  Group names{"names", {}, {}};
  add_end_labels(names.nodes, plot, std::move(labels), figure.italic_names);
  add(nodes, std::move(names));
}

}  // namespace

Scene path_scene(const PathFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? figure.value_label + " over the penalty" : figure.title;
  scene.description = path_description(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  const Axis range = path_value_range(figure);
  const Ticks ticks = nice_ticks(range.low, range.high, 5);
  std::vector<std::string> names;
  for (const PathCurve& curve : figure.curves)
    if (curve.strong) names.push_back(curve.label);
  const double left = widest(ticks.labels, text_size) + 17.0;
  const double right = figure.width - std::min(end_label_width(names), 0.3 * figure.width);
  top += df_axis_height(figure.path) + 2.0;
  const double height = std::clamp(0.62 * (right - left), 110.0, 230.0);
  const Plot plot{penalty_axis(figure.path, left, right),
                  {range.low, range.high, top + height, top}};
  if (range.low < 0 && range.high > 0)
    add(scene.nodes, line({left, plot.y.at(0)}, {right, plot.y.at(0)}, Tone::rule, 0.7));
  if (figure.threshold) {
    const double y = plot.y.at(*figure.threshold);
    add(scene.nodes, line({left, y}, {right, y}, Tone::ink, 0.7)).dash = {2.5, 1.5};
    add_text(scene.nodes, {left + 3, y - 2.5}, figure.threshold_label, small_size);
  }
  add_chosen_penalties(scene.nodes, plot, figure.path);
  add_path_curves(scene.nodes, figure, plot);
  add_left_axis(scene.nodes, plot.y, ticks, left, 8.0, figure.value_label);
  scene.height = 2 + add_penalty_axes(scene.nodes, plot, figure.path);
  return scene;
}

std::string path_csv(const PathFigure& figure) {
  std::string csv = "column,lambda,df,value\n";
  for (const PathCurve& curve : figure.curves)
    for (std::size_t k = 0; k < std::min(curve.values.size(), figure.path.lambda.size()); ++k)
      csv += fmt::format("{},{},{},{}\n", csv_field(curve.label), exact(figure.path.lambda[k]),
                         k < figure.path.df.size() ? std::to_string(figure.path.df[k]) : "",
                         exact(curve.values[k]));
  return csv;
}

}  // namespace venscope::report
