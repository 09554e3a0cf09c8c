#include "venscope/report/figure/enrichment_figure.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/heatmap_parts.hpp"
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

constexpr double sum_left = 38.0, sum_right = 8.0;
constexpr double sum_height = 88.0, tick_height = 12.0, metric_height = 46.0;

std::pair<double, double> range_of(const std::vector<double>& values, double least, double most) {
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  return {least, most};
}

Axis vertical(double low, double high, double top, double height, double room) {
  const double pad = room * (high - low);
  return {low - pad, high + pad, top + height, top};
}

double add_members(std::vector<Node>& nodes, const EnrichmentFigure& figure, const Axis& x,
                   double top) {
  for (const bool edge : {false, true}) {
    Path path;
    path.stroke = edge ? (figure.score < 0 ? Tone::series_1 : Tone::series_2) : Tone::muted;
    path.stroke_width = figure.members.size() > 150 ? 0.35 : 0.6;
    for (std::size_t i = 0; i < figure.members.size(); ++i) {
      const bool own = i < figure.edge.size() && figure.edge[i];
      if (own != edge) continue;
      const double at = x.at(figure.members[i] + 0.5);
      path.lines.push_back({{at, top}, {at, top + tick_height}});
    }
    if (!path.lines.empty()) add(nodes, std::move(path));
  }
  return top + tick_height;
}

/// The statistic as an area about zero.
void add_metric(std::vector<Node>& nodes, const EnrichmentFigure& figure, const Plot& plot) {
  const std::vector<double> zero(figure.metric.size(), 0.0);
  Group group{"metric", plot.clip(), {}};
  Path area = band_of(plot, figure.metric_rank, zero, figure.metric);
  area.fill = Tone::muted;
  area.fill_opacity = 0.35;
  add(group.nodes, std::move(area));
  add(group.nodes, line(plot.at(0, 0), plot.at(figure.genes, 0), Tone::rule, 0.5));
  add(nodes, std::move(group));
}

void add_ends(std::vector<Node>& nodes, const EnrichmentFigure& figure, const Axis& x, double y) {
  const double room = 0.48 * (x.to - x.from);
  if (!figure.high_label.empty())
    add_text(nodes, {x.from, y}, shortened(figure.high_label, room, small_size), small_size).tone =
        Tone::series_2;
  if (!figure.low_label.empty())
    add_text(nodes, {x.to, y}, shortened(figure.low_label, room, small_size), small_size,
             Anchor::end)
        .tone = Tone::series_1;
}

std::string enrichment_description(const EnrichmentFigure& figure) {
  std::string text =
      fmt::format("Running sum of {} genes along {} ranked ones; score {}.", figure.members.size(),
                  count(figure.genes), fixed(figure.score, 3));
  for (const std::string& note : figure.notes) text += " " + note + ".";
  return text;
}

double dot_size(double count, double most) {
  return 1.6 + 3.0 * std::sqrt(most > 0 ? count / most : 0);
}

}  // namespace

Scene enrichment_scene(const EnrichmentFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Gene set enrichment" : figure.title;
  scene.description = enrichment_description(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle) + 4;
  const Axis x{0, std::max(1.0, figure.genes), sum_left, figure.width - sum_right};

  const auto [low, high] = range_of(figure.height, 0, 0);
  const Plot sums{x, vertical(low, high > low ? high : low + 1, top, sum_height, 0.04)};
  add(scene.nodes, line(sums.at(0, 0), sums.at(figure.genes, 0), Tone::rule, 0.6));
  Path curve = curve_of(sums, figure.rank, figure.height);
  std::vector<Point> taken;
  occupy(taken, curve);
  curve.stroke = figure.score < 0 ? Tone::series_1 : Tone::series_2;
  curve.stroke_width = 1.2;
  Group group{"curve", sums.clip(), {}};
  add(group.nodes, std::move(curve));
  add(scene.nodes, std::move(group));
  if (const auto place = place_notes(sums.area(), figure.notes, taken))
    add_notes(scene.nodes, sums.area(), figure.notes, *place);
  add_left_axis(scene.nodes, sums.y, nice_ticks(sums.y.low, sums.y.high, 5), sum_left, 8,
                "Running sum");
  top = add_members(scene.nodes, figure, x, top + sum_height + 4);

  if (!figure.metric.empty()) {
    top += 5;
    const auto [least, most] = range_of(figure.metric, 0, 0);
    const Plot metric{x,
                      vertical(least, most > least ? most : least + 1, top, metric_height, 0.02)};
    add_metric(scene.nodes, figure, metric);
    add_left_axis(scene.nodes, metric.y, nice_ticks(metric.y.low, metric.y.high, 3), sum_left, 8,
                  figure.metric_label);
    top += metric_height;
  }
  top = add_bottom_axis(scene.nodes, x, nice_ticks(0, figure.genes, 5), top + 3,
                        "Rank among the genes");
  if (!figure.high_label.empty() || !figure.low_label.empty()) {
    add_ends(scene.nodes, figure, x, top + small_size);
    top += small_size + 3;
  }
  scene.height = top + 2;
  return scene;
}

