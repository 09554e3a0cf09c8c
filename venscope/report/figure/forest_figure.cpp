#include "venscope/report/figure/forest_figure.hpp"

#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/number.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double column_gap = 7.0;
constexpr double row_padding = 3.2;
constexpr double indent = 7.0;
constexpr double marker = 2.0;  ///< half width of a square

using Pick = std::optional<HazardRatio> HazardRow::*;

/// One kind of model: its plot and the two columns right of it.
struct Panel {
  std::string heading;
  Pick pick;
  Axis axis;
  double ratio_right = 0, p_right = 0;
};

struct Frame {
  double label_width = 0, counts_right = 0;
  std::vector<Panel> panels;
};

std::string counts_of(const HazardRow& row) {
  if (row.kind == HazardRow::Kind::variable) return {};
  return count(row.events) + " / " + count(row.n);
}

std::string ratio_text(const HazardRow& row, const std::optional<HazardRatio>& hazard) {
  if (row.kind == HazardRow::Kind::variable || !hazard) return {};
  if (row.kind == HazardRow::Kind::reference) return "1.00 (reference)";
  if (!hazard->estimable) return "not estimable";
  return ratio_interval(hazard->ratio, hazard->low, hazard->high);
}

std::string p_text(const HazardRow& row, const std::optional<HazardRatio>& hazard) {
  if (row.kind != HazardRow::Kind::estimate || !hazard || !hazard->estimable) return {};
  return p_value(hazard->p);
}

std::string ratio_heading(const ForestFigure& figure) {
  return "HR (" + level_text(figure.level) + " CI)";
}

bool plotted(const HazardRow& row, const std::optional<HazardRatio>& hazard) {
  return row.kind == HazardRow::Kind::estimate && hazard && hazard->estimable;
}

/// Wide enough for every estimate and most intervals; an interval that would squeeze the others
/// together leaves the axis.
std::pair<double, double> ratio_range(const std::vector<HazardRow>& rows) {
  double least = 0.8, most = 1.25, low = least, high = most;
  for (const HazardRow& row : rows)
    for (const auto& hazard : {row.crude, row.adjusted}) {
      if (!plotted(row, hazard)) continue;
      least = std::min(least, hazard->ratio);
      most = std::max(most, hazard->ratio);
      low = std::min(low, hazard->low);
      high = std::max(high, hazard->high);
    }
  low = std::max({low, std::min(0.2, least / 2), 0.01});
  high = std::min({high, std::max(5.0, most * 2), 100.0});
  return {low * 0.93, high * 1.07};
}

Frame frame_of(const ForestFigure& figure) {
  Frame frame;
  double counts_width = text_width("Events / n", small_size, true);
  double ratio_width = text_width(ratio_heading(figure), small_size, true), p_width = 0;
  double label_width = text_width("Variable", small_size, true);
  bool crude = false, adjusted = false;
  for (const HazardRow& row : figure.rows) {
    const bool heading = row.kind == HazardRow::Kind::variable;
    label_width = std::max(label_width, text_width(row.label, small_size, heading) +
                                            (row.level.empty() ? 0.0 : indent));
    counts_width = std::max(counts_width, text_width(counts_of(row), small_size));
    for (const auto& hazard : {row.crude, row.adjusted}) {
      ratio_width = std::max(ratio_width, text_width(ratio_text(row, hazard), small_size));
      p_width = std::max(p_width, text_width(p_text(row, hazard), small_size));
    }
    crude = crude || row.crude;
    adjusted = adjusted || row.adjusted;
  }
  if (crude) frame.panels.push_back({"Univariable", &HazardRow::crude, {}, 0, 0});
  if (adjusted) frame.panels.push_back({"Multivariable", &HazardRow::adjusted, {}, 0, 0});
  const auto n = static_cast<double>(std::max<std::size_t>(1, frame.panels.size()));

  const double numbers = counts_width + column_gap + n * (ratio_width + p_width + 3 * column_gap);
  // The labels give way (and wrap) before the plots become too narrow to read.
  const double least_plot = std::min(60.0, 0.2 * figure.width);
  const double room = std::max(45.0, figure.width - numbers - n * least_plot);
  frame.label_width = std::min({label_width, room, std::max(70.0, 0.31 * figure.width)});
  frame.counts_right = frame.label_width + column_gap + counts_width;
  const double plot = std::max(
      24.0, (figure.width - frame.counts_right - n * (ratio_width + p_width + 3 * column_gap)) / n);
  const auto [low, high] = ratio_range(figure.rows);
  double left = frame.counts_right + column_gap;
  for (Panel& panel : frame.panels) {
    panel.axis = {low, high, left, left + plot, true};
    panel.ratio_right = left + plot + column_gap + ratio_width;
    panel.p_right = panel.ratio_right + column_gap + p_width;
    left = panel.p_right + column_gap;
  }
  return frame;
}

