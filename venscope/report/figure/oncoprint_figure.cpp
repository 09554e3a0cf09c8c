#include "venscope/report/figure/oncoprint_figure.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/oncoprint_cells.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/figure/rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double strip_row = 8.0;

std::string share_text(const OncoprintFigure& figure, const OncoprintGene& gene) {
  double mutated = 0, tested = 0;
  for (std::size_t i = 0; i < figure.patients; ++i) {
    mutated += oncoprint_state(gene, i) == GeneState::mutated ? 1 : 0;
    tested += oncoprint_state(gene, i) == GeneState::not_tested ? 0 : 1;
  }
  if (tested == 0) return "not tested";
  return count(mutated) + "/" + count(tested) + " (" + percent(mutated / tested, 0) + ")";
}

double add_strip_legend(std::vector<Node>& nodes, const OncoprintStrip& strip,
                        const std::vector<std::size_t>& tones, std::size_t patients, double left,
                        double width, double top) {
  std::vector<double> counts(strip.categories.size(), 0.0);
  double unknown = 0;
  for (std::size_t i = 0; i < patients; ++i) {
    const int category = oncoprint_category(strip, i);
    if (category >= 0)
      counts[static_cast<std::size_t>(category)] += 1;
    else
      unknown += 1;
  }
  std::vector<LegendEntry> entries;
  for (std::size_t c = 0; c < counts.size(); ++c)
    if (counts[c] > 0)
      entries.push_back(
          {strip.categories[c] + " (" + count(counts[c]) + ")",
           {Key::Mark::box, series_tone(tones[c]), {}, oncoprint_strip_opacity(tones[c])}});
  if (unknown > 0)
    entries.push_back(
        {"not known (" + count(unknown) + ")", {Key::Mark::line, Tone::muted, {}, 1, 0.5}});
  const double below =
      add_lines(nodes, 0, top, left - 6, strip.label, text_size, false, Tone::muted);
  return std::max(below + 3.0, add_legend(nodes, left, top, width, entries));
}

std::string description_of(const OncoprintFigure& figure, const OncoprintOrder& order) {
  std::string text =
      fmt::format("Mutations of {} genes in {} patients.", figure.genes.size(), figure.patients);
  for (const std::size_t gene : order.genes)
    text +=
        fmt::format(" {}: {}.", figure.genes[gene].label, share_text(figure, figure.genes[gene]));
  return text;
}

}  // namespace

Scene oncoprint_scene(const OncoprintFigure& figure) {
  const OncoprintOrder order = oncoprint_order(figure);
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Mutations by patient" : figure.title;
  scene.description = description_of(figure, order);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);

  std::vector<std::string> strip_labels, gene_labels, shares = {"mutated / tested"};
  for (const OncoprintStrip& strip : figure.strips) strip_labels.push_back(strip.label);
  for (const std::size_t gene : order.genes) {
    gene_labels.push_back(figure.genes[gene].label);
    shares.push_back(share_text(figure, figure.genes[gene]));
  }
  const double most = 0.22 * figure.width;
  const RowLayout strips = lay_out_rows(strip_labels, most, strip_row);
  const RowLayout genes = lay_out_rows(gene_labels, most, oncoprint_gene_row);
  const double burden = text_width("Mutated genes", small_size) + 16;
  const double left = std::max({strips.label_width + 6, genes.label_width + 6, burden});
  const double right = figure.width - widest(shares, small_size) - 5;
  const OncoprintColumns columns = oncoprint_columns(order, left, right);
  const double shares_right = columns.right + figure.width - right;

  const std::vector<std::vector<std::size_t>> tones = oncoprint_tones(figure);
  Group cells{"cells", {}, {}};
  top = add_oncoprint_burden(scene.nodes, figure, order, columns, top + 2);
  for (std::size_t s = 0; s < figure.strips.size(); ++s) {
    add_row_label(scene.nodes, strip_labels[s], left - 4, top, strips.heights[s] - 1.2,
                  strips.label_width);
    add_oncoprint_strip(cells.nodes, figure.strips[s], tones[s], order, columns, top,
                        strips.heights[s]);
    top += strips.heights[s];
  }
  top += 2;
  if (!order.genes.empty()) {
    add_text(scene.nodes, {shares_right, top - 1.5}, shares[0], small_size, Anchor::end).tone =
        Tone::muted;
    top += 2;
  }
  for (std::size_t g = 0; g < order.genes.size(); ++g) {
    const double height = genes.heights[g];
    add_row_label(scene.nodes, gene_labels[g], left - 4, top, height - 1.2, genes.label_width,
                  /*italic=*/true);
    add_oncoprint_gene(cells.nodes, figure.genes[order.genes[g]], order, columns,
                       top + 0.5 * (height - oncoprint_gene_row));
    add_row_text(scene.nodes, shares[g + 1], shares_right, top, height - 1.2, Anchor::end);
    top += height;
  }
  if (figure.patients == 0 || order.genes.empty()) {
    add_empty_note(scene.nodes, {left, top, right - left, 30});
    top += 30;
  }
  add(scene.nodes, std::move(cells));

  top += 4;
  const double width = figure.width - left;
  top = add_legend(scene.nodes, left, top, width,
                   std::vector<LegendEntry>{
                       {"mutated", {Key::Mark::box, Tone::ink, {}, 1.0}},
                       {"wild type", {Key::Mark::box, Tone::rule, {}, oncoprint_wild_opacity}},
                       {"not tested", {Key::Mark::line, Tone::muted, {}, 1, 0.5}}});
  for (std::size_t s = 0; s < figure.strips.size(); ++s)
    top = add_strip_legend(scene.nodes, figure.strips[s], tones[s], figure.patients, left, width,
                           top);
  scene.height = top;
  return scene;
}

std::string oncoprint_csv(const OncoprintFigure& figure) {
  const OncoprintOrder order = oncoprint_order(figure);
  std::string csv = "column";
  for (const OncoprintStrip& strip : figure.strips) csv += "," + csv_field(strip.label);
  for (const std::size_t gene : order.genes) csv += "," + csv_field(figure.genes[gene].label);
  csv += '\n';
  for (std::size_t i = 0; i < order.patients.size(); ++i) {
    const std::size_t patient = order.patients[i];
    csv += fmt::format("{}", i + 1);
    for (const OncoprintStrip& strip : figure.strips) {
      const int category = oncoprint_category(strip, patient);
      csv += ',';
      if (category >= 0) csv += csv_field(strip.categories[static_cast<std::size_t>(category)]);
    }
    for (const std::size_t gene : order.genes) {
      const GeneState state = oncoprint_state(figure.genes[gene], patient);
      csv += state == GeneState::mutated ? ",1" : state == GeneState::wild_type ? ",0" : ",";
    }
    csv += '\n';
  }
  return csv;
}

}  // namespace venscope::report
