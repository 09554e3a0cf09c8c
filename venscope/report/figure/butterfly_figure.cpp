#include "venscope/report/figure/butterfly_figure.hpp"

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

constexpr double butterfly_row = 12.5;
constexpr double butterfly_padding = 2.2;
constexpr double butterfly_gap = 12.0;
constexpr Tone butterfly_any = Tone::muted, butterfly_severe = Tone::ink;

/// The bars and, beside them, the differences.
struct ButterflyPanels {
  RowLayout rows;
  std::vector<Axis> bars;  ///< per arm: from the middle outwards
  std::optional<Axis> differences;
};

double butterfly_sum(const std::vector<double>& counts) {
  double sum = 0;
  for (const double count : counts) sum += count;
  return sum;
}

double butterfly_share(const ButterflyFigure& figure, const ButterflyRow& row, std::size_t arm) {
  return figure.n[arm] > 0 ? butterfly_sum(row.counts[arm]) / figure.n[arm] : 0.0;
}

std::string butterfly_share_text(const ButterflyFigure& figure, const ButterflyRow& row,
                                 std::size_t arm) {
  return percent(butterfly_share(figure, row, arm), 0);
}

/// Steps that stay apart in grey: the worst is full.
double grade_opacity(const ButterflyFigure& figure, std::size_t category) {
  const auto last = static_cast<double>(std::max<std::size_t>(figure.categories.size(), 2) - 1);
  return 0.14 + 0.86 * static_cast<double>(category) / last;
}

/// The largest share, rounded up to a tenth.
double butterfly_last_share(const ButterflyFigure& figure) {
  double most = 0;
  for (const ButterflyRow& row : figure.rows)
    for (std::size_t arm = 0; arm < figure.arms.size(); ++arm)
      most = std::max(most, butterfly_share(figure, row, arm));
  return std::clamp(std::ceil(10 * most - 1e-9) / 10, 0.1, 1.0);
}

/// Symmetric about no difference; an interval that would squeeze the others leaves the axis.
double butterfly_last_difference(const ButterflyFigure& figure) {
  double most = 0.1;
  for (const ButterflyRow& row : figure.rows)
    for (const auto& difference : {row.any, row.severe})
      if (difference) most = std::max({most, -difference->low, difference->high});
  return std::min(1.0, std::ceil(10 * most - 1e-9) / 10);
}

bool has_differences(const ButterflyFigure& figure) {
  return std::any_of(figure.rows.begin(), figure.rows.end(), [](const ButterflyRow& row) {
    return row.any.has_value() || row.severe.has_value();
  });
}

double label_height(const ButterflyRow& row, double width) {
  const auto lines = wrap_text(row.label, width, small_size, row.heading).size();
  return static_cast<double>(lines) * leading(small_size);
}

ButterflyPanels lay_out(const ButterflyFigure& figure) {
  ButterflyPanels panels;
  const double most = 0.27 * figure.width;
  for (const ButterflyRow& row : figure.rows)
    panels.rows.label_width =
        std::max(panels.rows.label_width,
                 std::min(most, text_width(row.label, small_size, row.heading) + 0.5));
  for (const ButterflyRow& row : figure.rows)
    panels.rows.heights.push_back(
        std::max(butterfly_row, label_height(row, panels.rows.label_width) + 2.0));
  const double room = text_width("100%", 6.0) + 4.0;  // of the share at a bar's end
  const double left = std::max(24.0, panels.rows.label_width) + 6.0;
  const bool differences = has_differences(figure);
  const double right = differences ? left + (figure.width - left) * 0.64 : figure.width - 4.0;
  const double last = butterfly_last_share(figure);
  if (figure.arms.size() == 2) {
    const double middle = 0.5 * (left + right);
    panels.bars = {{0, last, middle, left + room, false}, {0, last, middle, right - room, false}};
  } else {
    panels.bars = {{0, last, left, right - room, false}};
  }
  if (differences) {
    const double most = butterfly_last_difference(figure);
    panels.differences = Axis{-most, most, right + butterfly_gap, figure.width - 8.0, false};
  }
  return panels;
}

