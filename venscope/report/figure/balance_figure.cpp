#include "venscope/report/figure/balance_figure.hpp"

#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/figure/rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double balance_row_height = 12.5;
constexpr double balance_mark = 2.3;
constexpr double balance_most = 1.0;  ///< the end of the axis at most

/// The first series is before: grey and faint, so that it differs from all that follow it.
Tone balance_tone(std::size_t s) {
  return s == 0 ? Tone::muted : series_tone(s - 1);
}

std::size_t balance_shape(std::size_t s) {
  return s == 0 ? 0 : s;
}

double balance_opacity(std::size_t s) {
  return s == 0 ? 0.3 : 1.0;
}

double balance_high(const BalanceFigure& figure) {
  double high = 0.2;
  for (const BalanceRow& row : figure.rows)
    for (const auto& d : row.differences)
      if (d && std::isfinite(*d)) high = std::max(high, std::fabs(*d));
  return std::min(high, balance_most);
}

std::string balance_description(const BalanceFigure& figure) {
  std::string text = "Absolute standardised differences between the arms.";
  for (const BalanceRow& row : figure.rows) {
    text += " " + row.label + ":";
    for (std::size_t s = 0; s < figure.series.size(); ++s) {
      const auto& d = row.differences[s];
      text += fmt::format(" {} {}{}", figure.series[s],
                          d ? fixed(std::fabs(*d), 2) : std::string("undefined"),
                          s + 1 < figure.series.size() ? "," : ".");
    }
  }
  return text;
}

/// Of each series its mark; those beyond the axis with their number beside the row.
void add_balance_row(std::vector<Node>& nodes, const BalanceRow& row, const Axis& x, double top,
                     double height, double right) {
  const double middle = top + 0.5 * height;
  add(nodes, line({x.from, middle}, {x.to, middle}, Tone::rule, 0.4));
  std::string beyond;
  // The first series, before, is drawn last, over those after it.
  for (std::size_t s = row.differences.size(); s-- > 0;) {
    const auto& d = row.differences[s];
    if (!d || !std::isfinite(*d)) {
      beyond = undefined_number;
      continue;
    }
    const double size = std::fabs(*d);
    if (size > x.high) beyond = fixed(size, 1);
    Path& mark = add(nodes, shaped_mark({x.at(std::min(size, x.high)), middle}, balance_mark,
                                        balance_shape(s), balance_tone(s)));
    mark.fill_opacity = balance_opacity(s);
    if (size <= x.high && s > 0) continue;
    mark.stroke = mark.fill;
    mark.stroke_width = 0.7;
    if (size > x.high) mark.fill = Tone::paper;
  }
  if (!beyond.empty())
    add_row_text(nodes, beyond, right, top, height, Anchor::end).tone = Tone::muted;
}

}  // namespace

Scene balance_scene(const BalanceFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Balance of the arms" : figure.title;
  scene.description = balance_description(figure);
  std::vector<std::string> labels;
  for (const BalanceRow& row : figure.rows) labels.push_back(row.label);
  const RowLayout rows = lay_out_rows(labels, 0.38 * figure.width, balance_row_height);
  const double left = std::max(20.0, rows.label_width + 8.0);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  std::vector<LegendEntry> keys;
  for (std::size_t s = 0; s < figure.series.size(); ++s)
    keys.push_back(
        {figure.series[s],
         {Key::Mark::dot, balance_tone(s), {}, balance_opacity(s), 1.3, balance_shape(s)}});
  top = add_legend(scene.nodes, 0, top, figure.width, keys) + 3;
  const double plot_top = top;
  const Axis x{0, 1.03 * balance_high(figure), left, figure.width - 22};
  Group marks{"balance", {}, {}};
  for (std::size_t i = 0; i < figure.rows.size(); ++i) {
    add_row_label(scene.nodes, labels[i], left - 5, top, rows.heights[i], rows.label_width);
    add_balance_row(marks.nodes, figure.rows[i], x, top, rows.heights[i], figure.width);
    top += rows.heights[i];
  }
  if (figure.rows.empty()) {
    add_empty_note(scene.nodes, {left, top, x.to - left, 30});
    top += 30;
  }
  for (const double limit : figure.limits)
    if (limit < x.high)
      add(scene.nodes, line({x.at(limit), plot_top}, {x.at(limit), top}, Tone::muted, 0.7)).dash = {
          2.5, 1.5};
  add(scene.nodes, std::move(marks));
  add(scene.nodes, line({left, plot_top}, {left, top}, Tone::ink, 0.7));
  const int most = std::clamp(static_cast<int>((x.to - x.from) / 26), 2, 10);
  scene.height = 2 + add_bottom_axis(scene.nodes, x, nice_ticks(0, x.high, most), top,
                                     "Absolute standardised difference");
  return scene;
}

std::string balance_csv(const BalanceFigure& figure) {
  std::string csv = "covariate,series,difference\n";
  for (const BalanceRow& row : figure.rows)
    for (std::size_t s = 0; s < figure.series.size(); ++s)
      csv += fmt::format("{},{},{}\n", csv_field(row.label), csv_field(figure.series[s]),
                         row.differences[s] ? exact(*row.differences[s]) : std::string());
  return csv;
}

}  // namespace venscope::report