void add_arrowhead(std::vector<Node>& nodes, Point tip, double direction, Tone tone) {
  Path head;
  head.closed = true;
  head.stroke = Tone::none;
  head.fill = tone;
  head.lines = {
      {tip, {tip.x - direction * 3.4, tip.y - 2.0}, {tip.x - direction * 3.4, tip.y + 2.0}}};
  add(nodes, std::move(head));
}

void add_estimate(std::vector<Node>& nodes, const Axis& axis, const HazardRatio& hazard, double y) {
  const Tone tone = Tone::series_1;
  const bool cut_low = !(hazard.low >= axis.low), cut_high = !(hazard.high <= axis.high);
  const double from = cut_low ? axis.from : axis.at(std::min(hazard.low, axis.high));
  const double to = cut_high ? axis.to : axis.at(std::max(hazard.high, axis.low));
  add(nodes, line({from, y}, {to, y}, tone, 1.0));
  if (cut_low) add_arrowhead(nodes, {axis.from - 1.5, y}, -1, tone);
  if (cut_high) add_arrowhead(nodes, {axis.to + 1.5, y}, 1, tone);
  if (hazard.ratio >= axis.low && hazard.ratio <= axis.high)
    add(nodes, square({axis.at(hazard.ratio), y}, marker, tone));
}

Text& add_bold(std::vector<Node>& nodes, Point at, std::string text, Anchor anchor) {
  Text& node = add_text(nodes, at, std::move(text), small_size, anchor);
  node.bold = true;
  return node;
}

double add_column_heads(std::vector<Node>& nodes, const ForestFigure& figure, const Frame& frame,
                        double top) {
  for (const Panel& panel : frame.panels) {
    add_bold(nodes, {panel.axis.from, top + small_size}, panel.heading, Anchor::start);
    add(nodes, line({panel.axis.from, top + 10}, {panel.p_right, top + 10}, Tone::muted, 0.4));
  }
  top += 12.5;
  const double baseline = top + small_size;
  add_bold(nodes, {0, baseline}, "Variable", Anchor::start);
  add_bold(nodes, {frame.counts_right, baseline}, "Events / n", Anchor::end);
  for (const Panel& panel : frame.panels) {
    add_bold(nodes, {panel.ratio_right, baseline}, ratio_heading(figure), Anchor::end);
    add_bold(nodes, {panel.p_right, baseline}, "p", Anchor::end);
  }
  top += 10.5;
  add(nodes, line({0, top}, {figure.width, top}, Tone::ink, 0.7));
  return top + 1.5;
}