std::string enrichment_csv(const EnrichmentFigure& figure) {
  std::string csv = "rank,running_sum\n";
  for (std::size_t i = 0; i < figure.rank.size(); ++i)
    csv += fmt::format("{},{}\n", exact(figure.rank[i]), exact(figure.height[i]));
  return csv;
}

Scene enrichment_dots_scene(const EnrichmentDots& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Gene sets" : figure.title;
  scene.description = figure.value_label + ".";
  for (const EnrichmentDot& dot : figure.dots)
    scene.description +=
        fmt::format(" {}: {}, {} {}, {} {}.", dot.label, fixed(dot.value, 2), count(dot.count),
                    figure.count_label, figure.text_label, dot.text);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle) + 2;
  std::vector<std::string> labels, texts{figure.text_label}, counts{figure.count_label};
  double most = 0, low = figure.reference, high = figure.reference;
  for (const EnrichmentDot& dot : figure.dots) {
    labels.push_back(dot.label);
    texts.push_back(dot.text);
    counts.push_back(count(dot.count));
    most = std::max(most, dot.count);
    low = std::min(low, dot.value);
    high = std::max(high, dot.value);
  }
  const RowLayout rows = lay_out_rows(labels, 0.42 * figure.width, 12.0);
  const double text_column = widest(texts, small_size), count_column = widest(counts, small_size);
  const double right = figure.width - text_column - count_column - 18;
  const double pad = high > low ? 0.06 * (high - low) : 1.0;
  const Axis x{low - pad, high + pad, rows.label_width + 10, right};
  const auto numbers = [&](const std::string& number, const std::string& text, double row_top,
                           double height) {
    add_row_text(scene.nodes, number, right + 8 + count_column, row_top, height, Anchor::end);
    add_row_text(scene.nodes, text, figure.width, row_top, height, Anchor::end);
  };
  numbers(counts[0], texts[0], top, 10);
  top += 11;
  const double bottom = top + rows.total();
  add(scene.nodes,
      line({x.at(figure.reference), top}, {x.at(figure.reference), bottom}, Tone::rule, 0.7));
  for (std::size_t i = 0; i < figure.dots.size(); ++i) {
    const EnrichmentDot& dot = figure.dots[i];
    const double height = rows.heights[i], middle = top + 0.5 * height;
    add_row_label(scene.nodes, dot.label, rows.label_width, top, height, rows.label_width);
    const Tone tone = dot.value < figure.reference ? Tone::series_1 : Tone::series_2;
    const Point at{x.at(dot.value), middle};
    add(scene.nodes, line({x.at(figure.reference), middle}, at, tone, 0.5)).stroke_opacity = 0.5;
    const bool sure = dot.q && *dot.q < figure.level;
    Path mark = disc(at, dot_size(dot.count, most), sure ? tone : Tone::paper);
    mark.stroke = tone;
    mark.stroke_width = 0.9;
    add(scene.nodes, std::move(mark));
    numbers(counts[i + 1], texts[i + 1], top, height);
    top += height;
  }
  if (figure.dots.empty()) {
    add_empty_note(scene.nodes, {x.from, top, x.to - x.from, 30});
    top += 30;
  }
  top = add_bottom_axis(scene.nodes, x, nice_ticks(x.low, x.high, 6), top + 3, figure.value_label);
  const std::string note = fmt::format("Filled: q below {}. The area of a dot is the number of {}.",
                                       fmt::format("{:g}", figure.level), figure.count_label);
  scene.height =
      add_lines(scene.nodes, 0, top + 2, figure.width, note, small_size, false, Tone::muted) + 2;
  return scene;
}

std::string enrichment_dots_csv(const EnrichmentDots& figure) {
  std::string csv = "set,value,count,q\n";
  for (const EnrichmentDot& dot : figure.dots)
    csv += fmt::format("{},{},{},{}\n", csv_field(dot.label), exact(dot.value), exact(dot.count),
                       dot.q ? exact(*dot.q) : "");
  return csv;
}

}  // namespace venscope::report
