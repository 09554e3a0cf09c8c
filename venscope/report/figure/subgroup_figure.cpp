#include "venscope/report/figure/subgroup_figure.hpp"

#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/number.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double subgroup_gap = 7.0;
constexpr double subgroup_padding = 3.2;
constexpr double subgroup_indent = 7.0;
constexpr double half_marker = 2.0;

/// Where the columns stand.
struct SubgroupColumns {
  double label_width = 0, reference_right = 0, compared_right = 0;
  Axis axis;
  double estimate_right = 0, interaction_right = 0;
};

std::string estimate_text(const SubgroupFigure& figure, const SubgroupRow& row) {
  if (row.kind == SubgroupRow::Kind::factor) return {};
  if (!row.estimate) return "–";
  const SubgroupEstimate& estimate = *row.estimate;
  if (figure.ratio) return ratio_interval(estimate.value, estimate.low, estimate.high);
  return fmt::format("{} ({})", fixed(100 * estimate.value, 0),
                     interval(100 * estimate.low, 100 * estimate.high, 0));
}

std::string estimate_heading(const SubgroupFigure& figure) {
  return fmt::format("{} ({} CI)", figure.measure, level_text(figure.level));
}

/// Wide enough for every estimate and most intervals.
std::pair<double, double> effect_range(const SubgroupFigure& figure) {
  double least = figure.ratio ? 0.8 : -0.1, most = figure.ratio ? 1.25 : 0.1;
  double low = least, high = most;
  for (const SubgroupRow& row : figure.rows) {
    if (!row.estimate) continue;
    least = std::min(least, row.estimate->value);
    most = std::max(most, row.estimate->value);
    low = std::min(low, row.estimate->low);
    high = std::max(high, row.estimate->high);
  }
  if (!figure.ratio) return {100 * low - 3, 100 * high + 3};
  low = std::max({low, std::min(0.2, least / 2), 0.01});
  high = std::min({high, std::max(5.0, most * 2), 100.0});
  return {low * 0.93, high * 1.07};
}

double column_width(const SubgroupFigure& figure, const std::string& heading,
                    std::string SubgroupRow::*text) {
  double width = text_width(heading, small_size, true);
  for (const SubgroupRow& row : figure.rows)
    width = std::max(width, text_width(row.*text, small_size));
  return width;
}

SubgroupColumns lay_out(const SubgroupFigure& figure) {
  double labels = text_width("Subgroup", small_size, true);
  double estimates = text_width(estimate_heading(figure), small_size, true);
  for (const SubgroupRow& row : figure.rows) {
    const bool level = row.kind == SubgroupRow::Kind::level;
    labels = std::max(labels,
                      text_width(row.label, small_size, !level) + (level ? subgroup_indent : 0.0));
    estimates = std::max(estimates, text_width(estimate_text(figure, row), small_size));
  }
  const double reference = column_width(figure, figure.reference, &SubgroupRow::reference);
  const double compared = column_width(figure, figure.compared, &SubgroupRow::compared);
  const double interaction = column_width(figure, "interaction", &SubgroupRow::interaction);
  const double numbers = reference + compared + estimates + interaction + 5 * subgroup_gap;
  SubgroupColumns columns;
  const double least_plot = std::min(90.0, 0.25 * figure.width);
  columns.label_width = std::min(labels, std::max(60.0, figure.width - numbers - least_plot));
  columns.reference_right = columns.label_width + subgroup_gap + reference;
  columns.compared_right = columns.reference_right + subgroup_gap + compared;
  columns.interaction_right = figure.width;
  columns.estimate_right = figure.width - interaction - subgroup_gap;
  const auto [low, high] = effect_range(figure);
  const double from = columns.compared_right + subgroup_gap + 3;
  columns.axis = {low, high, from,
                  std::max(from + 24, columns.estimate_right - estimates - subgroup_gap - 3),
                  figure.ratio};
  return columns;
}

void add_tip(std::vector<Node>& nodes, Point tip, double direction) {
  Path head;
  head.closed = true;
  head.stroke = Tone::none;
  head.fill = Tone::series_1;
  head.lines = {
      {tip, {tip.x - direction * 3.4, tip.y - 2.0}, {tip.x - direction * 3.4, tip.y + 2.0}}};
  add(nodes, std::move(head));
}

void add_effect(std::vector<Node>& nodes, const Axis& axis, const SubgroupRow& row, double scale,
                double y) {
  const double low = scale * row.estimate->low, high = scale * row.estimate->high;
  const double value = scale * row.estimate->value;
  const bool cut_low = !(low >= axis.low), cut_high = !(high <= axis.high);
  const double from = cut_low ? axis.from : axis.at(std::min(low, axis.high));
  const double to = cut_high ? axis.to : axis.at(std::max(high, axis.low));
  const double at = std::clamp(axis.at(value), axis.from, axis.to);
  if (row.kind == SubgroupRow::Kind::overall) {
    Path diamond;
    diamond.closed = true;
    diamond.stroke = Tone::none;
    diamond.fill = Tone::series_1;
    diamond.lines = {{{from, y}, {at, y - 2.8}, {to, y}, {at, y + 2.8}}};
    add(nodes, std::move(diamond));
    return;
  }
  add(nodes, line({from, y}, {to, y}, Tone::series_1, 1.0));
  if (cut_low) add_tip(nodes, {axis.from - 1.5, y}, -1);
  if (cut_high) add_tip(nodes, {axis.to + 1.5, y}, 1);
  if (value >= axis.low && value <= axis.high)
    add(nodes, square({at, y}, half_marker, Tone::series_1));
}

