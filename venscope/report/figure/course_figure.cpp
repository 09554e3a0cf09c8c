#include "venscope/report/figure/course_figure.hpp"

#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double row_height = 8.6;
constexpr double mark_radius = 1.9;
constexpr double apart = 2.6;  // between the marks of two groups at one visit, in points

bool can_be_drawn(const CourseFigure& figure, double value) {
  return std::isfinite(value) && (!figure.logarithmic || value > 0);
}

bool is_shown(const CourseFigure& figure, double time) {
  return std::isfinite(time) && !figure.visits.empty() &&
         time >= figure.visits.front() - figure.margin &&
         time <= figure.visits.back() + figure.margin;
}

/// What is seen of an axis.
struct Extent {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  void see(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool empty() const { return !(low <= high); }
};

/// Widened towards low and high, on either side by its own size (a decade at least) at most.
void widen(const CourseFigure& figure, double low, double high, Extent& seen) {
  const Extent own = seen;
  const bool logarithmic = figure.logarithmic;
  const double least = std::max(10.0, own.high / own.low);
  const double size = own.high > own.low ? own.high - own.low : std::fabs(own.high);
  if (can_be_drawn(figure, low))
    seen.see(std::max(low, logarithmic ? own.low / least : own.low - size));
  if (can_be_drawn(figure, high))
    seen.see(std::min(high, logarithmic ? own.high * least : own.high + size));
}

/// Of what was measured and its centres. The interval of two patients, which may span twenty
/// decades, does not set the axis: it is cut there.
Axis value_axis(const CourseFigure& figure) {
  Extent seen;
  const auto see = [&](double value) {
    if (can_be_drawn(figure, value)) seen.see(value);
  };
  if (figure.limit) see(*figure.limit);
  Extent intervals;
  for (const CourseGroup& group : figure.groups) {
    for (const double value : group.centre) see(value);
    for (const auto* ends : {&group.low, &group.high})
      for (const double end : *ends)
        if (can_be_drawn(figure, end)) intervals.see(end);
    for (const CourseLine& line : group.patients)
      for (std::size_t i = 0; i < line.time.size(); ++i)
        if (is_shown(figure, line.time[i])) see(line.value[i]);
  }
  if (!seen.empty() && !intervals.empty()) widen(figure, intervals.low, intervals.high, seen);
  if (seen.empty()) seen = figure.logarithmic ? Extent{1, 10} : Extent{0, 1};
  if (figure.logarithmic) {
    const double room = std::max(std::pow(seen.high / seen.low, 0.03), 1.08);
    return {seen.low / room, seen.high * room, 0, 1, true};
  }
  const bool from_zero = seen.low >= 0 && seen.low < 0.3 * seen.high;
  const double room = seen.high > seen.low ? 0.04 * (seen.high - seen.low) : 0.5;
  return {from_zero ? 0 : seen.low - room, seen.high + room};
}

/// As in the tables: large numbers with their thousands apart.
Ticks value_ticks(const CourseFigure& figure, const Axis& y) {
  Ticks ticks = figure.logarithmic && y.high / y.low > 20 ? ratio_ticks(y.low, y.high, 7)
                                                          : nice_ticks(y.low, y.high, 5);
  for (std::size_t i = 0; i < ticks.values.size(); ++i)
    if (ticks.values[i] >= 10000) ticks.labels[i] = count(ticks.values[i]);
  return ticks;
}

/// From the first visit to the last, and to measurements within the margin around them.
Axis visit_axis(const CourseFigure& figure) {
  Extent seen;
  for (const double time : figure.visits) seen.see(time);
  for (const CourseGroup& group : figure.groups)
    for (const CourseLine& line : group.patients)
      for (const double time : line.time)
        if (is_shown(figure, time)) seen.see(time);
  if (seen.empty()) seen.see(0);
  if (!(seen.high > seen.low)) return {seen.low - 0.5, seen.high + 0.5};
  return {seen.low, seen.high};
}

std::string time_text(double time) {
  return (time < 0 ? "−" : "") + fmt::format("{:g}", std::fabs(time));
}

/// The visits whose texts, in every row below the axis, leave room for each other: from the left.
std::vector<bool> shown_visits(const CourseFigure& figure, const Axis& x) {
  std::vector<bool> shown(figure.visits.size(), false);
  double free_from = -1e300;
  for (std::size_t v = 0; v < figure.visits.size(); ++v) {
    double width = text_width(time_text(figure.visits[v]), text_size);
    for (const CourseGroup& group : figure.groups)
      if (v < group.numbers.size())
        width = std::max(width, text_width(group.numbers[v], small_size));
    if (v < figure.p_values.size())
      width = std::max(width, text_width(figure.p_values[v], small_size));
    const double left = x.at(figure.visits[v]) - 0.5 * width;
    if (left < free_from) continue;
    shown[v] = true;
    free_from = left + width + 3.5;
  }
  return shown;
}

Path patient_lines(const CourseFigure& figure, const CourseGroup& group, const Plot& plot,
                   Tone tone) {
  Path path;
  path.stroke = tone;
  path.stroke_width = 0.5;
  path.stroke_opacity = 0.3;
  for (const CourseLine& line : group.patients) {
    std::vector<double> values = line.value;
    for (double& value : values)
      if (!can_be_drawn(figure, value)) value = std::nan("");
    const Path one = curve_of(plot, line.time, values);
    for (const std::vector<Point>& points : one.lines)
      if (points.size() > 1) path.lines.push_back(points);
  }
  return path;
}

/// The groups' marks at a visit stand beside each other, so that no interval hides another.
double offset_of(const CourseFigure& figure, std::size_t group) {
  return apart * (static_cast<double>(group) - 0.5 * static_cast<double>(figure.groups.size() - 1));
}

void add_group(std::vector<Node>& nodes, const CourseFigure& figure, std::size_t g,
               const Plot& plot) {
  const CourseGroup& group = figure.groups[g];
  const double offset = offset_of(figure, g);
  Path centre, bars;
  centre.stroke = bars.stroke = series_tone(g);
  centre.stroke_width = 1.4;
  bars.stroke_width = 0.9;
  centre.dash = series_dash(g);
  std::vector<Point> points;
  for (std::size_t v = 0; v < std::min(figure.visits.size(), group.centre.size()); ++v) {
    if (!can_be_drawn(figure, group.centre[v])) continue;
    const double x = plot.x.at(figure.visits[v]) + offset;
    points.push_back({x, plot.y.at(group.centre[v])});
    if (v >= group.low.size() || !std::isfinite(group.low[v]) || !std::isfinite(group.high[v]))
      continue;
    // A limit that is not positive is below every logarithmic axis. One beyond the axis has no bar
    // across its end.
    const double low = can_be_drawn(figure, group.low[v]) ? group.low[v] : plot.y.low;
    const double high = std::min(group.high[v], plot.y.high);
    bars.lines.push_back({{x, plot.y.at(std::max(low, plot.y.low))}, {x, plot.y.at(high)}});
    for (const double end : {group.low[v], group.high[v]})
      if (can_be_drawn(figure, end) && end >= plot.y.low && end <= plot.y.high)
        bars.lines.push_back({{x - 1.6, plot.y.at(end)}, {x + 1.6, plot.y.at(end)}});
  }
  if (points.size() > 1) centre.lines.push_back(points);
  add(nodes, std::move(bars));
  add(nodes, std::move(centre));
  for (const Point& point : points) {
    Path& mark = add(nodes, shaped_mark(point, mark_radius, g, series_tone(g)));
    mark.stroke = Tone::paper;
    mark.stroke_width = 0.4;
  }
}

/// For who hears the figure read: three digits, large numbers with their thousands apart.
std::string spoken(double value) {
  if (std::fabs(value) >= 1000) return (value < 0 ? "−" : "") + count(std::round(std::fabs(value)));
  return (value < 0 ? "−" : "") + fmt::format("{:.3g}", std::fabs(value));
}

std::string course_description(const CourseFigure& figure) {
  std::string text = fmt::format("{}. Across: {}.", figure.value_label,
                                 time_axis_label(figure.time_label, figure.unit));
  for (const CourseGroup& group : figure.groups) {
    text += fmt::format(" {}:", group.label.empty() ? "All patients" : group.label);
    for (std::size_t v = 0; v < std::min(figure.visits.size(), group.centre.size()); ++v)
      if (std::isfinite(group.centre[v]))
        text += fmt::format(" {} at {},", spoken(group.centre[v]), time_text(figure.visits[v]));
    text.back() = '.';
  }
  return text;
}

struct CourseLayout {
  double left = 0, right = 0;
  bool labels_beside = true;
};

/// Labels of the rows stand left of the plot where they leave it most of the width.
CourseLayout course_layout(const CourseFigure& figure, const Ticks& y_ticks) {
  const double axis = widest(y_ticks.labels, text_size) + 17.0;
  std::vector<std::string> labels;
  for (const CourseGroup& group : figure.groups) labels.push_back(group.label);
  if (!figure.p_values.empty()) labels.push_back(figure.p_heading);
  const double beside = widest(labels, small_size) + 13.0 + 10.0;
  CourseLayout layout;
  layout.labels_beside = beside <= 0.25 * figure.width;
  layout.left = layout.labels_beside ? std::max(axis, beside) : axis;
  layout.right = 12.0;
  return layout;
}

/// Rows of texts below the visits. Gives the y below them.
double add_visit_rows(std::vector<Node>& nodes, const CourseFigure& figure,
                      const CourseLayout& layout, const Axis& x, double top) {
  const std::vector<bool> shown = shown_visits(figure, x);
  const double label_left = layout.labels_beside ? 0.0 : layout.left - 14.0;
  Group rows{"numbers", {}, {}};
  const auto add_row = [&](const std::vector<std::string>& texts) {
    for (std::size_t v = 0; v < std::min(shown.size(), texts.size()); ++v)
      if (shown[v] && !texts[v].empty())
        add_text(rows.nodes, {x.at(figure.visits[v]), top + small_size}, texts[v], small_size,
                 Anchor::middle);
    top += row_height;
  };
  add_text(rows.nodes, {label_left, top + small_size}, figure.numbers_heading, small_size).bold =
      true;
  top += row_height + 1.0;
  for (std::size_t g = 0; g < figure.groups.size(); ++g) {
    if (!figure.groups[g].label.empty()) {
      add(rows.nodes, series_key({label_left, top + 0.66 * small_size}, 10.0, g));
      const double room = (layout.labels_beside ? layout.left : figure.width - label_left) - 13.0;
      const double below =
          add_lines(rows.nodes, label_left + 13.0, top, room, figure.groups[g].label, small_size);
      if (!layout.labels_beside) top = below;
    }
    add_row(figure.groups[g].numbers);
  }
  if (!figure.p_values.empty()) {
    const double below = add_lines(rows.nodes, label_left, top + 1.5, figure.width - label_left,
                                   figure.p_heading, small_size);
    top = layout.labels_beside ? top + 1.5 : below;
    add_row(figure.p_values);
  }
  add(nodes, std::move(rows));
  return top;
}

void add_visit_axis(std::vector<Node>& nodes, const CourseFigure& figure, const Axis& x, double y,
                    double& bottom) {
  Ticks ticks;
  const std::vector<bool> shown = shown_visits(figure, x);
  for (std::size_t v = 0; v < figure.visits.size(); ++v) {
    ticks.values.push_back(figure.visits[v]);
    ticks.labels.push_back(shown[v] ? time_text(figure.visits[v]) : "");
  }
  bottom = add_bottom_axis(nodes, x, ticks, y, time_axis_label(figure.time_label, figure.unit));
}

double add_keys(std::vector<Node>& nodes, const CourseFigure& figure, double left, double top) {
  std::vector<LegendEntry> entries;
  for (std::size_t g = 0; g < figure.groups.size(); ++g)
    if (!figure.groups[g].label.empty())
      entries.push_back(
          {figure.groups[g].label, {Key::Mark::line, series_tone(g), series_dash(g)}});
  if (figure.limit) {
    Key key{Key::Mark::line, Tone::muted, {1.5, 1.5}};
    key.stroke_width = 0.8;
    entries.push_back({"Limit of detection", key});
  }
  return add_legend(nodes, left, top, figure.width - left, entries);
}

/// Patients, the limit of detection and groups, in this order from back to front.
void add_courses(std::vector<Node>& nodes, const CourseFigure& figure, const Plot& plot,
                 const Rect& area) {
  const Rect clip{area.x, area.y - 1.0, area.width + 1.0, area.height + 2.0};
  Group patients{"patients", clip, {}}, groups{"groups", clip, {}};
  for (std::size_t g = 0; g < figure.groups.size(); ++g)
    add(patients.nodes, patient_lines(figure, figure.groups[g], plot, series_tone(g)));
  if (figure.limit) {
    const double y = plot.y.at(*figure.limit);
    Path& dotted = add(groups.nodes, line({area.x, y}, {area.x + area.width, y}, Tone::muted, 0.8));
    dotted.dash = {1.5, 1.5};
  }
  for (std::size_t g = 0; g < figure.groups.size(); ++g) add_group(groups.nodes, figure, g, plot);
  add(nodes, std::move(patients));
  add(nodes, std::move(groups));
  if (figure.groups.empty() || figure.visits.empty()) add_empty_note(nodes, area);
}

}  // namespace

