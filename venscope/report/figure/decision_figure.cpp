#include "venscope/report/figure/decision_figure.hpp"

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

constexpr double decision_right = 9.0;

struct BenefitRange {
  double last = 0;  ///< threshold
  double low = 0, high = 0;
};

BenefitRange benefit_range(const DecisionFigure& figure) {
  BenefitRange range;
  const auto see = [&](const std::vector<double>& values, bool below) {
    for (const double value : values) {
      if (!std::isfinite(value)) continue;
      range.high = std::max(range.high, value);
      if (below) range.low = std::min(range.low, value);
    }
  };
  const auto thresholds = [&](const NetBenefitCurve& curve) {
    for (const double value : curve.threshold)
      if (std::isfinite(value)) range.last = std::max(range.last, value);
  };
  for (const NetBenefitCurve& curve : figure.models) {
    thresholds(curve);
    see(curve.benefit, true);
    see(curve.high, false);
  }
  thresholds(figure.treat_all);
  see(figure.treat_all.benefit, false);
  if (range.last <= 0) range.last = 1;
  if (range.high <= 0) range.high = 0.1;
  range.high *= 1.04;
  range.low = std::max(std::min(range.low * 1.05, -0.1 * range.high), -0.5 * range.high);
  return range;
}

std::vector<LegendEntry> legend_of(const DecisionFigure& figure) {
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < figure.models.size(); ++i)
    entries.push_back({figure.models[i].label, {Key::Mark::line, series_tone(i), series_dash(i)}});
  if (!figure.treat_all.threshold.empty())
    entries.push_back({"Treat all", {Key::Mark::line, Tone::muted, {}, 1, 0.9}});
  entries.push_back({"Treat none", {Key::Mark::line, Tone::ink, {1.2, 1.2}, 1, 0.8}});
  return entries;
}

double nearest_benefit(const NetBenefitCurve& curve, double threshold) {
  double best = std::numeric_limits<double>::infinity(), benefit = 0;
  for (std::size_t i = 0; i < std::min(curve.threshold.size(), curve.benefit.size()); ++i)
    if (std::fabs(curve.threshold[i] - threshold) < best) {
      best = std::fabs(curve.threshold[i] - threshold);
      benefit = curve.benefit[i];
    }
  return benefit;
}

/// Where each strategy is highest, in words: what a reader takes from the figure.
std::string description_of(const DecisionFigure& figure, double last) {
  std::string text =
      fmt::format("Net benefit over {} from 0 to {}.", figure.threshold_label, fixed(last, 2));
  for (const NetBenefitCurve& curve : figure.models) {
    if (curve.threshold.empty()) continue;
    text += " " + curve.label + ":";
    for (const double share : {0.25, 0.5, 0.75})
      text += fmt::format(" {} at {},", fixed(nearest_benefit(curve, share * last), 3),
                          fixed(share * last, 2));
    text.back() = '.';
  }
  for (const std::string& note : figure.notes) text += " " + note + ".";
  return text;
}

std::vector<Path> decision_paths(const DecisionFigure& figure, const Plot& plot) {
  std::vector<Path> paths;
  for (std::size_t i = 0; i < figure.models.size(); ++i) {
    const NetBenefitCurve& curve = figure.models[i];
    Path band = band_of(plot, curve.threshold, curve.low, curve.high);
    band.fill = series_tone(i);
    band.fill_opacity = band_opacity(figure.models.size());
    paths.push_back(std::move(band));
  }
  Path all = curve_of(plot, figure.treat_all.threshold, figure.treat_all.benefit);
  all.stroke = Tone::muted;
  all.stroke_width = 0.9;
  paths.push_back(std::move(all));
  Path none = line({plot.x.from, plot.y.at(0)}, {plot.x.to, plot.y.at(0)}, Tone::ink, 0.8);
  none.dash = {1.2, 1.2};
  paths.push_back(std::move(none));
  for (std::size_t i = 0; i < figure.models.size(); ++i) {
    Path curve = curve_of(plot, figure.models[i].threshold, figure.models[i].benefit);
    curve.stroke = series_tone(i);
    curve.dash = series_dash(i);
    paths.push_back(std::move(curve));
  }
  return paths;
}

}  // namespace

Scene decision_scene(const DecisionFigure& figure) {
  const BenefitRange range = benefit_range(figure);
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Decision curves" : figure.title;
  scene.description = description_of(figure, range.last);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  const Ticks y_ticks = nice_ticks(range.low, range.high, 5);
  const double left = widest(y_ticks.labels, text_size) + 17.0;
  top = add_legend(scene.nodes, left, top, figure.width - left, legend_of(figure));

  const double width = figure.width - left - decision_right;
  const double height = std::clamp(0.72 * width, 110.0, 250.0);
  const auto plot_at = [&](double y) {
    return Plot{{0, range.last, left, left + width}, {range.low, range.high, y + height, y}};
  };
  Plot plot = plot_at(top + 4);
  std::vector<Point> taken;
  for (const Path& path : decision_paths(figure, plot)) occupy(taken, path);
  const auto notes_at = place_notes(plot.area(), figure.notes, taken);
  if (!notes_at)
    for (const std::string& note : figure.notes)
      top = add_lines(scene.nodes, left, top, figure.width - left, note, text_size);
  plot = plot_at(top + 4);

  Group curves{"curves", plot.clip(), {}};
  for (Path& path : decision_paths(figure, plot)) add(curves.nodes, std::move(path));
  add(scene.nodes, std::move(curves));
  if (figure.models.empty() && figure.treat_all.threshold.empty())
    add_empty_note(scene.nodes, plot.area());
  if (notes_at) add_notes(scene.nodes, plot.area(), figure.notes, *notes_at);
  add_left_axis(scene.nodes, plot.y, y_ticks, left, 8.0, "Net benefit");
  const Ticks x_ticks = nice_ticks(0, range.last, std::clamp(static_cast<int>(width / 20), 2, 10));
  scene.height =
      2 + add_bottom_axis(scene.nodes, plot.x, x_ticks, plot.y.from, figure.threshold_label);
  return scene;
}

std::string decision_csv(const DecisionFigure& figure) {
  std::string csv = "strategy,threshold,net_benefit,lower,upper\n";
  const auto at = [](const std::vector<double>& values, std::size_t i) {
    return i < values.size() ? exact(values[i]) : std::string();
  };
  const auto rows = [&](const NetBenefitCurve& curve, const std::string& label) {
    for (std::size_t i = 0; i < std::min(curve.threshold.size(), curve.benefit.size()); ++i)
      csv += fmt::format("{},{},{},{},{}\n", csv_field(label), exact(curve.threshold[i]),
                         exact(curve.benefit[i]), at(curve.low, i), at(curve.high, i));
  };
  for (const NetBenefitCurve& curve : figure.models) rows(curve, curve.label);
  rows(figure.treat_all, "Treat all");
  return csv;
}

}  // namespace venscope::report
