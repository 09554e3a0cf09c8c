#include "venscope/report/figure/pooled_figure.hpp"

#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/figure/rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double pooled_gap = 8.0, pooled_row_height = 12.0;
constexpr double largest_square = 4.2, smallest_square = 1.1;

std::string pooled_text(const PooledFigure& figure, double estimate, double low, double high) {
  return figure.ratio ? ratio_interval(estimate, low, high)
                      : estimate_interval(estimate, low, high);
}

std::string weight_text(const PooledRow& row) {
  return row.weight ? percent(*row.weight) : std::string();
}

/// Wide enough for every estimate, and for most intervals.
Axis pooled_axis(const PooledFigure& figure, double from, double to) {
  const double none = figure.ratio ? 1 : 0;
  const auto scale = [&](double v) { return figure.ratio ? std::log(v) : v; };
  double least = scale(none), most = least, low = least, high = most;
  const auto see = [&](double estimate, double lower, double upper) {
    if (std::isfinite(scale(estimate))) {
      least = std::min(least, scale(estimate));
      most = std::max(most, scale(estimate));
    }
    if (std::isfinite(scale(lower))) low = std::min(low, scale(lower));
    if (std::isfinite(scale(upper))) high = std::max(high, scale(upper));
  };
  for (const PooledRow& row : figure.rows) see(row.estimate, row.low, row.high);
  for (const PooledDiamond& diamond : figure.diamonds) {
    see(diamond.estimate, diamond.low, diamond.high);
    if (diamond.prediction_low && diamond.prediction_high)
      see(diamond.estimate, *diamond.prediction_low, *diamond.prediction_high);
  }
  const double spread = std::max(most - least, figure.ratio ? 0.5 : 1e-12);
  low = std::max(low, least - 2 * spread);
  high = std::min(high, most + 2 * spread);
  const double room = 0.06 * std::max(high - low, 1e-12);
  if (!figure.ratio) return {low - room, high + room, from, to};
  return {std::exp(low - room), std::exp(high + room), from, to, true};
}

struct PooledColumns {
  double labels = 0, counts_right = 0, weight_right = 0, text_right = 0;
  Axis axis;
};

PooledColumns columns_of(const PooledFigure& figure, const RowLayout& rows) {
  const std::string heading =
      fmt::format("{} ({} CI)", figure.ratio ? "Ratio" : "Estimate", level_text(figure.level));
  double counts = 0, weight = 0, text = text_width(heading, small_size, true);
  for (const PooledRow& row : figure.rows) {
    if (!row.counts.empty())
      counts = std::max({counts, text_width(row.counts, small_size),
                         text_width(figure.counts_label, small_size, true)});
    if (row.weight)
      weight = std::max({weight, text_width(weight_text(row), small_size),
                         text_width("Weight", small_size, true)});
    text = std::max(text, text_width(pooled_text(figure, row.estimate, row.low, row.high),
                                     small_size, row.emphasised));
  }
  for (const PooledDiamond& diamond : figure.diamonds)
    text =
        std::max(text, text_width(pooled_text(figure, diamond.estimate, diamond.low, diamond.high),
                                  small_size, true));
  PooledColumns columns;
  columns.labels = rows.label_width;
  columns.counts_right = columns.labels + (counts > 0 ? pooled_gap + counts : 0);
  columns.text_right = figure.width - (weight > 0 ? weight + pooled_gap : 0);
  columns.weight_right = figure.width;
  const double from = columns.counts_right + pooled_gap;
  const double to = std::max(from + 30.0, columns.text_right - text - pooled_gap);
  columns.axis = pooled_axis(figure, from, to);
  return columns;
}

Path interval_line(const Axis& axis, double low, double high, double y, Tone tone, double width) {
  const double from = std::max(axis.from, axis.at(low)), to = std::min(axis.to, axis.at(high));
  return line({from, y}, {to, y}, tone, width);
}

void add_cut_ends(std::vector<Node>& nodes, const Axis& axis, double low, double high, double y,
                  Tone tone) {
  const auto head = [&](double tip, double direction) {
    Path path;
    path.closed = true;
    path.stroke = Tone::none;
    path.fill = tone;
    path.lines = {{{tip, y}, {tip - direction * 3.4, y - 2.0}, {tip - direction * 3.4, y + 2.0}}};
    add(nodes, std::move(path));
  };
  if (!(low >= axis.low)) head(axis.from - 1.5, -1);
  if (!(high <= axis.high)) head(axis.to + 1.5, 1);
}

