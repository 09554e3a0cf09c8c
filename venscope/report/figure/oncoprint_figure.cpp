#include "venscope/report/figure/oncoprint_figure.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/figure/rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double gene_row = 10.0;
constexpr double strip_row = 8.0;
constexpr double burden_height = 24.0;
constexpr double group_gap = 3.0;
constexpr double widest_cell = 12.0;
constexpr double apart_from = 2.5;  // narrower cells are not separated by a gap
constexpr double wild_opacity = 0.45;
constexpr double strip_opacity = 0.8;

/// Where each patient stands: columns of one width, groups apart.
struct Columns {
  double left = 0, width = 0;           ///< of the first column; of one column
  std::vector<double> x;                ///< left edge of each column, in the order drawn
  std::vector<std::size_t> group_ends;  ///< one past the last column of each group
  double right = 0;
  double gap() const { return width >= apart_from ? std::min(0.12 * width, 1.0) : 0.0; }
};

Columns columns_of(const OncoprintOrder& order, double left, double right) {
  Columns columns;
  columns.left = left;
  const auto n = static_cast<double>(order.patients.size());
  const double gaps =
      group_gap * static_cast<double>(std::max<std::size_t>(1, order.starts.size()) - 1);
  columns.width = n > 0 ? std::min(widest_cell, (right - left - gaps) / n) : 0;
  double x = left;
  for (std::size_t i = 0; i < order.patients.size(); ++i) {
    if (i > 0 && std::binary_search(order.starts.begin(), order.starts.end(), i)) {
      columns.group_ends.push_back(i);
      x += group_gap;
    }
    columns.x.push_back(x);
    x += columns.width;
  }
  columns.group_ends.push_back(order.patients.size());
  columns.right = x;
  return columns;
}

/// Runs of columns of one group over which `value` is the same; single columns where there is room
/// for gaps between them.
template <class Value, class Take>
void each_column_run(const Columns& columns, const Value& value, const Take& take) {
  std::size_t from = 0;
  for (const std::size_t end : columns.group_ends)
    while (from < end) {
      std::size_t to = from + 1;
      while (columns.gap() == 0 && to < end && value(to) == value(from)) ++to;
      const double left = columns.x[from];
      const double right = columns.x[to - 1] + columns.width - columns.gap();
      take(value(from), left, right);
      from = to;
    }
}

void add_rectangle(Path& path, double left, double right, double top, double bottom) {
  path.lines.push_back({{left, top}, {right, top}, {right, bottom}, {left, bottom}});
}

Path filled(Tone tone, double opacity) {
  Path path;
  path.closed = true;
  path.stroke = Tone::none;
  path.fill = tone;
  path.fill_opacity = opacity;
  return path;
}

GeneState gene_state(const OncoprintGene& gene, std::size_t patient) {
  return patient < gene.states.size() ? gene.states[patient] : GeneState::not_tested;
}

void add_gene(std::vector<Node>& nodes, const OncoprintGene& gene, const OncoprintOrder& order,
              const Columns& columns, double top) {
  Path mutated = filled(Tone::ink, 1.0), wild = filled(Tone::rule, wild_opacity);
  Path untested = line({}, {}, Tone::muted, 0.5);
  untested.lines.clear();
  const double bottom = top + gene_row - 1.2, middle = 0.5 * (top + bottom);
  each_column_run(
      columns, [&](std::size_t i) { return gene_state(gene, order.patients[i]); },
      [&](GeneState state, double left, double right) {
        if (state == GeneState::mutated) add_rectangle(mutated, left, right, top, bottom);
        if (state == GeneState::wild_type) add_rectangle(wild, left, right, top, bottom);
        if (state == GeneState::not_tested)
          untested.lines.push_back({{left, middle}, {right, middle}});
      });
  for (Path* path : {&wild, &untested, &mutated})
    if (!path->lines.empty()) add(nodes, std::move(*path));
}

int category_of(const OncoprintStrip& strip, std::size_t patient) {
  const int category = patient < strip.of.size() ? strip.of[patient] : -1;
  return category < static_cast<int>(strip.categories.size()) ? category : -1;
}

void add_strip(std::vector<Node>& nodes, const OncoprintStrip& strip, std::size_t first_tone,
               const OncoprintOrder& order, const Columns& columns, double top, double height) {
  const double bottom = top + height - 1.2, middle = 0.5 * (top + bottom);
  std::vector<Path> paths;
  for (std::size_t c = 0; c < strip.categories.size(); ++c)
    paths.push_back(filled(series_tone(first_tone + c), strip_opacity));
  Path unknown = line({}, {}, Tone::muted, 0.5);
  unknown.lines.clear();
  each_column_run(
      columns, [&](std::size_t i) { return category_of(strip, order.patients[i]); },
      [&](int category, double left, double right) {
        if (category >= 0)
          add_rectangle(paths[static_cast<std::size_t>(category)], left, right, top, bottom);
        else
          unknown.lines.push_back({{left, middle}, {right, middle}});
      });
  paths.push_back(std::move(unknown));
  for (Path& path : paths)
    if (!path.lines.empty()) add(nodes, std::move(path));
}

