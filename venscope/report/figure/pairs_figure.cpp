#include "venscope/report/figure/pairs_figure.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/figure/rows.hpp"
#include "venscope/report/number.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double widest_pair_cell = 17.0;
constexpr double least_pair_cell = 7.6;  // a line of type of 6 points
constexpr Tone together = Tone::series_1;
constexpr Tone apart_from_each_other = Tone::series_2;

/// How far the odds ratio is from 1, in four steps.
double strength(double odds_ratio) {
  const double doublings = std::fabs(std::log2(odds_ratio));
  const double step = doublings < 1 ? 0.2 : doublings < 2 ? 0.45 : doublings < 3 ? 0.7 : 1.0;
  return step * most_under_text;
}

std::string ratio_text(double odds_ratio) {
  return std::isfinite(odds_ratio) ? ratio(odds_ratio) : "infinite";
}

std::string description_of(const PairsFigure& figure) {
  std::string text = fmt::format("{} pairs of {}.", figure.cells.size(), figure.labels.size());
  for (const PairCell& cell : figure.cells)
    if (cell.marked && cell.first < figure.labels.size() && cell.second < figure.labels.size())
      text += fmt::format(" {} with {}: odds ratio {}, {} with both, {}.",
                          figure.labels[cell.first], figure.labels[cell.second],
                          ratio_text(cell.odds_ratio), count(cell.both), figure.marked_label);
  return text;
}

void add_pair(std::vector<Node>& nodes, const PairCell& cell, const Rect& place) {
  const bool less = cell.odds_ratio < 1;
  Path& fill = add(nodes, box(place, Tone::none, less ? apart_from_each_other : together));
  fill.fill_opacity = strength(cell.odds_ratio);
  if (less) {  // a corner cut off by a line, beside the number
    const double corner = 0.3 * place.width;
    const Point lower_right{place.x + place.width, place.y + place.height};
    add(nodes, line({lower_right.x - corner, lower_right.y},
                    {lower_right.x, lower_right.y - corner}, Tone::ink, 0.6));
  }
  const std::string text = count(cell.both);
  if (text_width(text, 6.0) + 1 < place.width && place.height > 7)
    add_text(nodes,
             {place.x + 0.5 * place.width, centred_baseline(place.y + 0.5 * place.height, 6)}, text,
             6.0, Anchor::middle);
}

std::vector<LegendEntry> legend_of(const PairsFigure& figure) {
  std::vector<LegendEntry> entries = {
      {"More often together than by chance", {Key::Mark::box, together, {}, most_under_text}},
      {"Less often", {Key::Mark::box, apart_from_each_other, {}, most_under_text}}};
  const bool marked = std::any_of(figure.cells.begin(), figure.cells.end(),
                                  [](const PairCell& cell) { return cell.marked; });
  if (marked) entries.push_back({figure.marked_label, {Key::Mark::box, Tone::ink, {}, 0.0}});
  return entries;
}

/// What fits into the width; an ellipsis says that there was more.
std::string first_line(const std::string& label, double width) {
  std::vector<std::string> lines = wrap_text(label, width, text_size);
  if (lines.size() == 1) return lines[0];
  return wrap_text(label, width - text_width("…", text_size), text_size)[0] + "…";
}

/// Names of the columns, turned upwards from where each column ends.
void add_column_names(std::vector<Node>& nodes, const PairsFigure& figure, double left, double top,
                      double side, double room) {
  for (std::size_t c = 0; c + 1 < figure.labels.size(); ++c) {
    const double x = left + side * (static_cast<double>(c) + 0.5);
    // The row below the diagonal is the first that the column has.
    const std::string name = first_line(figure.labels[c], room);
    Text& text = add_text(nodes, {x + 0.35 * text_size, top}, name, text_size, Anchor::end);
    text.rotation = -90;
    text.italic = figure.genes;
  }
}

}  // namespace

Scene pairs_scene(const PairsFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Pairs" : figure.title;
  scene.description = description_of(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  const std::size_t n = figure.labels.size();
  if (n < 2) {
    add_empty_note(scene.nodes, {0, top, figure.width, 30});
    scene.height = top + 30;
    return scene;
  }
  top = add_legend(scene.nodes, 0, top, figure.width, legend_of(figure));
  const double most = 0.3 * figure.width;
  const double label_width = lay_out_rows(figure.labels, most, 0).label_width;
  const double left = label_width + 6;
  const double side = std::clamp((figure.width - left - 4) / static_cast<double>(n - 1),
                                 least_pair_cell, widest_pair_cell);
  const double gap = side > 9 ? 0.6 : 0.3;
  Group cells{"cells", {}, {}}, outlines{"outlines", {}, {}};
  for (const PairCell& cell : figure.cells) {
    const std::size_t row = std::max(cell.first, cell.second);
    const std::size_t column = std::min(cell.first, cell.second);
    if (row >= n || column == row) continue;
    const Rect place{left + side * static_cast<double>(column) + gap,
                     top + side * static_cast<double>(row - 1) + gap, side - 2 * gap,
                     side - 2 * gap};
    add_pair(cells.nodes, cell, place);
    if (cell.marked) add(outlines.nodes, box(place, Tone::ink)).stroke_width = 1.1;
  }
  for (std::size_t row = 1; row < n; ++row) {
    const std::string name = first_line(figure.labels[row], most);
    Text& text = add_row_text(scene.nodes, name, left - 4,
                              top + side * static_cast<double>(row - 1), side, Anchor::end);
    text.italic = figure.genes;
    if (side < leading(small_size)) text.size = 6.0;
  }
  add(scene.nodes, std::move(cells));
  add(scene.nodes, std::move(outlines));
  const double bottom = top + side * static_cast<double>(n - 1);
  add_column_names(scene.nodes, figure, left, bottom + 4, side, most);
  scene.width = std::max(figure.width, left + side * static_cast<double>(n - 1) + 4);
  scene.height = bottom + 8 + label_width;
  return scene;
}

}  // namespace venscope::report