void add_cohort(std::vector<Node>& nodes, const PooledRow& row, const Axis& axis, double largest,
                double y) {
  const Tone tone = row.emphasised ? Tone::series_2 : Tone::series_1;
  add(nodes, interval_line(axis, row.low, row.high, y, tone, 1.0));
  add_cut_ends(nodes, axis, row.low, row.high, y, tone);
  const double x = axis.at(row.estimate);
  if (!(x >= axis.from && x <= axis.to)) return;
  // The area of the square is the weight.
  const double share = row.weight && largest > 0 ? std::sqrt(*row.weight / largest) : 0.5;
  add(nodes, square({x, y}, std::max(smallest_square, largest_square * share), tone));
}

void add_diamond(std::vector<Node>& nodes, const PooledDiamond& diamond, const Axis& axis,
                 double y) {
  if (diamond.prediction_low && diamond.prediction_high) {
    add(nodes, interval_line(axis, *diamond.prediction_low, *diamond.prediction_high, y,
                             Tone::series_2, 1.0));
    add_cut_ends(nodes, axis, *diamond.prediction_low, *diamond.prediction_high, y, Tone::series_2);
  }
  const auto within = [&](double value) { return std::clamp(axis.at(value), axis.from, axis.to); };
  Path path;
  path.closed = true;
  path.stroke = Tone::none;
  path.fill = Tone::series_2;
  const double middle = within(diamond.estimate);
  path.lines = {
      {{within(diamond.low), y}, {middle, y - 4.2}, {within(diamond.high), y}, {middle, y + 4.2}}};
  add(nodes, std::move(path));
}

std::string pooled_description(const PooledFigure& figure) {
  std::string text =
      fmt::format("{} with {} confidence intervals", figure.value_label, level_text(figure.level));
  text += figure.row_heading == "Cohort" ? fmt::format(" in {} cohorts.", figure.rows.size()) : ".";
  for (const PooledRow& row : figure.rows)
    text +=
        fmt::format(" {}: {}.", row.label, pooled_text(figure, row.estimate, row.low, row.high));
  for (const PooledDiamond& diamond : figure.diamonds) {
    text += fmt::format(" {}: {}", diamond.label,
                        pooled_text(figure, diamond.estimate, diamond.low, diamond.high));
    if (diamond.prediction_low && diamond.prediction_high)
      text += fmt::format(", a further cohort is expected between {} and {}",
                          fixed(*diamond.prediction_low, 2), fixed(*diamond.prediction_high, 2));
    text += ".";
  }
  for (const std::string& note : figure.notes) text += " " + note + ".";
  return text;
}

double add_pooled_heads(std::vector<Node>& nodes, const PooledFigure& figure,
                        const PooledColumns& columns, double top) {
  const auto head = [&](double x, const std::string& text, Anchor anchor) {
    add_text(nodes, {x, top + small_size}, text, small_size, anchor).bold = true;
  };
  head(0, figure.row_heading, Anchor::start);
  if (columns.counts_right > columns.labels)
    head(columns.counts_right, figure.counts_label, Anchor::end);
  head(columns.text_right,
       fmt::format("{} ({} CI)", figure.ratio ? "Ratio" : "Estimate", level_text(figure.level)),
       Anchor::end);
  if (columns.text_right < figure.width) head(columns.weight_right, "Weight", Anchor::end);
  top += leading(small_size) + 2;
  add(nodes, line({0, top}, {figure.width, top}, Tone::ink, 0.7));
  return top + 1.5;
}

double add_pooled_axis(std::vector<Node>& nodes, const PooledFigure& figure, const Axis& axis,
                       double top) {
  const int most = std::max(2, static_cast<int>((axis.to - axis.from) / 22.0));
  const Ticks ticks = figure.ratio ? ratio_ticks(axis.low, axis.high, most)
                                   : nice_ticks(axis.low, axis.high, std::min(most, 6));
  double below = add_bottom_axis(nodes, axis, ticks, top, figure.value_label);
  const double middle = axis.at(figure.ratio ? 1 : 0);
  const std::string lower = figure.lower.empty() ? "" : "← " + figure.lower;
  const std::string higher = figure.higher.empty() ? "" : figure.higher + " →";
  const bool fits =
      text_width(lower, 6) < middle - 4 && middle + 4 + text_width(higher, 6) < figure.width;
  if (!fits || (lower.empty() && higher.empty())) return below;
  if (!lower.empty())
    add_text(nodes, {middle - 4, below + 6}, lower, 6, Anchor::end).tone = Tone::muted;
  if (!higher.empty())
    add_text(nodes, {middle + 4, below + 6}, higher, 6, Anchor::start).tone = Tone::muted;
  return below + leading(6);
}

}  // namespace

