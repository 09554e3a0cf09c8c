#include "venscope/report/figure/oncoprint_cells.hpp"

#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"

#include <algorithm>

namespace venscope::report {
namespace {

constexpr double burden_height = 24.0;
constexpr double group_gap = 3.0;
constexpr double widest_cell = 12.0;
constexpr double apart_from = 2.5;  // narrower cells are not separated by a gap

/// Runs of columns of one group over which `value` is the same; single columns where there is room
/// for gaps between them.
template <class Value, class Take>
void each_column_run(const OncoprintColumns& columns, const Value& value, const Take& take) {
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

std::vector<double> mutations_per_patient(const OncoprintFigure& figure) {
  std::vector<double> sums(figure.patients, 0.0);
  for (const OncoprintGene& gene : figure.genes)
    for (std::size_t i = 0; i < std::min(figure.patients, gene.states.size()); ++i)
      sums[i] += gene.states[i] == GeneState::mutated ? 1 : 0;
  return sums;
}

}  // namespace

double OncoprintColumns::gap() const {
  return width >= apart_from ? std::min(0.12 * width, 1.0) : 0.0;
}

GeneState oncoprint_state(const OncoprintGene& gene, std::size_t patient) {
  return patient < gene.states.size() ? gene.states[patient] : GeneState::not_tested;
}

int oncoprint_category(const OncoprintStrip& strip, std::size_t patient) {
  const int category = patient < strip.of.size() ? strip.of[patient] : -1;
  return category < static_cast<int>(strip.categories.size()) ? category : -1;
}

std::vector<std::vector<std::size_t>> oncoprint_tones(const OncoprintFigure& figure) {
  std::vector<std::vector<std::size_t>> tones;
  std::size_t next = 0;
  for (std::size_t s = 0; s < figure.strips.size(); ++s) {
    const OncoprintStrip& strip = figure.strips[s];
    std::size_t same = 0;
    while (same < s && figure.strips[same].categories != strip.categories) ++same;
    std::vector<std::size_t>& own = tones.emplace_back(strip.categories.size(), 0);
    if (same < s) {
      own = tones[same];
      continue;
    }
    std::vector<bool> used(strip.categories.size());
    for (std::size_t i = 0; i < figure.patients; ++i)
      if (const int category = oncoprint_category(strip, i); category >= 0)
        used[static_cast<std::size_t>(category)] = true;
    // The first strip's groups keep the tones they have in every other figure.
    for (std::size_t c = 0; c < own.size(); ++c)
      if (used[c] || s == 0) own[c] = next++;
  }
  return tones;
}

double oncoprint_strip_opacity(std::size_t tone) {
  return step_opacity(tone, 0.45, 1.0);
}

OncoprintColumns oncoprint_columns(const OncoprintOrder& order, double left, double right) {
  OncoprintColumns columns;
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

void add_oncoprint_gene(std::vector<Node>& nodes, const OncoprintGene& gene,
                        const OncoprintOrder& order, const OncoprintColumns& columns, double top) {
  Path mutated = filled(Tone::ink, 1.0), wild = filled(Tone::rule, oncoprint_wild_opacity);
  Path untested = line({}, {}, Tone::muted, 0.5);
  untested.lines.clear();
  const double bottom = top + oncoprint_gene_row - 1.2, middle = 0.5 * (top + bottom);
  each_column_run(
      columns, [&](std::size_t i) { return oncoprint_state(gene, order.patients[i]); },
      [&](GeneState state, double left, double right) {
        if (state == GeneState::mutated) add_rectangle(mutated, left, right, top, bottom);
        if (state == GeneState::wild_type) add_rectangle(wild, left, right, top, bottom);
        if (state == GeneState::not_tested)
          untested.lines.push_back({{left, middle}, {right, middle}});
      });
  for (Path* path : {&wild, &untested, &mutated})
    if (!path->lines.empty()) add(nodes, std::move(*path));
}

void add_oncoprint_strip(std::vector<Node>& nodes, const OncoprintStrip& strip,
                         const std::vector<std::size_t>& tones, const OncoprintOrder& order,
                         const OncoprintColumns& columns, double top, double height) {
  const double bottom = top + height - 1.2, middle = 0.5 * (top + bottom);
  std::vector<Path> paths;
  for (std::size_t c = 0; c < strip.categories.size(); ++c)
    paths.push_back(filled(series_tone(tones[c]), oncoprint_strip_opacity(tones[c])));
  Path unknown = line({}, {}, Tone::muted, 0.5);
  unknown.lines.clear();
  each_column_run(
      columns, [&](std::size_t i) { return oncoprint_category(strip, order.patients[i]); },
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

double add_oncoprint_burden(std::vector<Node>& nodes, const OncoprintFigure& figure,
                            const OncoprintOrder& order, const OncoprintColumns& columns,
                            double top) {
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

}  // namespace venscope::report
