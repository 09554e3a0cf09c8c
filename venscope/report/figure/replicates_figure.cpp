#include "venscope/report/figure/replicates_figure.hpp"

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

constexpr double bracket_height = 10.5;
constexpr double point_radius = 1.5;

bool can_stand(const ReplicatesFigure& figure, double value) {
  return std::isfinite(value) && (!figure.logarithmic || value > 0);
}

bool has_bars(const ReplicatesFigure& figure) {
  return figure.bars && !figure.logarithmic;
}

const ReplicatesCell* cell_at(const ReplicatesFigure& figure, std::size_t cell) {
  return cell < figure.cells.size() ? &figure.cells[cell] : nullptr;
}

struct ReplicatesRange {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  bool empty() const { return !(low <= high); }
  void see(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

/// Of the values and centres, and of intervals as far as they reach no more than the same again:
/// the interval of two replicates does not set the axis.
Axis replicates_axis(const ReplicatesFigure& figure) {
  ReplicatesRange seen, ends;
  for (const ReplicatesCell& cell : figure.cells) {
    for (const double value : cell.values)
      if (can_stand(figure, value)) seen.see(value);
    if (can_stand(figure, cell.centre)) seen.see(cell.centre);
    for (const double end : {cell.low, cell.high})
      if (can_stand(figure, end)) ends.see(end);
  }
  if (seen.empty()) return figure.logarithmic ? Axis{0.5, 2, 0, 1, true} : Axis{0, 1};
  if (figure.logarithmic) {
    const double least = std::max(3.0, seen.high / seen.low);
    const ReplicatesRange own = seen;
    if (!ends.empty()) {
      seen.see(std::max(ends.low, own.low / least));
      seen.see(std::min(ends.high, own.high * least));
    }
    seen.see(1.0);
    return {seen.low / 1.12, seen.high * 1.12, 0, 1, true};
  }
  const bool negative = seen.low < 0;
  const bool from_zero = has_bars(figure) || (seen.low >= 0 && seen.low < 0.5 * seen.high);
  if (from_zero) seen.see(0.0);
  const double size = seen.high > seen.low ? seen.high - seen.low : std::fabs(seen.high);
  const ReplicatesRange own = seen;
  if (!ends.empty()) {
    seen.see(std::min(ends.high, own.high + 0.6 * size));
    // What cannot be negative does not get a negative axis from its interval.
    if (negative || !from_zero) seen.see(std::max(ends.low, own.low - 0.6 * size));
  }
  const double room = seen.high > seen.low ? 0.04 * (seen.high - seen.low) : 0.5;
  return {from_zero && !negative ? 0.0 : seen.low - room, seen.high + room};
}

/// Where the cells stand across the page.
struct Slots {
  double left = 0, right = 0;
  std::size_t conditions = 1, doses = 1;
  double half_bar = 0;

  double dose_width() const { return (right - left) / static_cast<double>(doses); }
  double dose_at(std::size_t dose) const {
    return left + (static_cast<double>(dose) + 0.5) * dose_width();
  }
  double at(std::size_t cell) const {
    const double share = doses > 1 ? 0.84 : 1.0;
    const double step = share * dose_width() / static_cast<double>(conditions);
    const double place =
        static_cast<double>(cell % conditions) - 0.5 * static_cast<double>(conditions - 1);
    return dose_at(cell / conditions) + place * step;
  }
};

Slots slots_of(const ReplicatesFigure& figure, double left, double right) {
  Slots slots{left, right, std::max<std::size_t>(figure.conditions.size(), 1),
              std::max<std::size_t>(figure.doses.size(), 1)};
  const double share = figure.doses.empty() ? 0.62 : 0.84 * 0.86;
  slots.half_bar =
      std::min(17.0, 0.5 * share * slots.dose_width() / static_cast<double>(slots.conditions));
  return slots;
}

/// The tone of a cell: of its condition, by which the legend names it.
Tone tone_of(const ReplicatesFigure& figure, std::size_t cell) {
  return series_tone(cell % std::max<std::size_t>(figure.conditions.size(), 1));
}

/// A bracket as wide as itself or its text, and the row that it gets above the plot.
struct PlacedBracket {
  double from = 0, to = 0, left = 0, right = 0;
  std::size_t row = 0;
  const ReplicatesBracket* bracket = nullptr;
};

std::vector<PlacedBracket> placed_brackets(const ReplicatesFigure& figure, const Slots& slots) {
  std::vector<PlacedBracket> placed;
  for (const ReplicatesBracket& bracket : figure.brackets) {
    if (!cell_at(figure, bracket.from) || !cell_at(figure, bracket.to)) continue;
    PlacedBracket one;
    one.bracket = &bracket;
    one.from = std::min(slots.at(bracket.from), slots.at(bracket.to));
    one.to = std::max(slots.at(bracket.from), slots.at(bracket.to));
    const double half = 0.5 * text_width(bracket.text, small_size),
                 middle = 0.5 * (one.from + one.to);
    one.left = std::min(one.from, middle - half) - 2.5;
    one.right = std::max(one.to, middle + half) + 2.5;
    placed.push_back(one);
  }
  std::stable_sort(
      placed.begin(), placed.end(),
      [](const PlacedBracket& a, const PlacedBracket& b) { return a.to - a.from < b.to - b.from; });
  for (std::size_t i = 0; i < placed.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      // Narrow ones first, so that a wide one spans those below it.
      if (placed[j].left < placed[i].right && placed[i].left < placed[j].right)
        placed[i].row = std::max(placed[i].row, placed[j].row + 1);
  return placed;
}

std::size_t rows_of(const std::vector<PlacedBracket>& brackets) {
  std::size_t rows = 0;
  for (const PlacedBracket& one : brackets) rows = std::max(rows, one.row + 1);
  return rows;
}

void add_brackets(std::vector<Node>& nodes, const std::vector<PlacedBracket>& brackets,
                  double bottom) {
  Group group{"brackets", {}, {}};
  for (const PlacedBracket& one : brackets) {
    const double y = bottom - 2.0 - bracket_height * static_cast<double>(one.row);
    Path path;
    path.stroke_width = 0.6;
    path.lines.push_back({{one.from, y + 2.5}, {one.from, y}, {one.to, y}, {one.to, y + 2.5}});
    add(group.nodes, std::move(path));
    add_text(group.nodes, {0.5 * (one.from + one.to), y - 1.8}, one.bracket->text, small_size,
             Anchor::middle);
  }
  add(nodes, std::move(group));
}

/// Side by side in the order of the units, as wide as the bar allows.
double point_x(const Slots& slots, std::size_t cell, std::size_t i, std::size_t n) {
  if (n < 2) return slots.at(cell);
  const double step = std::min(4.5, 1.5 * slots.half_bar / static_cast<double>(n - 1));
  return slots.at(cell) + step * (static_cast<double>(i) - 0.5 * static_cast<double>(n - 1));
}

void add_unit_lines(std::vector<Node>& nodes, const ReplicatesFigure& figure, const Slots& slots,
                    const Axis& y) {
  if (!figure.paired || !figure.doses.empty() || figure.cells.empty()) return;
  Path path;
  path.stroke = Tone::muted;
  path.stroke_width = 0.4;
  path.stroke_opacity = 0.6;
  for (std::size_t i = 0; i < figure.cells[0].values.size(); ++i) {
    std::vector<Point> points;
    for (std::size_t c = 0; c < figure.cells.size(); ++c)
      if (i < figure.cells[c].values.size() && can_stand(figure, figure.cells[c].values[i]))
        points.push_back(
            {point_x(slots, c, i, figure.cells[c].values.size()), y.at(figure.cells[c].values[i])});
    if (points.size() > 1) path.lines.push_back(std::move(points));
  }
  add(nodes, std::move(path));
}

void add_centre(std::vector<Node>& nodes, const ReplicatesFigure& figure, std::size_t c,
                const Slots& slots, const Axis& y) {
  const ReplicatesCell& cell = figure.cells[c];
  if (!can_stand(figure, cell.centre)) return;
  const double x = slots.at(c), half = slots.half_bar;
  if (has_bars(figure)) {
    const double zero = y.at(0.0), end = y.at(cell.centre);
    Path& bar = add(nodes, box({x - half, std::min(zero, end), 2 * half, std::fabs(zero - end)},
                               tone_of(figure, c), tone_of(figure, c)));
    bar.fill_opacity = step_opacity(c % figure.conditions.size(), 0.18, most_under_text);
    bar.stroke_width = 0.8;
  } else {
    add(nodes, line({x - half, y.at(cell.centre)}, {x + half, y.at(cell.centre)}, Tone::ink, 1.3));
  }
}

void add_interval(std::vector<Node>& nodes, const ReplicatesFigure& figure,
                  const ReplicatesCell& cell, double x, const Axis& y) {
  if (!std::isfinite(cell.low) || !std::isfinite(cell.high)) return;
  const double low = can_stand(figure, cell.low) ? std::max(cell.low, y.low) : y.low;
  const double high = std::min(cell.high, y.high);
  if (!(high >= low)) return;
  Path path;
  path.stroke_width = 0.8;
  path.lines.push_back({{x, y.at(low)}, {x, y.at(high)}});
  for (const double end : {cell.low, cell.high})
    if (can_stand(figure, end) && end >= y.low && end <= y.high)
      path.lines.push_back({{x - 3.0, y.at(end)}, {x + 3.0, y.at(end)}});
  add(nodes, std::move(path));
}

void add_cells(std::vector<Node>& nodes, const ReplicatesFigure& figure, const Slots& slots,
               const Axis& y) {
  Group centres{"centres", {}, {}}, units{"units", {}, {}}, points{"replicates", {}, {}};
  add_unit_lines(units.nodes, figure, slots, y);
  for (std::size_t c = 0; c < figure.cells.size(); ++c) {
    const ReplicatesCell& cell = figure.cells[c];
    add_centre(centres.nodes, figure, c, slots, y);
    add_interval(centres.nodes, figure, cell, slots.at(c), y);
    for (std::size_t i = 0; i < cell.values.size(); ++i) {
      if (!can_stand(figure, cell.values[i])) continue;
      Path& mark =
          add(points.nodes,
              shaped_mark({point_x(slots, c, i, cell.values.size()), y.at(cell.values[i])},
                          point_radius, c % std::max<std::size_t>(figure.conditions.size(), 1),
                          tone_of(figure, c)));
      mark.stroke = Tone::paper;
      mark.stroke_width = 0.4;
    }
  }
  add(nodes, std::move(centres));
  add(nodes, std::move(units));
  add(nodes, std::move(points));
}

/// Names under the cells (or the doses), and how many replicates each has. Gives the y below.
double add_names(std::vector<Node>& nodes, const ReplicatesFigure& figure, const Slots& slots,
                 double y) {
  add(nodes, line({slots.left, y}, {slots.right, y}, Tone::ink, 0.7));
  const bool dosed = !figure.doses.empty();
  const std::vector<std::string>& names = dosed ? figure.doses : figure.conditions;
  const double places = dosed ? 1.0 : static_cast<double>(std::max<std::size_t>(names.size(), 1));
  const double room = slots.dose_width() / places - 3.0;
  double bottom = y;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double x = dosed ? slots.dose_at(i) : slots.at(i);
    double at = y + 3.5;
    for (const std::string& text : wrap_text(names[i], std::max(room, 8.0), text_size)) {
      add_text(nodes, {x, at + text_size}, text, text_size, Anchor::middle);
      at += leading(text_size);
    }
    if (!dosed && i < figure.cells.size()) {
      add_text(nodes, {x, at + small_size}, fmt::format("n = {}", figure.cells[i].values.size()),
               small_size, Anchor::middle)
          .tone = Tone::muted;
      at += leading(small_size);
    }
    bottom = std::max(bottom, at);
  }
  if (dosed && !figure.dose_label.empty()) {
    add_text(nodes, {0.5 * (slots.left + slots.right), bottom + 2 + text_size}, figure.dose_label,
             text_size, Anchor::middle);
    bottom += leading(text_size) + 2;
  }
  return bottom;
}

std::string spoken_value(double value) {
  return (value < 0 ? "−" : "") + fmt::format("{:.3g}", std::fabs(value));
}

std::string cell_name(const ReplicatesFigure& figure, std::size_t cell) {
  if (figure.conditions.empty()) return "";
  const std::string& condition = figure.conditions[cell % figure.conditions.size()];
  const std::size_t dose = cell / figure.conditions.size();
  return dose < figure.doses.size() ? condition + " at " + figure.doses[dose] : condition;
}

std::string replicates_description(const ReplicatesFigure& figure) {
  std::string text = figure.value_label + ".";
  for (std::size_t c = 0; c < figure.cells.size(); ++c) {
    const ReplicatesCell& cell = figure.cells[c];
    text += fmt::format(" {}: n = {}", cell_name(figure, c), cell.values.size());
    if (std::isfinite(cell.centre)) text += ", " + spoken_value(cell.centre);
    text += ".";
  }
  for (const ReplicatesBracket& bracket : figure.brackets)
    text += fmt::format(" {} against {}: {}.", cell_name(figure, bracket.to),
                        cell_name(figure, bracket.from), bracket.text);
  return text;
}

double add_condition_keys(std::vector<Node>& nodes, const ReplicatesFigure& figure, double left,
                          double top) {
  if (figure.doses.empty()) return top;
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < figure.conditions.size(); ++i) {
    Key key;
    key.mark = Key::Mark::dot;
    key.tone = series_tone(i);
    key.shape = i;
    entries.push_back({figure.conditions[i], key});
  }
  return add_legend(nodes, left, top, figure.width - left, entries) + 2.0;
}

}  // namespace

