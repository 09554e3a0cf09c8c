#include "venscope/report/figure/ratio_figure.hpp"

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

constexpr double ratio_gap = 8.0;
constexpr double ratio_padding = 4.0;

std::string ratio_words(const RatioRow& row) {
  return row.ratio ? ratio_interval(*row.ratio, *row.low, *row.high) : row.note;
}

std::string ratio_head(const RatioFigure& figure) {
  return figure.ratio_name + " (" + level_text(figure.level) + " CI)";
}

bool has_p(const RatioFigure& figure) {
  return figure.rows.empty() || std::any_of(figure.rows.begin(), figure.rows.end(),
                                            [](const RatioRow& row) { return row.p.has_value(); });
}

/// Wide enough for every estimate and most intervals.
Axis ratio_axis(const RatioFigure& figure, double from, double to) {
  double least = 0.8, most = 1.25, low = least, high = most;
  for (const RatioRow& row : figure.rows) {
    if (!row.ratio) continue;
    least = std::min(least, *row.ratio);
    most = std::max(most, *row.ratio);
    low = std::min(low, *row.low);
    high = std::max(high, *row.high);
  }
  low = std::max({low, std::min(0.2, least / 2), 0.01});
  high = std::min({high, std::max(5.0, most * 2), 100.0});
  return {low * 0.93, high * 1.07, from, to, true};
}

struct RatioColumns {
  double label_width = 0, counts_right = 0, ratio_right = 0, p_right = 0;
  Axis axis;
};

RatioColumns ratio_columns(const RatioFigure& figure) {
  double label = text_width(figure.label_heading, small_size, true);
  double counts = text_width(figure.counts_heading, small_size, true);
  double ratio = text_width(ratio_head(figure), small_size, true);
  double p = has_p(figure) ? 12 : 0;
  for (const RatioRow& row : figure.rows) {
    label = std::max(label, text_width(row.label, small_size, row.marked));
    counts = std::max(counts, text_width(row.counts, small_size, row.marked));
    ratio = std::max(ratio, text_width(ratio_words(row), small_size, row.marked));
    if (row.p) p = std::max(p, text_width(p_value(*row.p), small_size, row.marked));
  }
  const double numbers = counts + ratio + p + 5 * ratio_gap;
  const double room = std::max(45.0, figure.width - numbers - 0.2 * figure.width);
  RatioColumns columns;
  columns.label_width = std::min(label, room);
  columns.counts_right = columns.label_width + ratio_gap + counts;
  columns.p_right = figure.width;
  columns.ratio_right = p > 0 ? columns.p_right - p - ratio_gap : columns.p_right;
  const double from = columns.counts_right + 1.5 * ratio_gap;
  columns.axis =
      ratio_axis(figure, from, std::max(from + 24, columns.ratio_right - ratio - 1.5 * ratio_gap));
  return columns;
}

void add_ratio_arrow(std::vector<Node>& nodes, double x, double y, double direction, Tone tone) {
  Path head;
  head.closed = true;
  head.stroke = Tone::none;
  head.fill = tone;
  head.lines = {{{x, y}, {x - direction * 3.4, y - 2.0}, {x - direction * 3.4, y + 2.0}}};
  add(nodes, std::move(head));
}

void add_ratio_mark(std::vector<Node>& nodes, const RatioRow& row, const Axis& axis, double y) {
  const Tone tone = row.marked ? Tone::series_2 : Tone::series_1;
  const bool cut_low = !(*row.low >= axis.low), cut_high = !(*row.high <= axis.high);
  const double from = cut_low ? axis.from : axis.at(std::min(*row.low, axis.high));
  const double to = cut_high ? axis.to : axis.at(std::max(*row.high, axis.low));
  add(nodes, line({from, y}, {to, y}, tone, row.marked ? 1.5 : 1.0));
  if (cut_low) add_ratio_arrow(nodes, axis.from - 1.5, y, -1, tone);
  if (cut_high) add_ratio_arrow(nodes, axis.to + 1.5, y, 1, tone);
  if (*row.ratio < axis.low || *row.ratio > axis.high) return;
  add(nodes,
      shaped_mark({axis.at(*row.ratio), y}, row.marked ? 3.4 : 2.1, row.marked ? 3 : 1, tone));
}