bool intervals_are_cut(const CourseFigure& figure) {
  const Axis axis = value_axis(figure);
  return std::any_of(figure.groups.begin(), figure.groups.end(), [&](const CourseGroup& group) {
    const auto beyond = [&](double end) {
      return std::isfinite(end) && (end < axis.low || end > axis.high);
    };
    return std::any_of(group.low.begin(), group.low.end(), beyond) ||
           std::any_of(group.high.begin(), group.high.end(), beyond);
  });
}

Scene course_scene(const CourseFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = !figure.title.empty()         ? figure.title
                : !figure.value_label.empty() ? figure.value_label
                                              : "Measurements over time";
  scene.description = course_description(figure);
  Plot plot{visit_axis(figure), value_axis(figure)};
  const Ticks y_ticks = value_ticks(figure, plot.y);
  const CourseLayout layout = course_layout(figure, y_ticks);
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  top = add_keys(scene.nodes, figure, layout.left, top) + 4.0;
  const double width = figure.width - layout.left - layout.right;
  const Rect area{layout.left, top, width, std::clamp(0.55 * width, 110.0, 210.0)};
  // Marks beside each other, and half of a number, reach beyond the first and last visit.
  const double room = apart * static_cast<double>(figure.groups.size()) + 4.0;
  plot.x.from = area.x + room;
  plot.x.to = area.x + area.width - room;
  plot.y.from = area.y + area.height;
  plot.y.to = area.y;
  add_courses(scene.nodes, figure, plot, area);
  add_left_axis(scene.nodes, plot.y, y_ticks, area.x,
                area.x - widest(y_ticks.labels, text_size) - 9.0, figure.value_label);
  double bottom = 0;
  add_visit_axis(scene.nodes, figure, plot.x, plot.y.from, bottom);
  add(scene.nodes, line({area.x, plot.y.from}, {area.x + area.width, plot.y.from}, Tone::ink, 0.7));
  scene.height = 2 + add_visit_rows(scene.nodes, figure, layout, plot.x, bottom + 4.0);
  return scene;
}

std::string course_csv(const CourseFigure& figure) {
  std::string csv = "group,time,estimate,lower,upper\n";
  for (const CourseGroup& group : figure.groups)
    for (std::size_t v = 0; v < std::min(figure.visits.size(), group.centre.size()); ++v)
      csv += fmt::format("{},{},{},{},{}\n", csv_field(group.label), exact(figure.visits[v]),
                         exact(group.centre[v]), v < group.low.size() ? exact(group.low[v]) : "",
                         v < group.high.size() ? exact(group.high[v]) : "");
  return csv;
}

}  // namespace venscope::report
