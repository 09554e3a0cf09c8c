#include "venscope/report/figure/histogram_figure.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double histogram_right = 9.0;

double group_opacity(const HistogramFigure& figure, std::size_t group) {
  return figure.groups.size() < 2 ? 0.55 : step_opacity(group, 0.3, 0.8);
}

double known_values(const HistogramGroup& group) {
  return static_cast<double>(std::count_if(group.values.begin(), group.values.end(),
                                           [](double value) { return std::isfinite(value); }));
}

double known_values(const HistogramFigure& figure) {
  return std::accumulate(
      figure.groups.begin(), figure.groups.end(), 0.0,
      [](double sum, const HistogramGroup& group) { return sum + known_values(group); });
}

std::string group_text(const HistogramGroup& group, double all) {
  return group.label + ": " + count_percent(known_values(group), all);
}

std::vector<LegendEntry> legend_of(const HistogramFigure& figure) {
  std::vector<LegendEntry> entries;
  if (figure.groups.size() < 2 && (figure.groups.empty() || figure.groups[0].label.empty()))
    return entries;
  for (std::size_t i = 0; i < figure.groups.size(); ++i)
    entries.push_back({group_text(figure.groups[i], known_values(figure)),
                       {Key::Mark::box, series_tone(i), {}, group_opacity(figure, i)}});
  return entries;
}

std::string total_text(const HistogramFigure& figure) {
  std::string text = "n = " + count(known_values(figure));
  if (figure.not_known > 0) text += "; not known: " + count(figure.not_known);
  return text;
}

std::string description_of(const HistogramFigure& figure) {
  std::string text = fmt::format("Distribution of {}, {}.", figure.value_label, total_text(figure));
  for (const HistogramGroup& group : figure.groups)
    if (!group.label.empty()) text += " " + group_text(group, known_values(figure)) + ".";
  if (!figure.cuts.empty()) text += " Cut points:";
  for (const double cut : figure.cuts) text += fmt::format(" {},", exact(cut));
  if (!figure.cuts.empty()) text.back() = '.';
  return text;
}

/// The values of the cut points above the plot, in as many rows as they need to stay apart.
struct CutLabels {
  std::vector<std::string> texts;
  std::vector<std::size_t> rows;
  std::size_t n_rows = 0;
};

CutLabels cut_labels(const HistogramFigure& figure, const Axis& x) {
  CutLabels labels;
  std::vector<double> ends;  // of each row's last label
  for (const double cut : figure.cuts) {
    std::string text = fmt::format("{:g}", std::fabs(cut));
    if (cut < 0) text = "−" + text;
    const double half = 0.5 * text_width(text, small_size), at = x.at(cut);
    std::size_t row = 0;
    while (row < ends.size() && at - half < ends[row] + 4) ++row;
    if (row == ends.size()) ends.push_back(0);
    ends[row] = at + half;
    labels.texts.push_back(std::move(text));
    labels.rows.push_back(row);
  }
  labels.n_rows = ends.size();
  return labels;
}

void add_cuts(std::vector<Node>& nodes, const HistogramFigure& figure, const CutLabels& labels,
              const Plot& plot) {
  for (std::size_t i = 0; i < figure.cuts.size(); ++i) {
    const double x = plot.x.at(figure.cuts[i]);
    const double above = leading(small_size) * static_cast<double>(labels.rows[i]);
    add(nodes, line({x, plot.y.from}, {x, plot.y.to - above - 1}, Tone::ink, 0.7)).dash = {2.5,
                                                                                           1.5};
    add_text(nodes, {x, plot.y.to - above - 3}, labels.texts[i], small_size, Anchor::middle);
  }
}

Group histogram_bars(const HistogramFigure& figure, const std::vector<HistogramBin>& bins,
                     const Plot& plot) {
  Group group{"bars", {}, {}};
  for (std::size_t g = 0; g < figure.groups.size(); ++g) {
    Path bars;
    bars.closed = true;
    bars.stroke = bars.fill = series_tone(g);
    bars.stroke_width = 0.5;
    bars.fill_opacity = group_opacity(figure, g);
    for (const HistogramBin& bin : bins) {
      if (bin.counts[g] == 0) continue;
      const double below = std::accumulate(
          bin.counts.begin(), bin.counts.begin() + static_cast<std::ptrdiff_t>(g), 0.0);
      const Point low = plot.at(bin.low, below), high = plot.at(bin.high, below + bin.counts[g]);
      const double gap = std::min(0.5, 0.1 * (high.x - low.x));
      bars.lines.push_back({{low.x + gap, low.y},
                            {low.x + gap, high.y},
                            {high.x - gap, high.y},
                            {high.x - gap, low.y}});
    }
    if (!bars.lines.empty()) add(group.nodes, std::move(bars));
  }
  return group;
}

/// From the first to the last bar, and to cut points beyond them.
Axis value_axis(const HistogramFigure& figure, const std::vector<HistogramBin>& bins, double from,
                double to) {
  Axis axis{0, 1, from, to};
  bool any = !bins.empty();
  if (any) axis.low = bins.front().low, axis.high = bins.back().high;
  for (const double cut : figure.cuts) {
    axis.low = any ? std::min(axis.low, cut) : cut;
    axis.high = any ? std::max(axis.high, cut) : cut + 1;
    any = true;
  }
  const double room = 0.02 * (axis.high - axis.low);
  axis.low -= room;
  axis.high += room;
  return axis;
}

}  // namespace

Scene histogram_scene(const HistogramFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Distribution of " + figure.value_label : figure.title;
  scene.description = description_of(figure);
  const std::vector<HistogramBin> bins = histogram_bins(figure.groups, figure.cuts);
  double most = 1;
  for (const HistogramBin& bin : bins)
    most = std::max(most, std::accumulate(bin.counts.begin(), bin.counts.end(), 0.0));
  const Ticks y_ticks = count_ticks(most, 5);
  const double left = widest(y_ticks.labels, text_size) + 19.0;

  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  top = add_legend(scene.nodes, left, top, figure.width - left, legend_of(figure));
  const double width = figure.width - left - histogram_right;
  const Axis x = value_axis(figure, bins, left, left + width);
  const CutLabels labels = cut_labels(figure, x);
  add_text(scene.nodes, {x.to, top + small_size}, total_text(figure), small_size, Anchor::end)
      .tone = Tone::muted;
  top += leading(small_size) * static_cast<double>(1 + labels.n_rows) + 4;
  const double height = std::clamp(0.55 * width, 90.0, 200.0);
  const Plot plot{x, {0, most * 1.03, top + height, top}};
  add(scene.nodes, histogram_bars(figure, bins, plot));
  if (bins.empty()) add_empty_note(scene.nodes, plot.area());
  add_cuts(scene.nodes, figure, labels, plot);
  add_left_axis(scene.nodes, plot.y, y_ticks, left, 8.0, figure.count_label);
  const int ticks = std::clamp(static_cast<int>(width / 28), 2, 10);
  scene.height = 2 + add_bottom_axis(scene.nodes, plot.x, nice_ticks(x.low, x.high, ticks),
                                     plot.y.from, figure.value_label);
  return scene;
}

std::string histogram_csv(const HistogramFigure& figure) {
  std::string csv = "group,low,high,n\n";
  for (std::size_t g = 0; g < figure.groups.size(); ++g)
    for (const HistogramBin& bin : histogram_bins(figure.groups, figure.cuts))
      csv += fmt::format("{},{},{},{}\n", csv_field(figure.groups[g].label), exact(bin.low),
                         exact(bin.high), exact(bin.counts[g]));
  return csv;
}

}  // namespace venscope::report
