#include "venscope/report/figure/mirror_figure.hpp"

#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr std::size_t mirror_bars = 20;
constexpr double mirror_opacity = 0.6;

std::vector<double> mirror_counts(const MirrorSide& side) {
  std::vector<double> counts(mirror_bars, 0.0);
  for (const double value : side.values) {
    if (!(value >= 0 && value <= 1)) continue;
    const auto bar = static_cast<std::size_t>(value * static_cast<double>(mirror_bars));
    counts[std::min(bar, mirror_bars - 1)] += 1;
  }
  return counts;
}

std::string mirror_text(const MirrorSide& side) {
  return fmt::format("{} (n = {})", side.label, count(static_cast<double>(side.values.size())));
}

std::string mirror_description(const MirrorFigure& figure) {
  std::string text = figure.value_label + " by arm.";
  for (const MirrorSide* side : {&figure.up, &figure.down}) {
    text += " " + mirror_text(*side);
    if (!side->values.empty()) {
      const auto [low, high] = std::minmax_element(side->values.begin(), side->values.end());
      text += ": " + fixed(*low, 2) + " to " + fixed(*high, 2);
    }
    text += ".";
  }
  return text;
}

Path mirror_path(const Plot& plot, const std::vector<double>& counts, double sign, Tone tone) {
  Path bars;
  bars.closed = true;
  bars.stroke = bars.fill = tone;
  bars.stroke_width = 0.5;
  bars.fill_opacity = mirror_opacity;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (counts[k] == 0) continue;
    const double step = 1.0 / static_cast<double>(mirror_bars), low = static_cast<double>(k) * step;
    const Point foot = plot.at(low, 0), head = plot.at(low + step, sign * counts[k]);
    bars.lines.push_back({{foot.x + 0.4, foot.y},
                          {foot.x + 0.4, head.y},
                          {head.x - 0.4, head.y},
                          {head.x - 0.4, foot.y}});
  }
  return bars;
}

}  // namespace

Scene mirror_scene(const MirrorFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? figure.value_label + " by arm" : figure.title;
  scene.description = mirror_description(figure);
  const std::vector<double> up = mirror_counts(figure.up), down = mirror_counts(figure.down);
  const double most = std::max(
      {1.0, *std::max_element(up.begin(), up.end()), *std::max_element(down.begin(), down.end())});
  // The numbers count patients on either side of 0.
  Ticks ticks = count_ticks(most, 3);
  for (std::size_t k = ticks.values.size(); k-- > 0;) {
    if (ticks.values[k] == 0) continue;
    ticks.labels.push_back(ticks.labels[k]);
    ticks.values.push_back(-ticks.values[k]);
  }
  const double left = widest(ticks.labels, text_size) + 19.0;
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  top = add_legend(
      scene.nodes, left, top, figure.width - left,
      std::vector<LegendEntry>{{mirror_text(figure.up) + ", above",
                                {Key::Mark::box, series_tone(1), {}, mirror_opacity, 1.3, 0}},
                               {mirror_text(figure.down) + ", below",
                                {Key::Mark::box, series_tone(0), {}, mirror_opacity, 1.3, 0}}});
  top += 3;
  const double width = figure.width - left - 9, height = std::clamp(0.6 * width, 100.0, 200.0);
  const Plot plot{{0, 1, left, left + width}, {-1.04 * most, 1.04 * most, top + height, top}};
  Group bars{"bars", {}, {}};
  for (const auto& [counts, sign, tone] :
       {std::tuple{&up, 1.0, series_tone(1)}, {&down, -1.0, series_tone(0)}}) {
    Path path = mirror_path(plot, *counts, sign, tone);
    if (!path.lines.empty()) add(bars.nodes, std::move(path));
  }
  add(scene.nodes, std::move(bars));
  if (figure.up.values.empty() && figure.down.values.empty())
    add_empty_note(scene.nodes, plot.area());
  add(scene.nodes, line(plot.at(0, 0), plot.at(1, 0), Tone::ink, 0.7));
  add_left_axis(scene.nodes, plot.y, ticks, left, 8.0, "Patients");
  scene.height = 2 + add_bottom_axis(scene.nodes, plot.x, nice_ticks(0, 1, 5), plot.y.from,
                                     figure.value_label);
  return scene;
}

std::string mirror_csv(const MirrorFigure& figure) {
  std::string csv = "arm,low,high,n\n";
  for (const MirrorSide* side : {&figure.up, &figure.down}) {
    const std::vector<double> counts = mirror_counts(*side);
    for (std::size_t k = 0; k < counts.size(); ++k)
      csv += fmt::format("{},{},{},{}\n", csv_field(side->label),
                         exact(static_cast<double>(k) / mirror_bars),
                         exact(static_cast<double>(k + 1) / mirror_bars), exact(counts[k]));
  }
  return csv;
}

}  // namespace venscope::report