double add_heads(std::vector<Node>& nodes, const SubgroupFigure& figure,
                 const SubgroupColumns& columns, double top) {
  const auto bold = [&](double x, double baseline, const std::string& text, Anchor anchor) {
    add_text(nodes, {x, baseline}, text, small_size, anchor).bold = true;
  };
  const double first = top + small_size, second = first + 10.0;
  bold(columns.compared_right, first, figure.counts, Anchor::end);
  add(nodes, line({columns.label_width + subgroup_gap, first + 2.6},
                  {columns.compared_right, first + 2.6}, Tone::muted, 0.4));
  bold(0, second, "Subgroup", Anchor::start);
  bold(columns.reference_right, second, figure.reference, Anchor::end);
  bold(columns.compared_right, second, figure.compared, Anchor::end);
  bold(columns.estimate_right, second, estimate_heading(figure), Anchor::end);
  bold(columns.interaction_right, first, "p of", Anchor::end);
  bold(columns.interaction_right, second, "interaction", Anchor::end);
  const double bottom = second + 4.0;
  add(nodes, line({0, bottom}, {figure.width, bottom}, Tone::ink, 0.7));
  return bottom + 1.5;
}

double add_subgroup_row(std::vector<Node>& nodes, const SubgroupFigure& figure,
                        const SubgroupColumns& columns, const SubgroupRow& row, bool striped,
                        double top) {
  const bool level = row.kind == SubgroupRow::Kind::level;
  const double left = level ? subgroup_indent : 0.0, width = columns.label_width - left;
  const auto lines = static_cast<double>(wrap_text(row.label, width, small_size, !level).size());
  const double height = lines * leading(small_size) + subgroup_padding;
  if (striped) {
    Path& stripe = add(nodes, box({0, top, figure.width, height}, Tone::none, Tone::rule));
    stripe.fill_opacity = 0.22;
  }
  add_lines(nodes, left, top + 0.5 * subgroup_padding, width, row.label, small_size, !level);
  const double y = top + 0.5 * subgroup_padding + 0.62 * small_size;
  const double baseline = top + 0.5 * subgroup_padding + small_size;
  const auto number = [&](double x, const std::string& text) -> Text& {
    return add_text(nodes, {x, baseline}, text, small_size, Anchor::end);
  };
  number(columns.reference_right, row.reference);
  number(columns.compared_right, row.compared);
  number(columns.estimate_right, estimate_text(figure, row));
  number(columns.interaction_right, row.interaction);
  if (row.estimate) {
    add_effect(nodes, columns.axis, row, figure.ratio ? 1 : 100, y);
  } else if (!row.why_not.empty()) {
    add_text(nodes, {columns.axis.from, baseline}, row.why_not, 6).tone = Tone::muted;
  }
  return top + height;
}

double add_effect_axis(std::vector<Node>& nodes, const SubgroupFigure& figure, const Axis& axis,
                       double top) {
  const double width = axis.to - axis.from;
  const Ticks ticks = figure.ratio
                          ? ratio_ticks(axis.low, axis.high, static_cast<int>(width / 17.0))
                          : nice_ticks(axis.low, axis.high, static_cast<int>(width / 24.0));
  double below = add_bottom_axis(nodes, axis, ticks, top, figure.axis_title);
  if (figure.lower.empty()) return below;
  const double middle = axis.at(figure.ratio ? 1 : 0);
  const std::string lower = "← " + figure.lower, higher = figure.higher + " →";
  add_text(nodes, {middle - 4, below + 6}, lower, 6, Anchor::end).tone = Tone::muted;
  add_text(nodes, {middle + 4, below + 6}, higher, 6, Anchor::start).tone = Tone::muted;
  return below + leading(6);
}

std::string description_of_subgroups(const SubgroupFigure& figure) {
  std::string text =
      fmt::format("{} of {} against {} with {} confidence intervals.", figure.axis_title,
                  figure.compared, figure.reference, level_text(figure.level));
  std::string factor;
  for (const SubgroupRow& row : figure.rows) {
    if (row.kind == SubgroupRow::Kind::factor) {
      factor = row.label;
      text += fmt::format(" {}, p of interaction {}:", factor, row.interaction);
      continue;
    }
    text +=
        fmt::format(" {} {}.", row.label, row.estimate ? estimate_text(figure, row) : row.why_not);
  }
  return text;
}

}  // namespace

Scene subgroup_scene(const SubgroupFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.axis_title + " by subgroup";
  scene.description = description_of_subgroups(figure);
  const SubgroupColumns columns = lay_out(figure);
  double top = add_heads(scene.nodes, figure, columns, 2);
  const double rows_top = top;
  Group rows{"rows", {}, {}};
  for (std::size_t i = 0; i < figure.rows.size(); ++i)
    top = add_subgroup_row(rows.nodes, figure, columns, figure.rows[i], i % 2 == 1, top);
  const double none = columns.axis.at(figure.ratio ? 1 : 0);
  add(scene.nodes, line({none, rows_top}, {none, top + 2}, Tone::muted, 0.6));
  for (const SubgroupRow& row : figure.rows) {
    if (row.kind != SubgroupRow::Kind::overall || !row.estimate) continue;
    const double x = columns.axis.at((figure.ratio ? 1 : 100) * row.estimate->value);
    add(scene.nodes, line({x, rows_top}, {x, top + 2}, Tone::muted, 0.5)).dash = {1.5, 1.5};
  }
  add(scene.nodes, std::move(rows));
  scene.height = add_effect_axis(scene.nodes, figure, columns.axis, top + 2) + 2;
  return scene;
}

}  // namespace venscope::report