double add_ratio_row(std::vector<Node>& nodes, const RatioFigure& figure,
                     const RatioColumns& columns, const RatioRow& row, bool striped, double top) {
  const auto lines =
      static_cast<double>(wrap_text(row.label, columns.label_width, small_size, row.marked).size());
  const double height = std::max(1.0, lines) * leading(small_size) + ratio_padding;
  if (striped)
    add(nodes, box({0, top, figure.width, height}, Tone::none, Tone::rule)).fill_opacity = 0.22;
  add_lines(nodes, 0, top + 0.5 * ratio_padding, columns.label_width, row.label, small_size,
            row.marked);
  const double baseline = top + 0.5 * ratio_padding + small_size;
  const auto cell = [&](double right, const std::string& text) -> Text& {
    Text& node = add_text(nodes, {right, baseline}, text, small_size, Anchor::end);
    node.bold = row.marked;
    return node;
  };
  cell(columns.counts_right, row.counts);
  Text& ratio = cell(columns.ratio_right, ratio_words(row));
  if (!row.ratio) ratio.tone = Tone::muted;
  if (row.p) cell(columns.p_right, p_value(*row.p));
  if (row.ratio)
    add_ratio_mark(nodes, row, columns.axis, top + 0.5 * ratio_padding + 0.62 * small_size);
  return top + height;
}

double add_ratio_heads(std::vector<Node>& nodes, const RatioFigure& figure,
                       const RatioColumns& columns, double top) {
  const auto head = [&](double x, const std::string& text, Anchor anchor) {
    add_text(nodes, {x, top + small_size}, text, small_size, anchor).bold = true;
  };
  head(0, figure.label_heading, Anchor::start);
  head(columns.counts_right, figure.counts_heading, Anchor::end);
  head(columns.ratio_right, ratio_head(figure), Anchor::end);
  if (has_p(figure)) head(columns.p_right, "p", Anchor::end);
  top += 10.5;
  add(nodes, line({0, top}, {figure.width, top}, Tone::ink, 0.7));
  return top + 1.5;
}

double add_ratio_foot(std::vector<Node>& nodes, const RatioFigure& figure, const Axis& axis,
                      double top) {
  const Ticks ticks =
      ratio_ticks(axis.low, axis.high, static_cast<int>((axis.to - axis.from) / 17));
  double below = add_bottom_axis(nodes, axis, ticks, top, figure.axis_name);
  if (figure.lower.empty() && figure.higher.empty()) return below;
  const double middle = axis.at(1.0);
  const std::string lower = "← " + figure.lower, higher = figure.higher + " →";
  // One under the other where they have no room beside each other.
  const bool beside =
      middle - 4 - text_width(lower, 6) > 0 && middle + 4 + text_width(higher, 6) < figure.width;
  add_text(nodes, {beside ? middle - 4 : axis.from, below + 6}, lower, 6,
           beside ? Anchor::end : Anchor::start)
      .tone = Tone::muted;
  if (!beside) below += leading(6);
  add_text(nodes, {beside ? middle + 4 : axis.to, below + 6}, higher, 6,
           beside ? Anchor::start : Anchor::end)
      .tone = Tone::muted;
  return below + leading(6);
}

std::string ratio_description(const RatioFigure& figure) {
  std::string text =
      fmt::format("{}s with {} confidence intervals.", figure.axis_name, level_text(figure.level));
  for (const RatioRow& row : figure.rows)
    text += fmt::format(" {}{}: {}.", row.label, row.marked ? " (primary)" : "", ratio_words(row));
  return text;
}

}  // namespace

Scene ratio_scene(const RatioFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? figure.axis_name + "s" : figure.title;
  scene.description = ratio_description(figure);
  const RatioColumns columns = ratio_columns(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  top = add_ratio_heads(scene.nodes, figure, columns, top);
  const double rows_top = top;
  Group rows{"rows", {}, {}};
  for (std::size_t i = 0; i < figure.rows.size(); ++i)
    top = add_ratio_row(rows.nodes, figure, columns, figure.rows[i], i % 2 == 1, top);
  if (figure.rows.empty()) {
    add_empty_note(scene.nodes, {columns.axis.from, top, columns.axis.to - columns.axis.from, 30});
    top += 30;
  }
  const double one = columns.axis.at(1.0);
  add(scene.nodes, line({one, rows_top}, {one, top + 2}, Tone::muted, 0.5)).dash = {1.5, 1.5};
  if (figure.reference && *figure.reference > columns.axis.low &&
      *figure.reference < columns.axis.high) {
    const double at = columns.axis.at(*figure.reference);
    add(scene.nodes, line({at, rows_top}, {at, top + 2}, Tone::series_2, 0.7)).dash = {3, 1.5};
  }
  add(scene.nodes, std::move(rows));
  scene.height = add_ratio_foot(scene.nodes, figure, columns.axis, top + 2) + 2;
  return scene;
}

std::string ratio_csv(const RatioFigure& figure) {
  std::string csv = "label,counts,ratio,low,high,p,marked\n";
  const auto number = [](const std::optional<double>& value) {
    return value ? exact(*value) : std::string();
  };
  for (const RatioRow& row : figure.rows)
    csv += fmt::format("{},{},{},{},{},{},{}\n", csv_field(row.label), csv_field(row.counts),
                       number(row.ratio), number(row.low), number(row.high), number(row.p),
                       row.marked ? "yes" : "no");
  return csv;
}

}  // namespace venscope::report
