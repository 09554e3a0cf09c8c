#include "venscope/report/figure/calibration_figure.hpp"

#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double calibration_left = 33.0;
constexpr double calibration_right = 9.0;
constexpr double widest_calibration = 215;
constexpr double prediction_height = 24.0;
constexpr std::size_t prediction_bins = 40;

Path interval_bar(const Plot& plot, double x, double low, double high, Tone tone) {
  Path bar = line(plot.at(x, low), plot.at(x, high), tone, 0.9);
  for (const double end : {low, high}) {
    const Point at = plot.at(x, end);
    bar.lines.push_back({{at.x - 1.8, at.y}, {at.x + 1.8, at.y}});
  }
  return bar;
}

/// Groups with names have their own tones; quantiles are one series.
bool are_named(const CalibrationFigure& figure) {
  return std::any_of(figure.points.begin(), figure.points.end(),
                     [](const CalibrationPoint& point) { return !point.label.empty(); });
}

std::vector<LegendEntry> legend_of(const CalibrationFigure& figure) {
  std::vector<LegendEntry> entries;
  const auto dot = [](std::size_t i) {
    return Key{Key::Mark::dot, series_tone(i), {}, 1.0, 0.0, i};
  };
  if (!figure.splits.empty())
    for (std::size_t i = 0; i < figure.splits.size(); ++i)
      entries.push_back({figure.splits[i].label, dot(i)});
  else if (are_named(figure))
    for (std::size_t i = 0; i < figure.points.size(); ++i)
      entries.push_back({figure.points[i].label, dot(i)});
  if (!figure.curve.predicted.empty()) {
    const std::string band =
        figure.curve.low.empty() ? "" : " with " + level_text(figure.level) + " band";
    entries.push_back({"Smooth" + band, {Key::Mark::line, Tone::ink, {}}});
  }
  if (!entries.empty())
    entries.push_back({"Ideal", {Key::Mark::line, Tone::muted, {1.5, 1.5}, 1, 0.6}});
  return entries;
}

void add_calibration_marks(std::vector<Node>& nodes, const CalibrationFigure& figure,
                           const Plot& plot, std::vector<Point>& taken) {
  const auto keep = [&](Path path) {
    occupy(taken, path);
    add(nodes, std::move(path));
  };
  const CalibrationCurve& curve = figure.curve;
  Path band = band_of(plot, curve.predicted, curve.low, curve.high);
  band.fill = Tone::ink;
  band.fill_opacity = 0.12;
  keep(std::move(band));
  for (std::size_t i = 0; i < figure.splits.size(); ++i) {
    const CalibrationSplits& splits = figure.splits[i];
    std::vector<Point> cloud;
    for (std::size_t k = 0; k < std::min(splits.predicted.size(), splits.observed.size()); ++k)
      if (std::isfinite(splits.predicted[k]) && std::isfinite(splits.observed[k]))
        cloud.push_back(plot.at(splits.predicted[k], splits.observed[k]));
    keep(dots(cloud, 1.0, series_tone(i), 0.3));
  }
  Path smooth = curve_of(plot, curve.predicted, curve.observed);
  keep(std::move(smooth));
  const bool named = are_named(figure);
  for (std::size_t i = 0; i < figure.points.size(); ++i) {
    const CalibrationPoint& point = figure.points[i];
    const Tone tone = series_tone(named ? i : 0);
    if (!point.observed) continue;
    if (point.low && point.high)
      keep(interval_bar(plot, point.predicted, *point.low, *point.high, tone));
    keep(shaped_mark(plot.at(point.predicted, *point.observed), 2.4, named ? i : 0, tone));
  }
  for (std::size_t i = 0; i < figure.splits.size(); ++i) {
    const CalibrationSplits& splits = figure.splits[i];
    if (!splits.mean_predicted || !splits.mean_observed) continue;
    const Point mean = plot.at(*splits.mean_predicted, *splits.mean_observed);
    keep(shaped_mark(mean, 4.0, i, Tone::paper));
    keep(shaped_mark(mean, 2.9, i, series_tone(i)));
  }
}

/// The distribution of the predictions, under the plot and on its axis.
double add_predictions(std::vector<Node>& nodes, const std::vector<double>& predictions,
                       const Axis& x, double top) {
  std::array<double, prediction_bins> counts{};
  double most = 0, n = 0;
  for (const double value : predictions) {
    if (!(value >= 0 && value <= 1)) continue;
    const auto bin =
        std::min(static_cast<std::size_t>(value * prediction_bins), prediction_bins - 1);
    most = std::max(most, ++counts[bin]);
    n += 1;
  }
  const double bottom = top + prediction_height;
  Path bars;
  bars.closed = true;
  bars.stroke = Tone::none;
  bars.fill = Tone::muted;
  const double width = (x.to - x.from) / prediction_bins;
  for (std::size_t i = 0; i < prediction_bins; ++i) {
    if (counts[i] == 0) continue;
    const double left = x.from + width * static_cast<double>(i) + 0.3, right = left + width - 0.6;
    const double y = bottom - std::max(0.8, (prediction_height - 8) * counts[i] / most);
    bars.lines.push_back({{left, bottom}, {left, y}, {right, y}, {right, bottom}});
  }
  add(nodes, std::move(bars));
  add_text(nodes, {x.to, top + small_size}, count(n) + (n == 1 ? " patient" : " patients"),
           small_size, Anchor::end)
      .tone = Tone::muted;
  return bottom;
}

