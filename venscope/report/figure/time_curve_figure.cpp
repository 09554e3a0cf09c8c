#include "venscope/report/figure/time_curve_figure.hpp"

#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::report {
namespace {

Axis value_range(const TimeCurveFigure& figure) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  const auto see = [&](double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  };
  if (figure.reference) see(*figure.reference);
  for (const TimeCurve& curve : figure.curves)
    for (const auto* values : {&curve.value, &curve.low, &curve.high})
      for (const double value : *values) see(value);
  if (!(low <= high)) low = 0, high = 1;
  if (low == high) low -= 0.5, high += 0.5;
  const double room = 0.04 * (high - low);
  return {figure.low.value_or(low - room), figure.high.value_or(high + room)};
}

double last_time(const TimeCurveFigure& figure) {
  double last = figure.horizon.value_or(0);
  for (const TimeCurve& curve : figure.curves)
    for (const double time : curve.time)
      if (std::isfinite(time)) last = std::max(last, time);
  return last > 0 ? last : 1.0;
}

std::string description_of(const TimeCurveFigure& figure) {
  std::string text =
      fmt::format("{} over {} in {}.", figure.value_label, figure.time_label, figure.unit);
  for (const TimeCurve& curve : figure.curves) {
    const std::size_t n = std::min(curve.time.size(), curve.value.size());
    if (n == 0) continue;
    text +=
        fmt::format(" {}: {} at {}, {} at {}.", curve.label, fixed(curve.value[0], 2),
                    exact(curve.time[0]), fixed(curve.value[n - 1], 2), exact(curve.time[n - 1]));
  }
  for (const std::string& note : figure.notes) text += " " + note + ".";
  return text;
}

Path time_curve_dots(const TimeCurve& curve, const Plot& plot, Tone tone) {
  std::vector<Point> points;
  for (std::size_t k = 0; k < std::min(curve.time.size(), curve.value.size()); ++k)
    if (std::isfinite(curve.time[k]) && std::isfinite(curve.value[k]))
      points.push_back(plot.at(curve.time[k], curve.value[k]));
  return dots(points, 1.8, tone);
}

std::vector<Path> time_curve_paths(const TimeCurveFigure& figure, const Plot& plot) {
  std::vector<Path> paths;
  const auto dashed = [&](Point from, Point to, Tone tone, std::vector<double> dash) {
    paths.push_back(line(from, to, tone, 0.6));
    paths.back().dash = std::move(dash);
  };
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    const TimeCurve& curve = figure.curves[i];
    paths.push_back(band_of(plot, curve.time, curve.low, curve.high));
    paths.back().fill = series_tone(i);
    paths.back().fill_opacity = band_opacity(figure.curves.size());
  }
  if (figure.reference)
    dashed({plot.x.from, plot.y.at(*figure.reference)}, {plot.x.to, plot.y.at(*figure.reference)},
           Tone::muted, {1.5, 1.5});
  if (figure.horizon)
    dashed({plot.x.at(*figure.horizon), plot.y.from}, {plot.x.at(*figure.horizon), plot.y.to},
           Tone::muted, {3, 2});
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    paths.push_back(curve_of(plot, figure.curves[i].time, figure.curves[i].value));
    paths.back().stroke = series_tone(i);
    paths.back().dash = series_dash(i);
  }
  return paths;
}

}  // namespace

Scene time_curve_scene(const TimeCurveFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? figure.value_label : figure.title;
  scene.description = description_of(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  const Axis range = value_range(figure);
  const Ticks y_ticks = nice_ticks(range.low, range.high, 5);
  const double left = widest(y_ticks.labels, text_size) + 17.0;
  std::vector<std::string> labels;
  for (const TimeCurve& curve : figure.curves) labels.push_back(curve.label);
  if (labels.size() > 1 || (labels.size() == 1 && !labels[0].empty()))
    top = add_legend(scene.nodes, left, top, figure.width - left, labels);

  const auto x_ticks_in = [&](double room) {
    return time_ticks(last_time(figure), figure.unit,
                      std::clamp(static_cast<int>(room / 24), 2, 12));
  };
  // The last tick may stand at the end of the axis, and half of its label beyond.
  const double beyond = 0.5 * widest(x_ticks_in(figure.width - left).labels, text_size);
  const double width = figure.width - left - std::max(9.0, beyond + 1.0);
  const double height = std::clamp(0.6 * width, 100.0, 230.0);
  const auto plot_at = [&](double y) {
    return Plot{{0, last_time(figure), left, left + width}, {range.low, range.high, y + height, y}};
  };
  Plot plot = plot_at(top + 4);
  std::vector<Point> taken;
  for (const Path& path : time_curve_paths(figure, plot)) occupy(taken, path);
  const auto notes_at = place_notes(plot.area(), figure.notes, taken);
  if (!notes_at)
    for (const std::string& note : figure.notes)
      top = add_lines(scene.nodes, left, top, figure.width - left, note, text_size);
  plot = plot_at(top + 4);

  Group curves{"curves", plot.clip(), {}};
  for (Path& path : time_curve_paths(figure, plot)) add(curves.nodes, std::move(path));
  add(scene.nodes, std::move(curves));
  Group dots{"dots", plot.clip(2.0), {}};
  for (std::size_t i = 0; i < figure.curves.size() && figure.dots; ++i)
    add(dots.nodes, time_curve_dots(figure.curves[i], plot, series_tone(i)));
  if (figure.dots) add(scene.nodes, std::move(dots));
  if (figure.curves.empty()) add_empty_note(scene.nodes, plot.area());
  if (notes_at) add_notes(scene.nodes, plot.area(), figure.notes, *notes_at);
  add_left_axis(scene.nodes, plot.y, y_ticks, left, 8.0, figure.value_label);
  scene.height = 2 + add_bottom_axis(scene.nodes, plot.x, x_ticks_in(width), plot.y.from,
                                     time_axis_label(figure.time_label, figure.unit));
  return scene;
}

std::string time_curve_csv(const TimeCurveFigure& figure) {
  std::string csv = "curve,time,value,lower,upper\n";
  const auto at = [](const std::vector<double>& values, std::size_t i) {
    return i < values.size() ? exact(values[i]) : std::string();
  };
  for (const TimeCurve& curve : figure.curves)
    for (std::size_t i = 0; i < std::min(curve.time.size(), curve.value.size()); ++i)
      csv += fmt::format("{},{},{},{},{}\n", csv_field(curve.label), exact(curve.time[i]),
                         exact(curve.value[i]), at(curve.low, i), at(curve.high, i));
  return csv;
}

}  // namespace venscope::report