double add_row(std::vector<Node>& nodes, const ForestFigure& figure, const Frame& frame,
               const HazardRow& row, bool striped, double top) {
  const bool heading = row.kind == HazardRow::Kind::variable;
  const double left = row.level.empty() ? 0.0 : indent;
  const double width = frame.label_width - left;
  const auto lines = static_cast<double>(wrap_text(row.label, width, small_size, heading).size());
  const double height = lines * leading(small_size) + row_padding;
  if (striped) {
    Path& stripe = add(nodes, box({0, top, figure.width, height}, Tone::none, Tone::rule));
    stripe.fill_opacity = 0.22;
  }
  add_lines(nodes, left, top + 0.5 * row_padding, width, row.label, small_size, heading);
  const double y = top + 0.5 * row_padding + 0.62 * small_size;
  const double baseline = top + 0.5 * row_padding + small_size;
  if (!heading)
    add_text(nodes, {frame.counts_right, baseline}, counts_of(row), small_size, Anchor::end);
  for (const Panel& panel : frame.panels) {
    const std::optional<HazardRatio>& hazard = row.*panel.pick;
    if (plotted(row, hazard)) add_estimate(nodes, panel.axis, *hazard, y);
    Text& text = add_text(nodes, {panel.ratio_right, baseline}, ratio_text(row, hazard), small_size,
                          Anchor::end);
    if (!plotted(row, hazard)) text.tone = Tone::muted;
    add_text(nodes, {panel.p_right, baseline}, p_text(row, hazard), small_size, Anchor::end);
  }
  return top + height;
}

double add_axes(std::vector<Node>& nodes, const ForestFigure& figure, const Frame& frame,
                double top) {
  double bottom = top;
  for (const Panel& panel : frame.panels) {
    const Axis& axis = panel.axis;
    const double width = axis.to - axis.from;
    const Ticks ticks = ratio_ticks(axis.low, axis.high, static_cast<int>(width / 17.0));
    double below = add_bottom_axis(nodes, axis, ticks, top, "Hazard ratio");
    const std::string lower = "← lower " + figure.outcome,
                      higher = "higher " + figure.outcome + " →";
    const double middle = axis.at(1.0);
    const bool fits = text_width(lower, 6) < middle - axis.from + 14 &&
                      text_width(higher, 6) < axis.to - middle + 14;
    if (fits) {
      add_text(nodes, {middle - 4, below + 6}, lower, 6, Anchor::end).tone = Tone::muted;
      add_text(nodes, {middle + 4, below + 6}, higher, 6, Anchor::start).tone = Tone::muted;
      below += leading(6);
    }
    bottom = std::max(bottom, below);
  }
  return bottom;
}

std::string description_of(const ForestFigure& figure) {
  std::string text =
      fmt::format("Hazard ratios with {} confidence intervals.", level_text(figure.level));
  std::string variable;
  for (const HazardRow& row : figure.rows) {
    if (row.kind == HazardRow::Kind::variable) variable = row.label;
    if (row.kind != HazardRow::Kind::estimate) continue;
    text += " " + (row.level.empty() ? row.label : variable + " " + row.label) + ":";
    if (row.crude) text += " univariable " + ratio_text(row, row.crude) + ",";
    if (row.adjusted) text += " multivariable " + ratio_text(row, row.adjusted) + ",";
    text.back() = '.';
  }
  return text;
}

}  // namespace

Scene forest_scene(const ForestFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Hazard ratios" : figure.title;
  scene.description = description_of(figure);
  const Frame frame = frame_of(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  top = add_column_heads(scene.nodes, figure, frame, top);
  const double rows_top = top;
  Group rows{"rows", {}, {}};
  for (std::size_t i = 0; i < figure.rows.size(); ++i)
    top = add_row(rows.nodes, figure, frame, figure.rows[i], i % 2 == 1, top);
  for (const Panel& panel : frame.panels) {
    const double x = panel.axis.at(1.0);
    add(scene.nodes, line({x, rows_top}, {x, top + 2}, Tone::muted, 0.5)).dash = {1.5, 1.5};
  }
  add(scene.nodes, std::move(rows));
  scene.height = add_axes(scene.nodes, figure, frame, top + 2) + 2;
  return scene;
}

}  // namespace venscope::report