std::vector<double> mutations_per_patient(const OncoprintFigure& figure) {
  std::vector<double> sums(figure.patients, 0.0);
  for (const OncoprintGene& gene : figure.genes)
    for (std::size_t i = 0; i < std::min(figure.patients, gene.states.size()); ++i)
      sums[i] += gene.states[i] == GeneState::mutated ? 1 : 0;
  return sums;
}

/// Bars of the number of mutated genes per patient, above everything.
double add_burden(std::vector<Node>& nodes, const OncoprintFigure& figure,
                  const OncoprintOrder& order, const Columns& columns, double top) {
  const std::vector<double> sums = mutations_per_patient(figure);
  const double most = sums.empty() ? 0 : *std::max_element(sums.begin(), sums.end());
  if (most == 0) return top;
  const double bottom = top + burden_height;
  const Axis y{0, most, bottom, top + 3};
  Path bars = filled(Tone::muted, 1.0);
  each_column_run(
      columns, [&](std::size_t i) { return sums[order.patients[i]]; },
      [&](double sum, double left, double right) {
        if (sum > 0) add_rectangle(bars, left, right, y.at(sum), bottom);
      });
  add(nodes, std::move(bars));
  add_left_axis(nodes, y, {{0, most}, {"0", count(most)}}, columns.left - 3, 0, "");
  add_text(nodes, {columns.left - 14, centred_baseline(0.5 * (y.from + y.to), small_size)},
           "Mutated genes", small_size, Anchor::end)
      .tone = Tone::muted;
  return bottom + 3;
}

std::string share_text(const OncoprintFigure& figure, const OncoprintGene& gene) {
  double mutated = 0, tested = 0;
  for (std::size_t i = 0; i < figure.patients; ++i) {
    mutated += gene_state(gene, i) == GeneState::mutated ? 1 : 0;
    tested += gene_state(gene, i) == GeneState::not_tested ? 0 : 1;
  }
  if (tested == 0) return "not tested";
  return count(mutated) + "/" + count(tested) + " (" + percent(mutated / tested, 0) + ")";
}

double add_strip_legend(std::vector<Node>& nodes, const OncoprintStrip& strip,
                        std::size_t first_tone, std::size_t patients, double left, double width,
                        double top) {
  std::vector<double> counts(strip.categories.size(), 0.0);
  double unknown = 0;
  for (std::size_t i = 0; i < patients; ++i) {
    const int category = category_of(strip, i);
    if (category >= 0)
      counts[static_cast<std::size_t>(category)] += 1;
    else
      unknown += 1;
  }
  std::vector<LegendEntry> entries;
  for (std::size_t c = 0; c < counts.size(); ++c)
    if (counts[c] > 0)
      entries.push_back({strip.categories[c] + " (" + count(counts[c]) + ")",
                         {Key::Mark::box, series_tone(first_tone + c), {}, strip_opacity}});
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

std::size_t strip_tone(const OncoprintFigure& figure, std::size_t strip) {
  std::size_t tone = 0;
  for (std::size_t s = 0; s < strip; ++s) tone += figure.strips[s].categories.size();
  return tone;
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
  const RowLayout genes = lay_out_rows(gene_labels, most, gene_row);
  const double burden = text_width("Mutated genes", small_size) + 16;
  const double left = std::max({strips.label_width + 6, genes.label_width + 6, burden});
  const double right = figure.width - widest(shares, small_size) - 5;
  const Columns columns = columns_of(order, left, right);
  const double shares_right = columns.right + figure.width - right;

  Group cells{"cells", {}, {}};
  top = add_burden(scene.nodes, figure, order, columns, top + 2);
  for (std::size_t s = 0; s < figure.strips.size(); ++s) {
    add_row_label(scene.nodes, strip_labels[s], left - 4, top, strips.heights[s] - 1.2,
                  strips.label_width);
    add_strip(cells.nodes, figure.strips[s], strip_tone(figure, s), order, columns, top,
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
    add_gene(cells.nodes, figure.genes[order.genes[g]], order, columns,
             top + 0.5 * (height - gene_row));
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
  top = add_legend(
      scene.nodes, left, top, width,
      std::vector<LegendEntry>{{"mutated", {Key::Mark::box, Tone::ink, {}, 1.0}},
                               {"wild type", {Key::Mark::box, Tone::rule, {}, wild_opacity}},
                               {"not tested", {Key::Mark::line, Tone::muted, {}, 1, 0.5}}});
  for (std::size_t s = 0; s < figure.strips.size(); ++s)
    top = add_strip_legend(scene.nodes, figure.strips[s], strip_tone(figure, s), figure.patients,
                           left, width, top);
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
      const int category = category_of(strip, patient);
      csv += ',';
      if (category >= 0) csv += csv_field(strip.categories[static_cast<std::size_t>(category)]);
    }
    for (const std::size_t gene : order.genes) {
      const GeneState state = gene_state(figure.genes[gene], patient);
      csv += state == GeneState::mutated ? ",1" : state == GeneState::wild_type ? ",0" : ",";
    }
    csv += '\n';
  }
  return csv;
}

}  // namespace venscope::report
