#include "venscope/report/figure/gene_effect_figure.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::report {
namespace {

/// -log10 p of each gene; of p = 0 that of the smallest other.
std::vector<double> heights_of(const GeneEffectFigure& figure) {
  double least = 1;
  for (const GeneEffect& gene : figure.genes)
    if (gene.p > 0) least = std::min(least, gene.p);
  std::vector<double> heights;
  for (const GeneEffect& gene : figure.genes)
    heights.push_back(-std::log10(std::max(gene.p, least)));
  return heights;
}

std::size_t kept_count(const GeneEffectFigure& figure) {
  return static_cast<std::size_t>(std::count_if(figure.genes.begin(), figure.genes.end(),
                                                [](const GeneEffect& gene) { return gene.kept; }));
}

/// Names, the most significant first, each on the outer side of its dot, where it is free.
void add_gene_names(std::vector<Node>& nodes, const GeneEffectFigure& figure, const Plot& plot,
                    const std::vector<double>& heights) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < figure.genes.size(); ++i)
    if (figure.genes[i].named) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return heights[a] > heights[b]; });
  std::vector<Rect> taken;
  for (const std::size_t i : order) {
    const Point at = plot.at(figure.genes[i].effect, heights[i]);
    const double width = text_width(figure.genes[i].label, small_size);
    const bool right = at.x + 4 + width < plot.x.to;
    const Rect place{right ? at.x + 3 : at.x - 3 - width, at.y - 4, width, 8};
    const bool lies_over = std::any_of(taken.begin(), taken.end(), [&](const Rect& other) {
      return place.x < other.x + other.width && other.x < place.x + place.width &&
             place.y < other.y + other.height && other.y < place.y + place.height;
    });
    if (lies_over || place.x < plot.x.from || place.y < plot.y.to) continue;
    taken.push_back(place);
    add_text(nodes, {right ? at.x + 3 : at.x - 3, centred_baseline(at.y, small_size)},
             figure.genes[i].label, small_size, right ? Anchor::start : Anchor::end)
        .italic = true;
  }
}

}  // namespace

Scene gene_effect_scene(const GeneEffectFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Genes by effect and p" : figure.title;
  scene.description = fmt::format("{} genes by {} and p; {} {}.", figure.genes.size(),
                                  figure.effect_label, kept_count(figure), figure.kept_label);
  const std::vector<double> heights = heights_of(figure);
  double widest_effect = 0, highest = 1;
  for (std::size_t i = 0; i < figure.genes.size(); ++i) {
    widest_effect = std::max(widest_effect, std::abs(figure.genes[i].effect));
    highest = std::max(highest, heights[i]);
  }
  if (widest_effect == 0) widest_effect = 1;
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  const Ticks y_ticks = nice_ticks(0, highest * 1.08, 5);
  const double left = widest(y_ticks.labels, text_size) + 19.0;
  top = add_legend(scene.nodes, left, top, figure.width - left,
                   {{fmt::format("{}: {}", figure.kept_label, kept_count(figure)),
                     {Key::Mark::dot, Tone::series_2, {}, 0.9}},
                    {fmt::format("others: {}", figure.genes.size() - kept_count(figure)),
                     {Key::Mark::dot, Tone::muted, {}, 0.5}}}) +
        5;
  const double right = figure.width - 8;
  const Plot plot{{-1.06 * widest_effect, 1.06 * widest_effect, left, right},
                  {0, highest * 1.08, top + 0.72 * (right - left), top}};
  for (const bool kept : {false, true}) {
    std::vector<Point> centres;
    for (std::size_t i = 0; i < figure.genes.size(); ++i)
      if (figure.genes[i].kept == kept)
        centres.push_back(plot.at(figure.genes[i].effect, heights[i]));
    if (!centres.empty())
      add(scene.nodes,
          dots(centres, kept ? 1.6 : 1.2, kept ? Tone::series_2 : Tone::muted, kept ? 0.9 : 0.5));
  }
  if (figure.genes.empty()) add_empty_note(scene.nodes, plot.area());
  if (figure.threshold && *figure.threshold > 0) {
    const double y = plot.y.at(-std::log10(*figure.threshold));
    if (y > plot.y.to)
      add(scene.nodes, line({plot.x.from, y}, {plot.x.to, y}, Tone::ink, 0.6)).dash = {2.5, 1.5};
  }
  add_gene_names(scene.nodes, figure, plot, heights);
  add_left_axis(scene.nodes, plot.y, y_ticks, left, 8.0, "−log10 p");
  scene.height = 2 + add_bottom_axis(scene.nodes, plot.x, nice_ticks(plot.x.low, plot.x.high, 6),
                                     plot.y.from, figure.effect_label);
  return scene;
}

std::string gene_effect_csv(const GeneEffectFigure& figure) {
  std::string csv = "gene,effect,p,kept\n";
  for (const GeneEffect& gene : figure.genes)
    csv += fmt::format("{},{},{},{}\n", csv_field(gene.label), exact(gene.effect), exact(gene.p),
                       gene.kept ? 1 : 0);
  return csv;
}

}  // namespace venscope::report
