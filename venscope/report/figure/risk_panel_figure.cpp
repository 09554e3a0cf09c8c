#include "venscope/report/figure/risk_panel_figure.hpp"

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

constexpr double panel_height = 78.0, between_panels = 14.0, gene_row = 8.0;
constexpr double farthest_z = 2.5;
constexpr int z_steps = 5;  ///< opacities on each side of the mean

std::vector<std::size_t> by_score(const RiskPanelFigure& figure) {
  std::vector<std::size_t> order(figure.patients.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return figure.patients[a].score < figure.patients[b].score;
  });
  return order;
}

Tone group_tone(int group) {
  return group < 0 ? Tone::muted : series_tone(static_cast<std::size_t>(group));
}

std::string description_of(const RiskPanelFigure& figure) {
  const auto events = std::count_if(figure.patients.begin(), figure.patients.end(),
                                    [](const RiskPanelPatient& one) { return one.event; });
  return fmt::format("{} of {} patients in rising order, {} with {}; their times; {} genes.",
                     figure.score_label, figure.patients.size(), events, figure.event_label,
                     figure.genes.size());
}

/// Where the panels stand, and each patient's slot.
struct PanelColumns {
  double left = 0, right = 0, slot = 0;
  double middle(std::size_t rank) const { return left + slot * (static_cast<double>(rank) + 0.5); }
};

/// The dots of one panel, each group and state one path.
Group panel_dots(const RiskPanelFigure& figure, const std::vector<std::size_t>& order,
                 const PanelColumns& columns, const Axis& y, bool times) {
  Group group{times ? "times" : "scores", {}, {}};
  const double radius = std::clamp(0.45 * columns.slot, 0.7, 1.8);
  const int last = static_cast<int>(figure.groups.size());
  for (int g = -1; g < std::max(last, 1); ++g)
    for (const bool event : {false, true}) {
      std::vector<Point> centres;
      for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const RiskPanelPatient& one = figure.patients[order[rank]];
        if (one.group != g || (times ? one.event != event : event)) continue;
        centres.push_back({columns.middle(rank), y.at(times ? one.time : one.score)});
      }
      if (centres.empty()) continue;
      Path path = dots(centres, radius, group_tone(g));
      if (times && !event) {
        // Censored: a ring.
        path.stroke = path.fill;
        path.stroke_width = 0.5;
        path.fill = Tone::none;
      }
      add(group.nodes, std::move(path));
    }
  return group;
}

void add_cut_lines(std::vector<Node>& nodes, const RiskPanelFigure& figure,
                   const std::vector<std::size_t>& order, const PanelColumns& columns, double top,
                   double bottom) {
  for (const double cut : figure.cuts) {
    const auto below = std::count_if(
        order.begin(), order.end(), [&](std::size_t i) { return figure.patients[i].score <= cut; });
    const double x = columns.left + columns.slot * static_cast<double>(below);
    add(nodes, line({x, top}, {x, bottom}, Tone::ink, 0.6)).dash = {2.5, 1.5};
  }
}

/// One row of cells; those of one step of opacity are one path.
void add_gene_row(std::vector<Node>& nodes, const RiskPanelGene& gene,
                  const std::vector<std::size_t>& order, const PanelColumns& columns, double top) {
  for (int step = -z_steps; step <= z_steps; ++step) {
    if (step == 0) continue;
    Path cells;
    cells.closed = true;
    cells.stroke = Tone::none;
    cells.fill = step > 0 ? Tone::series_2 : Tone::series_1;
    cells.fill_opacity = std::abs(step) / static_cast<double>(z_steps);
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
      if (order[rank] >= gene.z.size()) continue;
      const double z = gene.z[order[rank]];
      if (!std::isfinite(z)) continue;
      const double bounded = std::clamp(z, -farthest_z, farthest_z);
      if (static_cast<int>(std::lround(bounded / farthest_z * z_steps)) != step) continue;
      const double x = columns.left + columns.slot * static_cast<double>(rank);
      cells.lines.push_back({{x, top},
                             {x + columns.slot, top},
                             {x + columns.slot, top + gene_row},
                             {x, top + gene_row}});
    }
    if (!cells.lines.empty()) add(nodes, std::move(cells));
  }
}

/// A bar of the shades with what they mean.
double add_z_key(std::vector<Node>& nodes, double left, double top) {
  const double width = 9.0, height = 6.0;
  const double at = left + text_width("−2.5 SD", small_size) + 4;
  add_text(nodes, {left, top + 5.3}, "−2.5 SD", small_size);
  for (int step = -z_steps; step <= z_steps; ++step) {
    Path cell = box({at + width * (step + z_steps), top, width, height}, Tone::rule,
                    step > 0   ? Tone::series_2
                    : step < 0 ? Tone::series_1
                               : Tone::none);
    cell.stroke_width = 0.3;
    cell.fill_opacity = std::abs(step) / static_cast<double>(z_steps);
    add(nodes, std::move(cell));
  }
  add_text(nodes, {at + width * (2 * z_steps + 1) + 4, top + 5.3}, "+2.5 SD of the gene",
           small_size);
  return top + height + 3;
}

