#include "venscope/report/figure/rate_figure.hpp"

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

constexpr double rate_gap = 9.0;
constexpr double rate_padding = 6.0;

std::string rate_words(const RateRow& row) {
  return fmt::format("{}% ({}%)", fixed(100 * row.estimate, 1),
                     interval(100 * row.low, 100 * row.high, 1));
}

std::string difference_words(const RateRow& row) {
  return fmt::format("{} ({})", fixed(100 * row.estimate, 1),
                     interval(100 * row.low, 100 * row.high, 1));
}

/// Where the columns of both panels stand.
struct RateColumns {
  double label_width = 0, counts_right = 0, from = 0, to = 0;
};

RateColumns rate_columns(const RateFigure& figure, const std::string& words_head) {
  double label = 30, counts = text_width("n", small_size, true);
  double words = text_width(words_head, small_size, true);
  for (const RateRow& row : figure.rates) {
    label = std::max(label, text_width(row.label, small_size));
    counts = std::max(counts, text_width(row.counts, small_size));
    words = std::max(words, text_width(rate_words(row), small_size));
  }
  for (const RateRow& row : figure.differences) {
    label = std::max(label, text_width(row.label, small_size));
    words = std::max(words, text_width(difference_words(row), small_size));
  }
  RateColumns columns;
  columns.label_width = std::min(label, 0.3 * figure.width);
  columns.counts_right = columns.label_width + rate_gap + counts;
  columns.from = columns.counts_right + 1.5 * rate_gap;
  columns.to = std::max(columns.from + 40, figure.width - words - 1.5 * rate_gap);
  return columns;
}

double add_rate_row(std::vector<Node>& nodes, const RateFigure& figure, const RateColumns& columns,
                    const RateRow& row, const std::string& words, const Axis& axis,
                    std::size_t series, double top) {
  const auto lines =
      static_cast<double>(wrap_text(row.label, columns.label_width, small_size).size());
  const double height = std::max(1.0, lines) * leading(small_size) + rate_padding;
  const double middle = top + 0.5 * height, baseline = centred_baseline(middle, small_size);
  add_lines(nodes, 0, top + 0.5 * rate_padding, columns.label_width, row.label, small_size);
  add_text(nodes, {columns.counts_right, baseline}, row.counts, small_size, Anchor::end);
  add_text(nodes, {figure.width, baseline}, words, small_size, Anchor::end);
  const Tone tone = series_tone(series);
  add(nodes, line({axis.at(row.low), middle}, {axis.at(row.high), middle}, tone, 1.3));
  for (const double end : {row.low, row.high})
    add(nodes, line({axis.at(end), middle - 2.2}, {axis.at(end), middle + 2.2}, tone, 1.0));
  add(nodes, shaped_mark({axis.at(row.estimate), middle}, 2.8, series, tone));
  return top + height;
}

double add_rate_heads(std::vector<Node>& nodes, const RateFigure& figure,
                      const RateColumns& columns, const std::string& label,
                      const std::string& counts, const std::string& words, double top) {
  const auto head = [&](double x, const std::string& text, Anchor anchor) {
    add_text(nodes, {x, top + small_size}, text, small_size, anchor).bold = true;
  };
  head(0, label, Anchor::start);
  head(columns.counts_right, counts, Anchor::end);
  head(figure.width, words, Anchor::end);
  top += 10.5;
  add(nodes, line({0, top}, {figure.width, top}, Tone::ink, 0.7));
  return top + 2;
}

Axis difference_axis(const RateFigure& figure, const RateColumns& columns) {
  double low = -0.05, high = 0.05;
  for (const RateRow& row : figure.differences) {
    low = std::min(low, row.low);
    high = std::max(high, row.high);
  }
  const double room = 0.05 * (high - low);
  return {std::max(-1.0, low - room), std::min(1.0, high + room), columns.from, columns.to};
}

/// The ticks of a scale of shares, written in percent.
Ticks percent_ticks(const Axis& axis, int target) {
  Ticks ticks = nice_ticks(100 * axis.low, 100 * axis.high, target);
  for (double& value : ticks.values) value /= 100;
  return ticks;
}