std::string description_of(const CalibrationFigure& figure) {
  std::string text = fmt::format("Predicted against observed {}.", figure.outcome);
  const auto pair = [](double predicted, double observed) {
    return fmt::format("predicted {}, observed {}", fixed(predicted, 2), fixed(observed, 2));
  };
  for (const CalibrationPoint& point : figure.points) {
    const std::string of = point.label.empty() ? "" : point.label + ": ";
    if (!point.observed) {
      text +=
          fmt::format(" {}predicted {}, observed not estimable.", of, fixed(point.predicted, 2));
      continue;
    }
    text += " " + of + pair(point.predicted, *point.observed);
    if (point.low && point.high)
      text +=
          fmt::format(" ({} CI {})", level_text(figure.level), interval(point.low, point.high, 2));
    text += ".";
  }
  for (const CalibrationSplits& splits : figure.splits) {
    text += fmt::format(" {}: {} random splits", splits.label, splits.predicted.size());
    if (splits.mean_predicted && splits.mean_observed)
      text += ", mean " + pair(*splits.mean_predicted, *splits.mean_observed);
    text += ".";
  }
  for (const std::string& note : figure.notes) text += " " + note + ".";
  return text;
}

}  // namespace

Scene calibration_scene(const CalibrationFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Calibration" : figure.title;
  scene.description = description_of(figure);
  const double left = calibration_left;
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  top = add_legend(scene.nodes, left, top, figure.width - left, legend_of(figure));

  const double side = std::min(figure.width - left - calibration_right, widest_calibration);
  const auto plot_at = [&](double y) {
    return Plot{{0, 1, left, left + side}, {0, 1, y + side, y}};
  };
  // Where the notes go depends on the marks, and where the marks go on the lines of the notes.
  std::vector<Point> taken;
  std::vector<Node> rehearsal;
  Plot plot = plot_at(top + 4);
  occupy(taken, line(plot.at(0, 0), plot.at(1, 1)));
  add_calibration_marks(rehearsal, figure, plot, taken);
  const auto notes_at = place_notes(plot.area(), figure.notes, taken);
  if (!notes_at)
    for (const std::string& note : figure.notes)
      top = add_lines(scene.nodes, left, top, figure.width - left, note, text_size);
  plot = plot_at(top + 4);

  add(scene.nodes, line(plot.at(0, 0), plot.at(1, 1), Tone::muted, 0.6)).dash = {1.5, 1.5};
  Group marks{"calibration", plot.clip(3.0), {}};
  add_calibration_marks(marks.nodes, figure, plot, taken);
  add(scene.nodes, std::move(marks));
  if (figure.points.empty() && figure.splits.empty() && figure.curve.predicted.empty())
    add_empty_note(scene.nodes, plot.area());
  if (notes_at) add_notes(scene.nodes, plot.area(), figure.notes, *notes_at);
  add_left_axis(scene.nodes, plot.y, nice_ticks(0, 1, 5), left, left - 24,
                "Observed " + figure.outcome);
  double bottom = plot.y.from;
  if (!figure.predictions.empty())
    bottom = add_predictions(scene.nodes, figure.predictions, plot.x, bottom + 3);
  scene.height = 2 + add_bottom_axis(scene.nodes, plot.x, nice_ticks(0, 1, 5), bottom,
                                     "Predicted " + figure.outcome);
  return scene;
}

std::string calibration_csv(const CalibrationFigure& figure) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  std::string csv = "what,label,n,predicted,observed,lower,upper\n";
  const auto row = [&](const char* what, const std::string& label, double n, double predicted,
                       double observed, double low, double high) {
    csv += fmt::format("{},{},{},{},{},{},{}\n", what, csv_field(label), exact(n), exact(predicted),
                       exact(observed), exact(low), exact(high));
  };
  for (const CalibrationPoint& p : figure.points)
    row("group", p.label, p.n, p.predicted, p.observed.value_or(none), p.low.value_or(none),
        p.high.value_or(none));
  const CalibrationCurve& curve = figure.curve;
  for (std::size_t i = 0; i < std::min(curve.predicted.size(), curve.observed.size()); ++i)
    row("curve", "", none, curve.predicted[i], curve.observed[i],
        i < curve.low.size() ? curve.low[i] : none, i < curve.high.size() ? curve.high[i] : none);
  for (const CalibrationSplits& splits : figure.splits) {
    for (std::size_t i = 0; i < std::min(splits.predicted.size(), splits.observed.size()); ++i)
      row("split", splits.label, none, splits.predicted[i], splits.observed[i], none, none);
    if (splits.mean_predicted && splits.mean_observed)
      row("mean", splits.label, none, *splits.mean_predicted, *splits.mean_observed, none, none);
  }
  for (const double value : figure.predictions)
    row("prediction", "", none, value, none, none, none);
  return csv;
}

}  // namespace venscope::report
