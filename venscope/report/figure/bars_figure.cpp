#include "venscope/report/figure/bars_figure.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/figure/rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace venscope::report {
namespace {

/// Light enough for text on it.
double segment_opacity(std::size_t index) {
  return step_opacity(index, 0.14, most_under_text);
}

double count_in(const BarsGroup& group, std::size_t category) {
  return category < group.counts.size() ? group.counts[category] : 0.0;
}

/// Patients of the group in no category.
double rest_of(const BarsFigure& figure, const BarsGroup& group) {
  double sum = 0;
  for (std::size_t c = 0; c < figure.categories.size(); ++c) sum += count_in(group, c);
  return std::max(0.0, group.n - sum);
}

bool has_rest(const BarsFigure& figure) {
  return std::any_of(figure.groups.begin(), figure.groups.end(),
                     [&](const BarsGroup& group) { return rest_of(figure, group) > 0; });
}

double share_of(double part, const BarsGroup& group) {
  return group.n > 0 ? std::clamp(part / group.n, 0.0, 1.0) : 0.0;
}

std::string fraction_text(double part, const BarsGroup& group) {
  const std::string fraction = count(part) + "/" + count(group.n);
  return group.n > 0 ? fraction + " (" + percent(part / group.n, 0) + ")" : fraction;
}

std::string description_of(const BarsFigure& figure) {
  std::string text = "Shares of patients by group.";
  for (const BarsGroup& group : figure.groups) {
    text += fmt::format(" {}:", group.label);
    for (std::size_t c = 0; c < figure.categories.size(); ++c)
      text +=
          fmt::format(" {} {},", figure.categories[c], fraction_text(count_in(group, c), group));
    const double rest = rest_of(figure, group);
    if (rest > 0) text += fmt::format(" {} {},", figure.rest_label, fraction_text(rest, group));
    text.back() = text.back() == ',' ? '.' : ':';
  }
  return text;
}

/// A bar segment with its number in it, as much of it as there is room for.
void add_segment(std::vector<Node>& nodes, const Axis& x, double from, double to,
                 const Rect& vertical, std::optional<std::size_t> category, double part,
                 const BarsGroup& group) {
  if (!(to > from)) return;
  const Tone tone = category ? series_tone(*category) : Tone::none;
  const double left = x.at(from), width = x.at(to) - left;
  Path& segment = add(
      nodes, box({left, vertical.y, width, vertical.height}, category ? tone : Tone::muted, tone));
  segment.stroke_width = 0.6;
  if (category) segment.fill_opacity = segment_opacity(*category);
  if (!category) segment.dash = {1.2, 1.2};
  for (const std::string& text : {count_percent(part, group.n, 0), count(part)}) {
    if (text_width(text, small_size) + 3 > width) continue;
    add_text(nodes,
             {left + 0.5 * width, centred_baseline(vertical.y + 0.5 * vertical.height, small_size)},
             text, small_size, Anchor::middle);
    return;
  }
}

/// No-break spaces: "(n" and "= 66)" never stand on two lines.
std::string with_n(const BarsGroup& group) {
  return group.label + " (n\u00a0=\u00a0" + count(group.n) + ")";
}

std::vector<LegendEntry> legend_of(const BarsFigure& figure,
                                   const std::vector<std::string>& names) {
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < names.size(); ++i)
    entries.push_back({names[i], {Key::Mark::box, series_tone(i), {}, segment_opacity(i)}});
  if (figure.stacked && has_rest(figure))
    entries.push_back({figure.rest_label, {Key::Mark::box, Tone::muted, {}, 0.0}});
  return entries;
}

std::vector<std::string> stacked_labels(const BarsFigure& figure) {
  std::vector<std::string> labels;
  for (const BarsGroup& group : figure.groups) labels.push_back(with_n(group));
  return labels;
}

double add_stacked(std::vector<Node>& nodes, const BarsFigure& figure, const RowLayout& rows,
                   const Axis& x, double top) {
  const std::vector<std::string> labels = stacked_labels(figure);
  Group bars{"bars", {}, {}};
  for (std::size_t g = 0; g < figure.groups.size(); ++g) {
    const BarsGroup& group = figure.groups[g];
    const double height = rows.heights[g];
    add_row_label(nodes, labels[g], x.from - 5, top, height, rows.label_width);
    const Rect vertical{0, top + 2, 0, height - 4};
    double from = 0;
    for (std::size_t c = 0; c < figure.categories.size(); ++c) {
      const double to = std::min(1.0, from + share_of(count_in(group, c), group));
      add_segment(bars.nodes, x, from, to, vertical, c, count_in(group, c), group);
      from = to;
    }
    const double rest = rest_of(figure, group);
    if (rest > 0) add_segment(bars.nodes, x, from, 1.0, vertical, {}, rest, group);
    top += height;
  }
  add(nodes, std::move(bars));
  return top;
}