double add_differences(std::vector<Node>& nodes, const RateFigure& figure,
                       const RateColumns& columns, double top) {
  const Axis axis = difference_axis(figure, columns);
  top = add_rate_heads(nodes, figure, columns, "Difference", "",
                       "Points (" + level_text(figure.level) + " CI)", top);
  const double rows_top = top;
  Group rows{"differences", {}, {}};
  for (const RateRow& row : figure.differences)
    top = add_rate_row(rows.nodes, figure, columns, row, difference_words(row), axis, 2, top);
  add(nodes, line({axis.at(0), rows_top}, {axis.at(0), top + 2}, Tone::muted, 0.5)).dash = {1.5,
                                                                                            1.5};
  add(nodes, std::move(rows));
  const auto target = static_cast<int>(std::max(2.0, (columns.to - columns.from) / 28));
  double below =
      add_bottom_axis(nodes, axis, percent_ticks(axis, target), top + 2, figure.difference_label);
  if (figure.lower.empty() && figure.higher.empty()) return below;
  // A column under the other: each begins or ends at the end of the axis.
  add_text(nodes, {columns.from, below + 6}, "← " + figure.lower, 6).tone = Tone::muted;
  const std::string higher = figure.higher + " →";
  const bool beside =
      text_width("← " + figure.lower, 6) + text_width(higher, 6) + 8 < figure.width - columns.from;
  if (!beside) below += leading(6);
  add_text(nodes,
           {beside ? std::max(columns.to, columns.from + text_width("← " + figure.lower, 6) + 8 +
                                              text_width(higher, 6))
                   : figure.width,
            below + 6},
           higher, 6, Anchor::end)
      .tone = Tone::muted;
  return below + leading(6);
}

std::string rate_description(const RateFigure& figure) {
  std::string text =
      fmt::format("{} with {} confidence intervals.", figure.rate_label, level_text(figure.level));
  for (const RateRow& row : figure.rates)
    text += fmt::format(" {}: {}, {}.", row.label, row.counts, rate_words(row));
  for (const RateRow& row : figure.differences)
    text += fmt::format(" {}, {}: {}.", figure.difference_label, row.label, difference_words(row));
  return text;
}

}  // namespace

Scene rate_scene(const RateFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? figure.rate_label : figure.title;
  scene.description = rate_description(figure);
  const std::string words_head = "Rate (" + level_text(figure.level) + " CI)";
  const RateColumns columns = rate_columns(figure, words_head);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  top = add_rate_heads(scene.nodes, figure, columns, "Arm", "n", words_head, top);
  const Axis axis{0, 1, columns.from, columns.to};
  Group rows{"rates", {}, {}};
  for (std::size_t i = 0; i < figure.rates.size(); ++i)
    top = add_rate_row(rows.nodes, figure, columns, figure.rates[i], rate_words(figure.rates[i]),
                       axis, i, top);
  if (figure.rates.empty()) {
    add_empty_note(scene.nodes, {columns.from, top, columns.to - columns.from, 30});
    top += 30;
  }
  add(scene.nodes, std::move(rows));
  const auto target = static_cast<int>(std::max(2.0, (columns.to - columns.from) / 28));
  top = add_bottom_axis(scene.nodes, axis, percent_ticks(axis, target), top + 2, figure.rate_label);
  if (!figure.differences.empty()) top = add_differences(scene.nodes, figure, columns, top + 6);
  scene.height = top + 2;
  return scene;
}

std::string rate_csv(const RateFigure& figure) {
  std::string csv = "row,kind,estimate,low,high\n";
  const auto add_row = [&](const RateRow& row, const char* kind) {
    csv += fmt::format("{},{},{},{},{}\n", csv_field(row.label), kind, exact(row.estimate),
                       exact(row.low), exact(row.high));
  };
  for (const RateRow& row : figure.rates) add_row(row, "rate");
  for (const RateRow& row : figure.differences) add_row(row, "difference");
  return csv;
}

}  // namespace venscope::report
