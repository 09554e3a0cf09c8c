#include "venscope/report/figure/trace_figure.hpp"

#include "venscope/report/figure/axis.hpp"
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

constexpr double trace_left = 30.0, trace_gap = 14.0, trace_height = 78.0;

struct TraceRange {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  std::size_t rounds = 0;
};

TraceRange range_of_chains(const TracePanel& panel) {
  TraceRange range;
  for (const std::vector<double>& chain : panel.chains) {
    range.rounds = std::max(range.rounds, chain.size());
    for (const double value : chain) {
      if (!std::isfinite(value)) continue;
      range.low = std::min(range.low, value);
      range.high = std::max(range.high, value);
    }
  }
  if (!(range.low <= range.high)) range.low = 0, range.high = 1;
  if (range.low == range.high) range.low -= 0.5, range.high += 0.5;
  return range;
}

/// Draws a panel below `top`; gives the y below it.
double add_trace_panel(std::vector<Node>& nodes, const TracePanel& panel, double x, double top,
                       double width) {
  const double left = x + trace_left, inner = width - trace_left;
  double y = add_lines(nodes, x, top, width, panel.label, text_size, /*bold=*/true);
  y = add_lines(nodes, x, y, width, panel.value_label, small_size, false, Tone::muted) + 4.0;
  const TraceRange range = range_of_chains(panel);
  const double room = 0.05 * (range.high - range.low);
  const auto last = static_cast<double>(std::max<std::size_t>(range.rounds, 2));
  const Plot plot{{1, last, left, left + inner},
                  {range.low - room, range.high + room, y + trace_height, y}};
  Group lines{"chains", plot.clip(), {}};
  for (std::size_t k = 0; k < panel.chains.size(); ++k) {
    std::vector<double> rounds;
    for (std::size_t t = 0; t < panel.chains[k].size(); ++t)
      rounds.push_back(static_cast<double>(t + 1));
    Path path = curve_of(plot, rounds, panel.chains[k]);
    path.stroke = series_tone(k);
    path.stroke_width = 0.6;
    add(lines.nodes, std::move(path));
  }
  add(nodes, std::move(lines));
  if (panel.chains.empty()) add_empty_note(nodes, plot.area());
  add_left_axis(nodes, plot.y, nice_ticks(plot.y.low, plot.y.high, 4), left, left, "");
  Ticks ticks = count_ticks(last, 5);
  // From 1 on, the first round, where 0 stood.
  if (ticks.values.size() > 1 && ticks.values[1] == 1) {
    ticks.values.erase(ticks.values.begin());
    ticks.labels.erase(ticks.labels.begin());
  }
  ticks.values.front() = 1;
  ticks.labels.front() = "1";
  return add_bottom_axis(nodes, plot.x, ticks, plot.y.from, "Round");
}

}  // namespace

Scene trace_scene(std::span<const TracePanel> panels) {
  Scene scene;
  scene.width = panels.size() == 1 ? single_column : double_column;
  scene.title = "Traces of the imputation";
  const std::size_t columns = std::clamp<std::size_t>(panels.size(), 1, 3);
  const auto k = static_cast<double>(columns);
  const double width = (scene.width - (k - 1) * trace_gap - 6.0) / k;
  double top = 2, below = 2;
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const std::size_t column = i % columns;
    if (column == 0) top = below + (i == 0 ? 0 : 8.0);
    const double x = static_cast<double>(column) * (width + trace_gap);
    below = std::max(below, add_trace_panel(scene.nodes, panels[i], x, top, width));
    const TraceRange range = range_of_chains(panels[i]);
    scene.description +=
        fmt::format("{}{}, {}: {} to {} over {} imputations and {} rounds.", i == 0 ? "" : " ",
                    panels[i].label, panels[i].value_label, fixed(range.low, 2),
                    fixed(range.high, 2), panels[i].chains.size(), range.rounds);
  }
  scene.height = below + 2;
  return scene;
}

std::string trace_csv(std::span<const TracePanel> panels) {
  std::string csv = "variable,imputation,round,mean\n";
  for (const TracePanel& panel : panels)
    for (std::size_t k = 0; k < panel.chains.size(); ++k)
      for (std::size_t t = 0; t < panel.chains[k].size(); ++t)
        csv += fmt::format("{},{},{},{}\n", csv_field(panel.label), k + 1, t + 1,
                           exact(panel.chains[k][t]));
  return csv;
}

}  // namespace venscope::report