Scene pooled_scene(const PooledFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? figure.value_label + " by cohort" : figure.title;
  scene.description = pooled_description(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  std::vector<std::string> labels = {figure.row_heading};
  for (const PooledRow& row : figure.rows) labels.push_back(row.label);
  for (const PooledDiamond& diamond : figure.diamonds) labels.push_back(diamond.label);
  const RowLayout rows = lay_out_rows(labels, 0.34 * figure.width, pooled_row_height);
  const PooledColumns columns = columns_of(figure, rows);
  const Axis& axis = columns.axis;
  top = add_pooled_heads(scene.nodes, figure, columns, top);
  const double rows_top = top;
  double largest = 0;
  for (const PooledRow& row : figure.rows) largest = std::max(largest, row.weight.value_or(0));
  Group marks{"rows", {}, {}};
  for (std::size_t i = 0; i < figure.rows.size() + figure.diamonds.size(); ++i) {
    const double height = rows.heights[i + 1], y = top + 0.5 * height;
    const bool bold = i < figure.rows.size() && figure.rows[i].emphasised;
    add_row_label(scene.nodes, labels[i + 1], columns.labels, top, height, columns.labels, false,
                  bold);
    if (i < figure.rows.size()) {
      const PooledRow& row = figure.rows[i];
      add_cohort(marks.nodes, row, axis, largest, y);
      if (!row.counts.empty())
        add_row_text(scene.nodes, row.counts, columns.counts_right, top, height, Anchor::end);
      add_row_text(scene.nodes, pooled_text(figure, row.estimate, row.low, row.high),
                   columns.text_right, top, height, Anchor::end)
          .bold = bold;
      add_row_text(scene.nodes, weight_text(row), columns.weight_right, top, height, Anchor::end);
    } else {
      const PooledDiamond& diamond = figure.diamonds[i - figure.rows.size()];
      add_diamond(marks.nodes, diamond, axis, y);
      add_row_text(scene.nodes, pooled_text(figure, diamond.estimate, diamond.low, diamond.high),
                   columns.text_right, top, height, Anchor::end)
          .bold = true;
    }
    top += height;
    if (i + 1 == figure.rows.size() && !figure.diamonds.empty()) {
      add(scene.nodes, line({0, top + 1}, {figure.width, top + 1}, Tone::rule, 0.7));
      top += 2;
    }
  }
  if (figure.rows.empty() && figure.diamonds.empty()) {
    add_empty_note(scene.nodes, {axis.from, top, axis.to - axis.from, 30});
    top += 30;
  }
  const double none = axis.at(figure.ratio ? 1 : 0);
  add(scene.nodes, line({none, rows_top}, {none, top + 2}, Tone::muted, 0.5)).dash = {1.5, 1.5};
  add(scene.nodes, std::move(marks));
  top = add_pooled_axis(scene.nodes, figure, axis, top + 2);
  for (const std::string& note : figure.notes)
    top = add_lines(scene.nodes, 0, top + 1, figure.width, note, small_size, false, Tone::muted);
  scene.height = top + 2;
  return scene;
}

std::string pooled_csv(const PooledFigure& figure) {
  std::string csv = "row,label,estimate,lower,upper,weight\n";
  for (const PooledRow& row : figure.rows)
    csv += fmt::format("cohort,{},{},{},{},{}\n", csv_field(row.label), exact(row.estimate),
                       exact(row.low), exact(row.high), row.weight ? exact(*row.weight) : "");
  for (const PooledDiamond& diamond : figure.diamonds) {
    csv += fmt::format("pooled,{},{},{},{},\n", csv_field(diamond.label), exact(diamond.estimate),
                       exact(diamond.low), exact(diamond.high));
    if (diamond.prediction_low && diamond.prediction_high)
      csv += fmt::format("prediction,{},,{},{},\n", csv_field(diamond.label),
                         exact(*diamond.prediction_low), exact(*diamond.prediction_high));
  }
  return csv;
}

}  // namespace venscope::report
