#include "venscope/report/figure/stacked_figure.hpp"

#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double stacked_left = 34.0, stacked_gap = 12.0, stacked_right = 9.0;

double last_of(const StackedFigure& figure) {
  double last = 0;
  for (const StackedPanel& panel : figure.panels)
    if (!panel.time.empty()) last = std::max(last, panel.time.back());
  return last > 0 ? last : 1.0;
}

/// The last state is that of everybody at the beginning: paler than the events.
Key key_of_state(std::size_t state, std::size_t states) {
  Key key;
  key.mark = Key::Mark::box;
  key.tone = state + 1 == states ? Tone::muted : series_tone(state);
  key.opacity = state + 1 == states ? 0.12 : step_opacity(state, 0.35, 0.75);
  return key;
}

/// What lies below the upper edge of state s at times[j].
double edge(const StackedPanel& panel, std::size_t s, std::size_t j) {
  double sum = 0;
  for (std::size_t below = 0; below <= s; ++below) sum += panel.share[below][j];
  return std::min(sum, 1.0);
}

/// The upper edge of state s as steps from time 0; the last state's is 1 throughout.
std::vector<Point> steps_of(const StackedPanel& panel, std::size_t s, const Plot& plot) {
  double height = s + 1 == panel.share.size() ? 1 : 0;
  std::vector<Point> points{plot.at(0, height)};
  for (std::size_t j = 0; j < panel.time.size(); ++j) {
    const double next = edge(panel, s, j);
    if (next != height) {
      points.push_back(plot.at(panel.time[j], height));
      points.push_back(plot.at(panel.time[j], next));
    }
    height = next;
  }
  if (!panel.time.empty()) points.push_back(plot.at(panel.time.back(), height));
  return points;
}

void add_areas(std::vector<Node>& nodes, const StackedPanel& panel, const Plot& plot) {
  if (panel.time.empty()) return;
  std::vector<Point> below{plot.at(0, 0), plot.at(panel.time.back(), 0)};
  for (std::size_t s = 0; s < panel.share.size(); ++s) {
    const std::vector<Point> above = steps_of(panel, s, plot);
    const Key key = key_of_state(s, panel.share.size());
    Path area;
    area.lines = {above};
    area.lines.front().insert(area.lines.front().end(), below.rbegin(), below.rend());
    area.closed = true;
    area.stroke = Tone::none;
    area.fill = key.tone;
    area.fill_opacity = key.opacity;
    add(nodes, std::move(area));
    if (s + 1 < panel.share.size()) {
      Path line;
      line.lines = {above};
      line.stroke = key.tone;
      line.stroke_width = 1.0;
      add(nodes, std::move(line));
    }
    below = above;
  }
}

std::string said_of(const StackedFigure& figure) {
  std::string text =
      fmt::format("{} over {} in {}.", figure.value_label, figure.time_label, figure.unit);
  for (const StackedPanel& panel : figure.panels) {
    if (panel.time.empty()) continue;
    text += fmt::format(" {} at {}:", panel.label.empty() ? "All patients" : panel.label,
                        exact(panel.time.back()));
    for (std::size_t s = 0; s < panel.share.size() && s < figure.states.size(); ++s)
      text += fmt::format("{} {} {}", s == 0 ? "" : ",", figure.states[s],
                          percent(panel.share[s].back(), 0));
    text += ".";
  }
  return text;
}

}  // namespace

Scene stacked_scene(const StackedFigure& figure) {
  Scene scene;
  const std::size_t columns = std::clamp<std::size_t>(figure.panels.size(), 1, 3);
  const auto k = static_cast<double>(columns);
  scene.width = columns == 1 ? 0.66 * double_column : double_column;
  scene.title = figure.value_label;
  scene.description = said_of(figure);
  std::vector<LegendEntry> entries;
  for (std::size_t s = 0; s < figure.states.size(); ++s)
    entries.push_back({figure.states[s], key_of_state(s, figure.states.size())});
  double below = 2;
  if (!entries.empty())
    below = add_legend(scene.nodes, stacked_left, below, scene.width - stacked_left, entries) + 3;
  const double width = (scene.width - stacked_left - (k - 1) * stacked_gap - k * stacked_right) / k;
  const double height = std::clamp((columns == 1 ? 0.6 : 0.85) * width, 90.0, 200.0);
  const double last = last_of(figure);
  const Ticks x_ticks =
      time_ticks(last, figure.unit, std::clamp(static_cast<int>(width / 24), 2, 12));
  const Ticks y_ticks{{0, 0.25, 0.5, 0.75, 1}, {"0", "0.25", "0.50", "0.75", "1.00"}};
  double top = below;
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    const std::size_t column = i % columns;
    if (column == 0) top = below + (i == 0 ? 0 : 8.0);
    const double left =
        stacked_left + static_cast<double>(column) * (width + stacked_gap + stacked_right);
    const StackedPanel& panel = figure.panels[i];
    double y = top;
    if (!panel.label.empty())
      y = add_lines(scene.nodes, left, top, width, panel.label, text_size, /*bold=*/true) + 3;
    const Plot plot{{0, last, left, left + width}, {0, 1, y + height, y}};
    Group areas{"areas", plot.clip(0.5), {}};
    add_areas(areas.nodes, panel, plot);
    add(scene.nodes, std::move(areas));
    if (panel.time.empty()) add_empty_note(scene.nodes, plot.area());
    const Ticks none_labelled{y_ticks.values, std::vector<std::string>(y_ticks.values.size())};
    add_left_axis(scene.nodes, plot.y, column == 0 ? y_ticks : none_labelled, left, 8.0,
                  column == 0 ? figure.value_label : "");
    below = std::max(below, add_bottom_axis(scene.nodes, plot.x, x_ticks, plot.y.from,
                                            time_axis_label(figure.time_label, figure.unit)));
  }
  scene.height = below + 2;
  return scene;
}

std::string stacked_csv(const StackedFigure& figure) {
  std::string csv = "group,state,time,share\n";
  for (const StackedPanel& panel : figure.panels)
    for (std::size_t s = 0; s < panel.share.size() && s < figure.states.size(); ++s)
      for (std::size_t j = 0; j < panel.time.size(); ++j)
        csv += fmt::format("{},{},{},{}\n", csv_field(panel.label), csv_field(figure.states[s]),
                           exact(panel.time[j]), exact(panel.share[s][j]));
  return csv;
}

}  // namespace venscope::report