void add_bar(std::vector<Node>& nodes, const ButterflyFigure& figure, const ButterflyRow& row,
             std::size_t arm, const Axis& axis, double top, double height) {
  double from = 0;
  for (std::size_t c = 0; c < row.counts[arm].size(); ++c) {
    if (!(row.counts[arm][c] > 0) || !(figure.n[arm] > 0)) continue;
    const double to = from + row.counts[arm][c] / figure.n[arm];
    const double a = axis.at(from), b = axis.at(to);
    Path& part = add(nodes, box({std::min(a, b), top + butterfly_padding, std::fabs(b - a),
                                 height - 2 * butterfly_padding},
                                series_tone(arm), series_tone(arm)));
    part.stroke_width = 0.4;
    part.fill_opacity = grade_opacity(figure, c);
    from = to;
  }
  const double way = axis.to < axis.from ? -1.0 : 1.0;
  add_text(nodes, {axis.at(from) + 3.0 * way, centred_baseline(top + 0.5 * height, 6.0)},
           butterfly_share_text(figure, row, arm), 6.0, way < 0 ? Anchor::end : Anchor::start);
}

void add_difference(std::vector<Node>& nodes, const Axis& axis,
                    const std::optional<ShareDifference>& difference, double y, bool severe) {
  if (!difference) return;
  const Tone tone = severe ? butterfly_severe : butterfly_any;
  const double low = std::max(difference->low, axis.low),
               high = std::min(difference->high, axis.high);
  add(nodes, line({axis.at(low), y}, {axis.at(high), y}, tone, severe ? 1.0 : 0.8));
  const double at = axis.at(std::clamp(difference->estimate, axis.low, axis.high));
  add(nodes, severe ? square({at, y}, 1.8, tone) : disc({at, y}, 1.9, tone));
}

double add_rows(std::vector<Node>& nodes, const ButterflyFigure& figure,
                const ButterflyPanels& panels, double top) {
  Group bars{"bars", {}, {}}, differences{"differences", {}, {}};
  for (std::size_t i = 0; i < figure.rows.size(); ++i) {
    const ButterflyRow& row = figure.rows[i];
    const double height = panels.rows.heights[i];
    if (i % 2 == 1) {
      Path& stripe = add(nodes, box({0, top, figure.width, height}, Tone::none, Tone::rule));
      stripe.fill_opacity = 0.22;
    }
    const double width = panels.rows.label_width;
    add_lines(nodes, 0, top + 0.5 * (height - label_height(row, width)), width, row.label,
              small_size, row.heading);
    // A label of several lines makes the row higher, not its marks.
    const double inner = top + 0.5 * (height - butterfly_row);
    for (std::size_t arm = 0; arm < figure.arms.size(); ++arm)
      add_bar(bars.nodes, figure, row, arm, panels.bars[arm], inner, butterfly_row);
    if (panels.differences) {
      const double shift = figure.severe_label.empty() ? 0.0 : 0.19 * butterfly_row;
      add_difference(differences.nodes, *panels.differences, row.any, top + 0.5 * height - shift,
                     false);
      add_difference(differences.nodes, *panels.differences, row.severe, top + 0.5 * height + shift,
                     true);
    }
    top += height;
  }
  add(nodes, std::move(bars));
  add(nodes, std::move(differences));
  return top;
}

/// "HMA (n = 42)" over its side.
double add_heads(std::vector<Node>& nodes, const ButterflyFigure& figure,
                 const ButterflyPanels& panels, double top) {
  double bottom = top;
  for (std::size_t arm = 0; arm < figure.arms.size(); ++arm) {
    const Axis& axis = panels.bars[arm];
    const double from = std::min(axis.from, axis.to), width = std::fabs(axis.to - axis.from);
    const std::string text =
        fmt::format("{} (n\u00a0=\u00a0{})", figure.arms[arm], count(figure.n[arm]));
    const double x = figure.arms.size() == 2 && arm == 0 ? from : from + 4.0;
    bottom = std::max(bottom, add_lines(nodes, x, top, width - 4.0, text, small_size, true));
  }
  if (panels.differences) {
    const Axis& axis = *panels.differences;
    const std::string text =
        figure.arms.size() == 2 ? fmt::format("{} minus {}", figure.arms[1], figure.arms[0]) : "";
    bottom = std::max(bottom, add_lines(nodes, axis.from, top, axis.to - axis.from + 8.0, text,
                                        small_size, true));
  }
  return bottom + 2.0;
}

double add_keys(std::vector<Node>& nodes, const ButterflyFigure& figure,
                const ButterflyPanels& panels, double top) {
  std::vector<LegendEntry> grades;
  for (std::size_t c = 0; c < figure.categories.size(); ++c)
    grades.push_back(
        {figure.categories[c], {Key::Mark::box, Tone::ink, {}, 0.8 * grade_opacity(figure, c)}});
  const double room = panels.differences ? panels.differences->from - butterfly_gap : figure.width;
  double bottom = add_legend(nodes, 0, top, room, grades);
  if (panels.differences) {
    std::vector<LegendEntry> marks{
        {figure.any_label, {Key::Mark::dot, butterfly_any, {}, 1.0, 1.3, 0}}};
    if (!figure.severe_label.empty())
      marks.push_back({figure.severe_label, {Key::Mark::dot, butterfly_severe, {}, 1.0, 1.3, 1}});
    bottom = std::max(bottom, add_legend(nodes, panels.differences->from, top,
                                         figure.width - panels.differences->from, marks));
  }
  return bottom + 3.0;
}