bool intervals_are_cut(const ReplicatesFigure& figure) {
  const Axis axis = replicates_axis(figure);
  return std::any_of(figure.cells.begin(), figure.cells.end(), [&](const ReplicatesCell& cell) {
    return (std::isfinite(cell.low) && cell.low < axis.low) ||
           (std::isfinite(cell.high) && cell.high > axis.high);
  });
}

Scene replicates_scene(const ReplicatesFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = !figure.title.empty()         ? figure.title
                : !figure.value_label.empty() ? figure.value_label
                                              : "Replicates";
  scene.description = replicates_description(figure);
  Axis y = replicates_axis(figure);
  const Ticks ticks =
      figure.logarithmic ? ratio_ticks(y.low, y.high, 7) : nice_ticks(y.low, y.high, 5);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  const double left = widest(ticks.labels, text_size) + 17.0;
  top = add_condition_keys(scene.nodes, figure, left, top);
  // A few conditions stand close together rather than a hand's breadth apart.
  const double most = 62.0 * static_cast<double>(std::max<std::size_t>(figure.cells.size(), 1));
  const Slots slots =
      slots_of(figure, left, std::min(figure.width - 6.0, left + std::max(most, 120.0)));
  const std::vector<PlacedBracket> brackets = placed_brackets(figure, slots);
  const double plot_top = top + 4.0 + bracket_height * static_cast<double>(rows_of(brackets));
  const double height = 135.0;
  y.from = plot_top + height;
  y.to = plot_top;
  add_brackets(scene.nodes, brackets, plot_top);
  add_cells(scene.nodes, figure, slots, y);
  if (!figure.logarithmic && y.low < 0)
    add(scene.nodes, line({slots.left, y.at(0)}, {slots.right, y.at(0)}, Tone::rule, 0.6));
  add_left_axis(scene.nodes, y, ticks, left, left - widest(ticks.labels, text_size) - 9.0,
                figure.value_label);
  if (figure.cells.empty())
    add_empty_note(scene.nodes, {left, plot_top, slots.right - left, height});
  scene.height = std::max(3.0 + add_names(scene.nodes, figure, slots, y.from), y.from + 6.0);
  return scene;
}

std::string replicates_csv(const ReplicatesFigure& figure) {
  std::string csv = "condition,dose,what,value\n";
  for (std::size_t c = 0; c < figure.cells.size() && !figure.conditions.empty(); ++c) {
    const std::size_t dose = c / figure.conditions.size();
    const std::string cell = csv_field(figure.conditions[c % figure.conditions.size()]) + "," +
                             (dose < figure.doses.size() ? csv_field(figure.doses[dose]) : "") +
                             ",";
    for (const double value : figure.cells[c].values)
      csv += cell + "replicate," + exact(value) + "\n";
    csv += cell + "centre," + exact(figure.cells[c].centre) + "\n";
    csv += cell + "low," + exact(figure.cells[c].low) + "\n";
    csv += cell + "high," + exact(figure.cells[c].high) + "\n";
  }
  return csv;
}

}  // namespace venscope::report
