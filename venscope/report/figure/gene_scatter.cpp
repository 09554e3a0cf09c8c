#include "venscope/report/figure/gene_scatter.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <span>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double scatter_left = 33.0, scatter_right = 6.0, scatter_height = 190.0;
constexpr double named_radius = 1.9;

bool gene_drawn(const GenePoint& point) {
  return std::isfinite(point.x) && std::isfinite(point.y);
}

bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

bool inside(const Rect& rect, Point point, double room) {
  return point.x > rect.x - room && point.x < rect.x + rect.width + room &&
         point.y > rect.y - room && point.y < rect.y + rect.height + room;
}

/// Where a name stands, and the dot it belongs to.
struct PlacedName {
  const GenePoint* point = nullptr;
  Point dot;
  Rect box;
};

/// Names around their dots, one after another, each at its cheapest free place.
class NamePlacer {
public:
  NamePlacer(const GeneScatter& figure, const Plot& plot) : figure_(figure), plot_(plot) {
    for (const GenePoint& point : figure.points) {
      if (!gene_drawn(point)) continue;
      const Point at = plot.at(point.x, point.y);
      (point.named ? named_ : others_).push_back(at);
    }
  }

  std::vector<PlacedName> run(std::size_t& left_out) {
    std::vector<PlacedName> placed;
    for (const GenePoint& point : figure_.points) {
      if (!point.named || !gene_drawn(point)) continue;
      PlacedName name{&point, plot_.at(point.x, point.y), {}};
      if (find_place(name, placed))
        placed.push_back(name);
      else
        ++left_out;
    }
    return placed;
  }

private:
  bool find_place(PlacedName& name, const std::vector<PlacedName>& placed) const {
    const double width = text_width(name.point->gene, small_size, name.point->bold) + 1.0;
    const double height = leading(small_size);
    std::optional<double> least;
    for (const double reach : {4.0, 9.0, 16.0, 26.0, 40.0})
      for (int k = 0; k < 16; ++k) {
        const double angle = 2.0 * std::numbers::pi * k / 16.0;
        const double x = name.dot.x + reach * std::cos(angle),
                     y = name.dot.y - reach * std::sin(angle);
        // The box lies on the far side of (x, y), seen from the dot.
        const Rect box{x - width * (1.0 - std::cos(angle)) / 2.0,
                       y - height * (1.0 + std::sin(angle)) / 2.0, width, height};
        const auto cost = cost_of(box, name, placed);
        if (!cost || (least && *cost + reach >= *least)) continue;
        least = *cost + reach;
        name.box = box;
      }
    return least.has_value();
  }

  /// How many dots a box covers; nothing where it may not stand.
  std::optional<double> cost_of(const Rect& box, const PlacedName& name,
                                const std::vector<PlacedName>& placed) const {
    const Rect area = plot_.area();
    if (box.x < area.x || box.x + box.width > area.x + area.width || box.y < area.y ||
        box.y + box.height > area.y + area.height)
      return {};
    for (const PlacedName& other : placed)
      if (overlap(box, other.box)) return {};
    for (const Point& dot : named_)
      if (inside(box, dot, named_radius) && !(dot.x == name.dot.x && dot.y == name.dot.y))
        return {};
    if (inside(box, name.dot, 0.5)) return {};
    double covered = 0.0;
    for (const Point& dot : others_) covered += inside(box, dot, 0.0);
    return std::min(covered, 40.0);
  }

  const GeneScatter& figure_;
  const Plot& plot_;
  std::vector<Point> named_, others_;
};

/// The ends of an axis with a little room.
Axis axis_over(std::span<const double> values, bool from_zero, bool symmetric) {
  double low = INFINITY, high = -INFINITY;
  for (const double value : values)
    if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
  if (low > high) low = 0.0, high = 1.0;
  if (from_zero) low = std::min(low, 0.0);
  if (symmetric) high = std::max(std::fabs(low), std::fabs(high)), low = -high;
  const double room = high > low ? 0.05 * (high - low) : 0.5;
  return {from_zero && low == 0.0 ? 0.0 : low - room, high + room, 0, 1};
}

Plot scatter_plot(const GeneScatter& figure, double top) {
  std::vector<double> x = figure.trend_x, y = figure.trend_y;
  for (const GenePoint& point : figure.points)
    if (gene_drawn(point)) x.push_back(point.x), y.push_back(point.y);
  Plot plot{axis_over(x, false, figure.symmetric),
            axis_over(y, figure.y_from_zero, figure.y_symmetric)};
  plot.x.from = scatter_left;
  plot.x.to = figure.width - scatter_right;
  plot.y.from = top + scatter_height;
  plot.y.to = top;
  return plot;
}

Tone tone_of(std::size_t group) {
  return group == 0 ? Tone::muted : series_tone(group - 1);
}