std::string difference_text(const ShareDifference& difference) {
  return fmt::format("{} percentage points ({})", fixed(100 * difference.estimate, 0),
                     interval(100 * difference.low, 100 * difference.high, 0));
}

std::string description_of_butterfly(const ButterflyFigure& figure) {
  std::string text = "Patients with adverse events, in percent of each arm.";
  for (const ButterflyRow& row : figure.rows) {
    text += fmt::format(" {}:", row.label);
    for (std::size_t arm = 0; arm < figure.arms.size(); ++arm)
      text += fmt::format(" {} {},", figure.arms[arm], butterfly_share_text(figure, row, arm));
    if (row.any)
      text += fmt::format(" difference, {} {},", figure.any_label, difference_text(*row.any));
    if (row.severe)
      text += fmt::format(" difference, {} {},", figure.severe_label, difference_text(*row.severe));
    text.back() = '.';
  }
  return text;
}

Ticks butterfly_ticks(const Axis& axis) {
  const double width = std::fabs(axis.to - axis.from);
  Ticks ticks = nice_ticks(100 * axis.low, 100 * axis.high, std::clamp(int(width / 26), 2, 6));
  for (double& value : ticks.values) value /= 100;
  return ticks;
}

}  // namespace

Scene butterfly_scene(const ButterflyFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Adverse events" : figure.title;
  scene.description = description_of_butterfly(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  const ButterflyPanels panels = lay_out(figure);
  top = add_keys(scene.nodes, figure, panels, top);
  top = add_heads(scene.nodes, figure, panels, top);
  const double rows_top = top;
  if (figure.rows.empty()) {
    add_empty_note(scene.nodes, {panels.bars[0].to, top, 120, 30}, "no adverse events");
    top += 30;
  } else {
    top = add_rows(scene.nodes, figure, panels, top);
  }
  double bottom = top;
  for (std::size_t arm = 0; arm < panels.bars.size(); ++arm) {
    const Axis& axis = panels.bars[arm];
    add(scene.nodes, line({axis.from, rows_top}, {axis.from, top}, Tone::ink, 0.7));
    Ticks ticks = butterfly_ticks(axis);
    // One 0 in the middle is enough.
    if (panels.bars.size() == 2 && arm == 0 && !ticks.values.empty() && ticks.values[0] == 0) {
      ticks.values.erase(ticks.values.begin());
      ticks.labels.erase(ticks.labels.begin());
    }
    // Left to right, as labels are set.
    const Axis upright =
        axis.to < axis.from ? Axis{axis.high, axis.low, axis.to, axis.from, false} : axis;
    bottom = std::max(bottom, add_bottom_axis(scene.nodes, upright, ticks, top, "Patients (%)"));
  }
  if (panels.differences) {
    const Axis& axis = *panels.differences;
    add(scene.nodes, line({axis.at(0), rows_top}, {axis.at(0), top}, Tone::muted, 0.5)).dash = {
        1.5, 1.5};
    bottom = std::max(bottom, add_bottom_axis(scene.nodes, axis, butterfly_ticks(axis), top,
                                              "Difference (percentage points, " +
                                                  level_text(figure.level) + " CI)"));
  }
  scene.height = bottom + 2;
  return scene;
}

std::string butterfly_csv(const ButterflyFigure& figure) {
  std::string csv = "term,arm,n";
  for (const std::string& category : figure.categories) csv += "," + csv_field(category);
  csv += ",any_share\n";
  for (const ButterflyRow& row : figure.rows)
    for (std::size_t arm = 0; arm < figure.arms.size(); ++arm) {
      csv += fmt::format("{},{},{}", csv_field(row.label), csv_field(figure.arms[arm]),
                         exact(figure.n[arm]));
      for (std::size_t c = 0; c < figure.categories.size(); ++c)
        csv += "," + exact(c < row.counts[arm].size() ? row.counts[arm][c] : 0.0);
      csv += "," +
             exact(figure.n[arm] > 0 ? butterfly_share(figure, row, arm)
                                     : std::numeric_limits<double>::quiet_NaN()) +
             "\n";
    }
  return csv;
}

}  // namespace venscope::report