std::vector<LegendEntry> panel_legend(const RiskPanelFigure& figure) {
  std::vector<LegendEntry> entries;
  for (std::size_t g = 0; g < figure.groups.size(); ++g)
    entries.push_back({figure.groups[g], {Key::Mark::dot, series_tone(g), {}, 1.0}});
  return entries;
}

Axis score_axis(const RiskPanelFigure& figure, double bottom, double top) {
  Axis axis{0, 1, bottom, top};
  if (figure.patients.empty()) return axis;
  axis.low = INFINITY;
  axis.high = -INFINITY;
  for (const RiskPanelPatient& one : figure.patients) {
    axis.low = std::min(axis.low, one.score);
    axis.high = std::max(axis.high, one.score);
  }
  const double room = axis.high > axis.low ? 0.05 * (axis.high - axis.low) : 1;
  axis.low -= room;
  axis.high += room;
  return axis;
}

}  // namespace

Scene risk_panel_scene(const RiskPanelFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? figure.score_label + " and genes" : figure.title;
  scene.description = description_of(figure);
  const std::vector<std::size_t> order = by_score(figure);
  std::vector<std::string> labels;
  for (const RiskPanelGene& gene : figure.genes) labels.push_back(gene.label);
  PanelColumns columns;
  columns.left = std::max(42.0, widest(labels, small_size) + 6);
  columns.right = figure.width - 6;
  columns.slot =
      (columns.right - columns.left) / static_cast<double>(std::max<std::size_t>(1, order.size()));

  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  top = add_legend(scene.nodes, columns.left, top, figure.width - columns.left,
                   panel_legend(figure)) +
        4;
  const double first = top;
  const double title_x = columns.left - 34;
  const Axis score = score_axis(figure, top + panel_height, top);
  add(scene.nodes, panel_dots(figure, order, columns, score, false));
  add_left_axis(scene.nodes, score, nice_ticks(score.low, score.high, 4), columns.left, title_x,
                figure.score_label);
  top += panel_height + between_panels;

  double longest = 1;
  for (const RiskPanelPatient& one : figure.patients) longest = std::max(longest, one.time);
  const Axis time{0, longest * 1.04, top + panel_height, top};
  add(scene.nodes, panel_dots(figure, order, columns, time, true));
  add_left_axis(scene.nodes, time, nice_ticks(0, time.high, 4), columns.left, title_x,
                figure.time_label);
  if (order.empty())
    add_empty_note(scene.nodes, {columns.left, top, columns.right - columns.left, panel_height});
  top += panel_height + 5;
  add_text(scene.nodes, {columns.left, top + small_size},
           fmt::format("Filled: {}; ring: censored. {} patients by score.", figure.event_label,
                       order.size()),
           small_size)
      .tone = Tone::muted;
  top += leading(small_size) + 5;

  const double heat = top;
  for (const RiskPanelGene& gene : figure.genes) {
    add_gene_row(scene.nodes, gene, order, columns, top);
    Text& label =
        add_text(scene.nodes, {columns.left - 3, centred_baseline(top + gene_row / 2, small_size)},
                 gene.label, small_size, Anchor::end);
    label.italic = true;
    top += gene_row;
  }
  if (!figure.genes.empty()) {
    add(scene.nodes,
        box({columns.left, heat, columns.right - columns.left, top - heat}, Tone::rule));
    top = add_z_key(scene.nodes, columns.left, top + 5);
  }
  add_cut_lines(scene.nodes, figure, order, columns, first,
                figure.genes.empty() ? heat - 12 : top - 14);
  scene.height = top + 3;
  return scene;
}

std::string risk_panel_csv(const RiskPanelFigure& figure) {
  std::string csv = "rank,score,group,time,event";
  for (const RiskPanelGene& gene : figure.genes) csv += "," + csv_field(gene.label);
  csv += "\n";
  const std::vector<std::size_t> order = by_score(figure);
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const RiskPanelPatient& one = figure.patients[order[rank]];
    const bool grouped =
        one.group >= 0 && static_cast<std::size_t>(one.group) < figure.groups.size();
    csv += fmt::format("{},{},{},{},{}", rank + 1, exact(one.score),
                       grouped ? csv_field(figure.groups[static_cast<std::size_t>(one.group)]) : "",
                       exact(one.time), one.event ? 1 : 0);
    for (const RiskPanelGene& gene : figure.genes)
      csv += "," + (order[rank] < gene.z.size() ? exact(gene.z[order[rank]]) : std::string());
    csv += "\n";
  }
  return csv;
}

}  // namespace venscope::report