double add_side_by_side(std::vector<Node>& nodes, const BarsFigure& figure, const RowLayout& rows,
                        const Axis& x, double top) {
  Group bars{"bars", {}, {}};
  for (std::size_t c = 0; c < figure.categories.size(); ++c) {
    const double height = rows.heights[c];
    add_row_label(nodes, figure.categories[c], x.from - 5, top, height, rows.label_width);
    const double bar =
        (height - 4) / static_cast<double>(std::max<std::size_t>(1, figure.groups.size()));
    for (std::size_t g = 0; g < figure.groups.size(); ++g) {
      const double part = count_in(figure.groups[g], c), share = share_of(part, figure.groups[g]);
      const double y = top + 2 + bar * static_cast<double>(g);
      Path& shape = add(bars.nodes, box({x.from, y + 0.5, x.at(share) - x.from, bar - 1},
                                        series_tone(g), series_tone(g)));
      shape.stroke_width = 0.6;
      shape.fill_opacity = segment_opacity(g);
      add_text(bars.nodes, {x.at(share) + 2.5, centred_baseline(y + 0.5 * bar, 6.0)},
               fraction_text(part, figure.groups[g]), 6.0);
    }
    top += height;
  }
  add(nodes, std::move(bars));
  return top;
}

}  // namespace

Scene bars_scene(const BarsFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Response by group" : figure.title;
  scene.description = description_of(figure);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  std::vector<std::string> group_names;
  double fraction_width = 0, largest = 0;
  for (const BarsGroup& group : figure.groups) {
    group_names.push_back(with_n(group));
    for (const double part : group.counts) {
      fraction_width = std::max(fraction_width, text_width(fraction_text(part, group), 6.0));
      largest = std::max(largest, share_of(part, group));
    }
  }
  const bool stacked = figure.stacked;
  const double least =
      stacked ? 17.0
              : 4.0 + 8.5 * static_cast<double>(std::max<std::size_t>(1, group_names.size()));
  const RowLayout rows = lay_out_rows(stacked ? stacked_labels(figure) : figure.categories,
                                      0.32 * figure.width, least);
  const double left = std::max(12.0, rows.label_width + 7.0);
  const double right = figure.width - (stacked ? 9.0 : fraction_width + 5.0);
  // Side by side, the axis ends at a round share above the longest bar.
  const double last = stacked ? 1.0 : std::clamp(std::ceil(largest * 10) / 10, 0.1, 1.0);
  const Axis x{0, last, left, right};
  top = 4 + add_legend(scene.nodes, stacked ? 0 : left, top,
                       stacked ? figure.width : figure.width - left,
                       legend_of(figure, stacked ? figure.categories : group_names));
  const double plot_top = top;
  if (rows.heights.empty()) {
    add_empty_note(scene.nodes, {left, top, right - left, 30});
    top += 30;
  } else {
    top = stacked ? add_stacked(scene.nodes, figure, rows, x, top)
                  : add_side_by_side(scene.nodes, figure, rows, x, top);
  }
  add(scene.nodes, line({left, plot_top}, {left, top}, Tone::ink, 0.7));
  Ticks ticks = nice_ticks(0, 100 * last, 5);
  for (double& value : ticks.values) value /= 100;
  scene.height = 2 + add_bottom_axis(scene.nodes, x, ticks, top, figure.share_label);
  return scene;
}

std::string bars_csv(const BarsFigure& figure) {
  std::string csv = "group,category,n,denominator,share\n";
  const auto row = [&](const BarsGroup& group, const std::string& category, double part) {
    const double share = group.n > 0 ? part / group.n : std::numeric_limits<double>::quiet_NaN();
    csv += fmt::format("{},{},{},{},{}\n", csv_field(group.label), csv_field(category), exact(part),
                       exact(group.n), exact(share));
  };
  for (const BarsGroup& group : figure.groups) {
    for (std::size_t c = 0; c < figure.categories.size(); ++c)
      row(group, figure.categories[c], count_in(group, c));
    if (rest_of(figure, group) > 0) row(group, figure.rest_label, rest_of(figure, group));
  }
  return csv;
}

}  // namespace venscope::report
