#include "venscope/report/figure/nomogram_figure.hpp"

#include "venscope/report/figure/axis.hpp"
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

constexpr double mark_length = 2.6, label_gap = 3.0, row_gap = 5.0;

/// Where a label stands: lines above the axis are 0, 1, …, below -1, -2, ….
struct PlacedMark {
  NomogramMark mark;
  double x = 0, from = 0, to = 0;
  int lane = 0;
};

/// Labels in the order of their places, each in the lane nearest to the axis that is free.
std::vector<PlacedMark> place_marks(const std::vector<NomogramMark>& marks, const Axis& axis,
                                    double right) {
  std::vector<PlacedMark> placed;
  for (const NomogramMark& mark : marks) {
    if (!std::isfinite(mark.at)) continue;
    const double x = axis.at(mark.at), half = 0.5 * text_width(mark.label, small_size);
    const double middle = std::min(x, right - half);
    placed.push_back({mark, x, middle - half, middle + half, 0});
  }
  std::stable_sort(placed.begin(), placed.end(),
                   [](const PlacedMark& a, const PlacedMark& b) { return a.x < b.x; });
  std::vector<std::pair<int, double>> ends;  // the lanes in use, and where each is taken up to
  for (PlacedMark& one : placed) {
    for (int lane : {0, -1, 1, -2, 2, -3, 3, -4}) {
      const auto used = std::find_if(ends.begin(), ends.end(),
                                     [&](const auto& end) { return end.first == lane; });
      one.lane = lane;
      if (used == ends.end()) {
        ends.emplace_back(lane, one.to);
        break;
      }
      if (used->second + label_gap <= one.from) {
        used->second = one.to;
        break;
      }
    }
  }
  return placed;
}

/// Lines of labels above (>= 0) and below.
struct Lanes {
  int above = 1, below = 0;
};
Lanes lanes_of(const std::vector<PlacedMark>& marks) {
  Lanes lanes;
  for (const PlacedMark& one : marks) {
    lanes.above = std::max(lanes.above, one.lane + 1);
    lanes.below = std::max(lanes.below, -one.lane);
  }
  return lanes;
}

/// Draws a row below `top`; gives the y below it.
double add_nomogram_row(std::vector<Node>& nodes, const NomogramRow& row, const Axis& axis,
                        double label_width, double right, double top) {
  const std::vector<PlacedMark> marks = place_marks(row.marks, axis, right);
  const Lanes lanes = lanes_of(marks);
  const double line_height = leading(small_size);
  const std::vector<std::string> lines = wrap_text(row.label, label_width + 1e-6, text_size);
  const double half_label = 0.5 * leading(text_size) * static_cast<double>(lines.size());
  const double y = top + std::max(lanes.above * line_height + mark_length, half_label);
  double baseline = centred_baseline(y, text_size) -
                    0.5 * leading(text_size) * static_cast<double>(lines.size() - 1);
  for (const std::string& text : lines) {
    add_text(nodes, {label_width, baseline}, text, text_size, Anchor::end);
    baseline += leading(text_size);
  }
  double bottom = y + mark_length + lanes.below * line_height;
  bottom = std::max(bottom, y + half_label);
  if (marks.empty()) {
    Text& none = add_text(nodes, {axis.from, centred_baseline(y, small_size)},
                          "not within the reach of the totals", small_size);
    none.tone = Tone::muted;
    return bottom + row_gap;
  }
  Path strokes = line({marks.front().x, y}, {marks.back().x, y}, Tone::ink, 0.6);
  for (const PlacedMark& one : marks) {
    const double sign = one.lane >= 0 ? -1 : 1;
    strokes.lines.push_back({{one.x, y}, {one.x, y + sign * mark_length}});
    const double text_y = one.lane >= 0
                              ? y - mark_length - 1.0 - one.lane * line_height
                              : y + mark_length + 0.8 * small_size + (-one.lane - 1) * line_height;
    add_text(nodes, {0.5 * (one.from + one.to), text_y}, one.mark.label, small_size,
             Anchor::middle);
  }
  add(nodes, std::move(strokes));
  return bottom + row_gap;
}

NomogramRow ruler(std::string label, double most, int target) {
  NomogramRow row{std::move(label), {}};
  if (!(most > 0)) return row;
  const Ticks ticks = nice_ticks(0, most, target);
  for (std::size_t k = 0; k < ticks.values.size(); ++k)
    row.marks.push_back({ticks.labels[k], ticks.values[k]});
  return row;
}

std::string nomogram_description(const NomogramFigure& figure) {
  std::string text = fmt::format("Nomogram of {} terms.", figure.terms.size());
  for (const NomogramRow& row : figure.terms) {
    text += " " + row.label + ":";
    for (const NomogramMark& mark : row.marks)
      text += fmt::format(" {} {} points,", mark.label, fixed(mark.at, 0));
    text.back() = row.marks.empty() ? ':' : '.';
  }
  for (const NomogramRow& row : figure.answers) {
    if (row.marks.empty()) continue;
    text += " " + row.label + ":";
    for (const NomogramMark& mark : row.marks)
      text += fmt::format(" {} at {},", mark.label, fixed(mark.at, 0));
    text.back() = '.';
  }
  return text;
}

}  // namespace

Scene nomogram_scene(const NomogramFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Nomogram" : figure.title;
  scene.description = nomogram_description(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  std::vector<std::string> labels = {"Total points"};
  for (const auto* rows : {&figure.terms, &figure.answers})
    for (const NomogramRow& row : *rows) labels.push_back(row.label);
  const double label_width = std::min(widest(labels, text_size), 0.3 * figure.width);
  const double left = label_width + 10.0, right = figure.width - 8.0;
  const Axis points{0, 100, left, right};
  const Axis total{0, std::max(figure.total_most, 1e-9), left, right};
  const double rows_top = top;
  top = add_nomogram_row(scene.nodes, ruler("Points", 100, 10), points, label_width, figure.width,
                         top);
  for (const NomogramRow& row : figure.terms)
    top = add_nomogram_row(scene.nodes, row, points, label_width, figure.width, top);
  // Lines to look up along, behind everything.
  Path grid;
  grid.stroke = Tone::rule;
  grid.stroke_width = 0.4;
  for (int k = 0; k <= 10; ++k) {
    const double x = points.at(10.0 * k);
    grid.lines.push_back(
        {{x, rows_top + leading(small_size) + 2 * mark_length}, {x, top - row_gap}});
  }
  scene.nodes.insert(scene.nodes.begin(), {std::move(grid)});
  add(scene.nodes, line({0, top - 1}, {figure.width, top - 1}, Tone::ink, 0.5));
  top = add_nomogram_row(scene.nodes, ruler("Total points", figure.total_most, 10), total,
                         label_width, figure.width, top + 2);
  for (const NomogramRow& row : figure.answers)
    top = add_nomogram_row(scene.nodes, row, total, label_width, figure.width, top);
  if (!figure.note.empty())
    top = add_lines(scene.nodes, 0, top, figure.width, figure.note, small_size, false, Tone::muted);
  scene.height = top + 2;
  return scene;
}

std::string nomogram_csv(const NomogramFigure& figure) {
  std::string csv = "row,kind,label,points\n";
  const auto write = [&](const std::vector<NomogramRow>& rows, const char* kind) {
    for (const NomogramRow& row : rows)
      for (const NomogramMark& mark : row.marks)
        csv += fmt::format("{},{},{},{}\n", csv_field(row.label), kind, csv_field(mark.label),
                           exact(mark.at));
  };
  write(figure.terms, "term");
  write(figure.answers, "answer");
  return csv;
}

}  // namespace venscope::report