std::string names_text(const GeneScatter& figure, std::size_t left_out) {
  std::string text = fmt::format("{} against {} of {} {}.", figure.y_label, figure.x_label,
                                 figure.points.size(), figure.many);
  for (std::size_t g = 1; g < figure.groups.size(); ++g)
    text += fmt::format(
        " {}: {}.", figure.groups[g],
        std::count_if(figure.points.begin(), figure.points.end(),
                      [&](const GenePoint& p) { return p.group == g && gene_drawn(p); }));
  for (const GenePoint& point : figure.points)
    if (point.named && gene_drawn(point))
      text += fmt::format(" {}: {}, {}.", point.gene, fixed(point.x, 2), fixed(point.y, 1));
  if (left_out > 0) text += fmt::format(" {} names found no place.", left_out);
  return text;
}

void add_names(std::vector<Node>& nodes, const std::vector<PlacedName>& names, bool italic) {
  for (const PlacedName& name : names) {
    const Point middle{name.box.x + name.box.width / 2, name.box.y + name.box.height / 2};
    const Point edge{std::clamp(name.dot.x, name.box.x, name.box.x + name.box.width),
                     std::clamp(name.dot.y, name.box.y, name.box.y + name.box.height)};
    if (std::hypot(edge.x - name.dot.x, edge.y - name.dot.y) > 5.0)
      add(nodes, line(name.dot, edge, Tone::ink, 0.4));
    Text& text = add_text(nodes, {middle.x, centred_baseline(middle.y, small_size)},
                          name.point->gene, small_size, Anchor::middle);
    text.italic = italic;
    text.bold = name.point->bold;
  }
}

}  // namespace

Scene gene_scatter_scene(const GeneScatter& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = !figure.title.empty()    ? figure.title
                : figure.many == "genes" ? "Genes"
                                         : "Each " + figure.one + " a dot";
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  std::vector<LegendEntry> legend;
  for (std::size_t g = 0; g < figure.groups.size(); ++g)
    legend.push_back({figure.groups[g], {Key::Mark::dot, tone_of(g), {}}});
  if (!figure.trend_label.empty())
    legend.push_back({figure.trend_label, {Key::Mark::line, Tone::series_1, {}}});
  if (!legend.empty())
    top = add_legend(scene.nodes, scatter_left, top, figure.width - scatter_left, legend) + 3;
  const Plot plot = scatter_plot(figure, top + 2);
  if (figure.symmetric)
    add(scene.nodes, line({plot.x.at(0), plot.y.from}, {plot.x.at(0), plot.y.to}, Tone::rule, 0.5));
  if (figure.y_symmetric)
    add(scene.nodes, line({plot.x.from, plot.y.at(0)}, {plot.x.to, plot.y.at(0)}, Tone::rule, 0.5));
  Group genes{"genes", plot.clip(named_radius), {}};
  std::vector<std::vector<Point>> centres(std::max<std::size_t>(1, figure.groups.size()));
  std::vector<std::pair<Point, std::size_t>> named;
  for (const GenePoint& point : figure.points) {
    if (!gene_drawn(point)) continue;
    centres[std::min(point.group, centres.size() - 1)].push_back(plot.at(point.x, point.y));
    if (point.named) named.emplace_back(plot.at(point.x, point.y), point.group);
  }
  for (std::size_t g = 0; g < centres.size(); ++g)
    if (!centres[g].empty())
      add(genes.nodes, dots(centres[g], figure.radius, tone_of(g), g == 0 ? 0.35 : 0.8));
  if (figure.threshold && *figure.threshold > plot.y.low && *figure.threshold < plot.y.high) {
    const double y = plot.y.at(*figure.threshold);
    add(scene.nodes, line({plot.x.from, y}, {plot.x.to, y}, Tone::ink, 0.6)).dash = {2.5, 1.5};
  }
  if (!figure.trend_x.empty()) {
    Path& trend = add(genes.nodes, curve_of(plot, figure.trend_x, figure.trend_y));
    trend.stroke = Tone::series_1;
    trend.stroke_width = 1.3;
  }
  for (const auto& [at, group] : named) {
    Path& dot = add(genes.nodes, disc(at, named_radius, tone_of(group)));
    dot.stroke = Tone::ink;
    dot.stroke_width = 0.5;
  }
  add(scene.nodes, std::move(genes));
  std::size_t left_out = 0;
  add_names(scene.nodes, NamePlacer(figure, plot).run(left_out), figure.one == "gene");
  if (figure.points.empty()) add_empty_note(scene.nodes, plot.area());
  add_left_axis(scene.nodes, plot.y, nice_ticks(plot.y.low, plot.y.high, 5), plot.x.from,
                plot.x.from - 26, figure.y_label);
  scene.height = add_bottom_axis(scene.nodes, plot.x, nice_ticks(plot.x.low, plot.x.high, 6),
                                 plot.y.from, figure.x_label) +
                 2;
  scene.description = names_text(figure, left_out);
  return scene;
}

std::string gene_scatter_csv(const GeneScatter& figure) {
  std::string csv = figure.one + ",x,y,group,named\n";
  for (const GenePoint& point : figure.points)
    csv +=
        fmt::format("{},{},{},{},{}\n", csv_field(point.gene), exact(point.x), exact(point.y),
                    csv_field(point.group < figure.groups.size() ? figure.groups[point.group] : ""),
                    point.named ? "yes" : "no");
  return csv;
}

}  // namespace venscope::report
