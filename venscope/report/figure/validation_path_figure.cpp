#include "venscope/report/figure/validation_path_figure.hpp"

#include "venscope/report/figure/layout.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::report {
namespace {

double error_at(const ValidationCurve& curve, std::size_t k) {
  return k < curve.std_error.size() && std::isfinite(curve.std_error[k]) ? curve.std_error[k] : 0;
}

Axis validation_range(const ValidationPathFigure& figure) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (std::size_t c = 0; c < figure.curves.size(); ++c)
    for (std::size_t k = 0; k < figure.curves[c].mean.size(); ++k) {
      const double mean = figure.curves[c].mean[k];
      const double error = c == 0 ? error_at(figure.curves[c], k) : 0;
      if (!std::isfinite(mean)) continue;
      low = std::min(low, mean - error);
      high = std::max(high, mean + error);
    }
  if (!(low <= high)) low = 0, high = 1;
  if (low == high) low -= 0.5, high += 0.5;
  const double room = 0.05 * (high - low);
  // Above, the names of the chosen penalties.
  return {low - room, high + 3 * room};
}

std::string validation_description(const ValidationPathFigure& figure) {
  std::string text = fmt::format("{} over {} penalties, with its standard error.",
                                 figure.value_label, figure.path.lambda.size());
  if (const std::string chosen = chosen_penalties_text(figure.path); !chosen.empty())
    text += " " + chosen + ".";
  for (const ValidationCurve& curve : figure.curves) {
    const auto& at = figure.path.at_min;
    if (!at || *at >= curve.mean.size()) continue;
    text += fmt::format(" {}{} at lambda.min.", curve.label.empty() ? "" : curve.label + ": ",
                        fixed(curve.mean[*at], 3));
  }
  return text;
}

Path error_bars(const ValidationCurve& curve, const Plot& plot, const std::vector<double>& x) {
  Path bars;
  bars.stroke = Tone::muted;
  bars.stroke_width = 0.6;
  for (std::size_t k = 0; k < std::min(x.size(), curve.mean.size()); ++k) {
    if (!std::isfinite(x[k]) || !std::isfinite(curve.mean[k])) continue;
    const Point high = plot.at(x[k], curve.mean[k] + error_at(curve, k));
    const Point low = plot.at(x[k], curve.mean[k] - error_at(curve, k));
    bars.lines.push_back({high, low});
    bars.lines.push_back({{high.x - 0.9, high.y}, {high.x + 0.9, high.y}});
    bars.lines.push_back({{low.x - 0.9, low.y}, {low.x + 0.9, low.y}});
  }
  return bars;
}

std::vector<Path> validation_paths(const ValidationPathFigure& figure, const Plot& plot) {
  const std::vector<double> x = log_penalties(figure.path);
  std::vector<Path> paths;
  if (!figure.curves.empty()) paths.push_back(error_bars(figure.curves[0], plot, x));
  for (std::size_t c = 0; c < figure.curves.size(); ++c) {
    const ValidationCurve& curve = figure.curves[c];
    if (figure.curves.size() > 1) {
      paths.push_back(curve_of(plot, x, curve.mean));
      paths.back().stroke = series_tone(c);
      paths.back().dash = series_dash(c);
      continue;
    }
    std::vector<Point> centres;
    for (std::size_t k = 0; k < std::min(x.size(), curve.mean.size()); ++k)
      if (std::isfinite(x[k]) && std::isfinite(curve.mean[k]))
        centres.push_back(plot.at(x[k], curve.mean[k]));
    paths.push_back(dots(centres, 1.3, Tone::series_1));
  }
  return paths;
}

}  // namespace

Scene validation_path_scene(const ValidationPathFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? figure.value_label + " over the penalty" : figure.title;
  scene.description = validation_description(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  const Axis range = validation_range(figure);
  const Ticks ticks = nice_ticks(range.low, range.high, 5);
  const double left = widest(ticks.labels, text_size) + 17.0, right = figure.width - 9.0;
  std::vector<std::string> labels;
  for (const ValidationCurve& curve : figure.curves) labels.push_back(curve.label);
  if (labels.size() > 1) top = add_legend(scene.nodes, left, top, figure.width - left, labels);
  const double height = std::clamp(0.66 * (right - left), 100.0, 200.0);
  const auto plot_below = [&](double y) {
    const double upper = y + df_axis_height(figure.path) + 2.0;
    return Plot{penalty_axis(figure.path, left, right),
                {range.low, range.high, upper + height, upper}};
  };
  Plot plot = plot_below(top);
  std::vector<Point> taken;
  for (const Path& path : validation_paths(figure, plot)) occupy(taken, path);
  const auto place = place_notes(plot.area(), figure.notes, taken);
  if (!place)
    for (const std::string& note : figure.notes)
      top = add_lines(scene.nodes, left, top, figure.width - left, note, text_size);
  plot = plot_below(top);
  add_chosen_penalties(scene.nodes, plot, figure.path);
  Group curves{"curves", plot.clip(2.0), {}};
  for (Path& path : validation_paths(figure, plot)) add(curves.nodes, std::move(path));
  add(scene.nodes, std::move(curves));
  if (figure.curves.empty()) add_empty_note(scene.nodes, plot.area());
  if (place) add_notes(scene.nodes, plot.area(), figure.notes, *place);
  add_left_axis(scene.nodes, plot.y, ticks, left, 8.0, figure.value_label);
  scene.height = 2 + add_penalty_axes(scene.nodes, plot, figure.path);
  return scene;
}

std::string validation_path_csv(const ValidationPathFigure& figure) {
  std::string csv = "curve,lambda,df,mean,std_error\n";
  for (const ValidationCurve& curve : figure.curves)
    for (std::size_t k = 0; k < std::min(curve.mean.size(), figure.path.lambda.size()); ++k)
      csv += fmt::format("{},{},{},{},{}\n", csv_field(curve.label), exact(figure.path.lambda[k]),
                         k < figure.path.df.size() ? std::to_string(figure.path.df[k]) : "",
                         exact(curve.mean[k]),
                         k < curve.std_error.size() ? exact(curve.std_error[k]) : "");
  return csv;
}

}  // namespace venscope::report
