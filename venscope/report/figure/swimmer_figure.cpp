#include "venscope/report/figure/swimmer_figure.hpp"

#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double strip_width = 5.0;
constexpr double widest_name = 62.0;

/// The groups have the first tones, as in every other figure, the phases those after them.
Tone phase_tone(const SwimmerFigure& figure, std::size_t phase) {
  return series_tone(figure.groups.size() + phase);
}
double phase_opacity(std::size_t phase) {
  return step_opacity(phase, 0.95, 0.55);
}
Tone group_tone(int group) {
  return group < 0 ? Tone::rule : series_tone(static_cast<std::size_t>(group));
}
/// Four shapes in black, then the same in another tone.
Tone mark_tone(std::size_t mark) {
  return mark < 4 ? Tone::ink : Tone::series_8;
}

double lane_height(std::size_t lanes) {
  return std::clamp(610.0 / static_cast<double>(std::max<std::size_t>(1, lanes)), 6.1, 11.0);
}

/// Names of patients where all are short enough; else their numbers from the top.
std::vector<std::string> lane_names(const SwimmerFigure& figure, double size) {
  std::vector<std::string> names, numbers;
  for (const SwimmerLane& lane : figure.lanes) {
    names.push_back(lane.label);
    numbers.push_back(std::to_string(names.size()));
  }
  const bool named = std::none_of(names.begin(), names.end(),
                                  [](const std::string& name) { return name.empty(); });
  return named && widest(names, size) <= widest_name ? names : numbers;
}

Axis time_axis(const SwimmerFigure& figure) {
  Axis axis{0, 0};
  for (const SwimmerLane& lane : figure.lanes) {
    axis.low = std::min(axis.low, lane.begin);
    axis.high = std::max(axis.high, lane.end);
  }
  if (!(axis.high > axis.low)) axis.high = axis.low + 1;
  return axis;
}

/// Ticks after time zero, and the same steps before it: as many as the longer side has room for.
Ticks swimmer_ticks(const Axis& axis, const std::string& unit) {
  const double longer = std::max(axis.high, -axis.low);
  const double share = longer / (axis.high - axis.low);
  const int most = std::clamp(static_cast<int>(share * (axis.to - axis.from) / 30), 1, 12);
  Ticks ticks = time_ticks(longer, unit, most);
  if (ticks.values.size() < 2) return ticks;
  const double step = ticks.values[1] - ticks.values[0];
  while (ticks.values.back() > axis.high + 1e-9 * longer) {
    ticks.values.pop_back();
    ticks.labels.pop_back();
  }
  Ticks before;
  for (double k = std::floor(-axis.low / step + 1e-9); k >= 1; k -= 1) {
    before.values.push_back(-k * step);
    before.labels.push_back("−" + fmt::format("{:g}", k * step));
  }
  before.values.insert(before.values.end(), ticks.values.begin(), ticks.values.end());
  before.labels.insert(before.labels.end(), ticks.labels.begin(), ticks.labels.end());
  return before;
}

double add_legends(std::vector<Node>& nodes, const SwimmerFigure& figure, double left, double top) {
  const double width = figure.width - left;
  std::vector<LegendEntry> groups, phases, marks;
  for (std::size_t g = 0; g < figure.groups.size(); ++g)
    groups.push_back({figure.groups[g], {Key::Mark::box, group_tone(static_cast<int>(g)), {}}});
  for (std::size_t k = 0; k < figure.phases.size(); ++k)
    phases.push_back(
        {figure.phases[k], {Key::Mark::box, phase_tone(figure, k), {}, phase_opacity(k)}});
  for (std::size_t k = 0; k < figure.marks.size(); ++k) {
    Key key{Key::Mark::dot, mark_tone(k), {}};
    key.shape = k;
    marks.push_back({figure.marks[k], key});
  }
  const auto ends = [&](bool event) {
    return std::any_of(figure.lanes.begin(), figure.lanes.end(),
                       [&](const SwimmerLane& lane) { return lane.event == event; });
  };
  if (ends(true)) marks.push_back({figure.event_label, {Key::Mark::cross, Tone::ink, {}}});
  if (ends(false)) marks.push_back({figure.ongoing_label, {Key::Mark::arrow, Tone::ink, {}}});
  for (const auto& entries : {groups, phases, marks})
    top = add_legend(nodes, left, top, width, entries);
  return top;
}

/// Whether a phase lies over one that is drawn before it.
bool lies_over_another(const SwimmerLane& lane, std::size_t k) {
  const SwimmerPhase& phase = lane.phases[k];
  return std::any_of(lane.phases.begin(), lane.phases.begin() + static_cast<std::ptrdiff_t>(k),
                     [&](const SwimmerPhase& earlier) {
                       return earlier.from < phase.to && phase.from < earlier.to;
                     });
}

/// A bar around the middle of its lane; what lasts less than can be seen is a line.
void add_bar(std::vector<Node>& nodes, const Rect& bar, Tone tone, double opacity) {
  add(nodes, box(bar, Tone::none, tone)).fill_opacity = opacity;
  if (bar.width < 0.8) add(nodes, line({bar.x, bar.y}, {bar.x, bar.y + bar.height}, tone, 0.8));
}

void add_on_paper(std::vector<Node>& nodes, Path mark) {
  mark.stroke = Tone::paper;
  mark.stroke_width = 0.5;
  add(nodes, std::move(mark));
}

/// Cross and arrow begin where the lane ends, so that a mark at its very end is seen too.
void add_end(std::vector<Node>& nodes, Point end, bool event, double radius) {
  if (!event) return add_on_paper(nodes, arrow_mark(end, 1.15 * radius, Tone::ink));
  const Point centre{end.x + 0.9 * radius, end.y};
  add(nodes, cross_mark(centre, 0.8 * radius + 0.3, Tone::paper)).stroke_width = 2.2;
  add(nodes, cross_mark(centre, 0.8 * radius, Tone::ink));
}

void add_lane(std::vector<Node>& nodes, const SwimmerFigure& figure, const SwimmerLane& lane,
              const Axis& x, double top, double height) {
  const double middle = top + 0.5 * height, radius = 0.3 * height;
  const auto bar_of = [&](double from, double to, double share) {
    return Rect{x.at(from), middle - 0.5 * share * height, x.at(to) - x.at(from), share * height};
  };
  add(nodes, box(bar_of(lane.begin, lane.end, 0.62), Tone::none, Tone::rule)).fill_opacity = 0.7;
  for (std::size_t k = 0; k < lane.phases.size(); ++k) {
    const SwimmerPhase& phase = lane.phases[k];
    // What lies over another phase is narrower, so that both are seen, and keeps its own colour.
    const bool over = lies_over_another(lane, k);
    const Rect bar = bar_of(phase.from, phase.to, over ? 0.3 : 0.62);
    if (over) add(nodes, box(bar, Tone::none, Tone::paper));
    add_bar(nodes, bar, phase_tone(figure, phase.phase), phase_opacity(phase.phase));
  }
  for (const SwimmerMark& mark : lane.marks)
    add_on_paper(nodes,
                 shaped_mark({x.at(mark.time), middle}, radius, mark.mark, mark_tone(mark.mark)));
  add_end(nodes, {x.at(lane.end), middle}, lane.event, radius);
}

std::string swimmer_description(const SwimmerFigure& figure) {
  std::size_t events = 0;
  double longest = 0;
  for (const SwimmerLane& lane : figure.lanes) {
    events += lane.event ? 1 : 0;
    longest = std::max(longest, lane.end);
  }
  std::string text = fmt::format(
      "{} patients, one lane each. Across: {}. {} end with {}, {} with {}; the longest is {} "
      "{}.",
      figure.lanes.size(), time_axis_label(figure.time_label, figure.unit), events,
      figure.event_label, figure.lanes.size() - events, figure.ongoing_label, fixed(longest, 1),
      figure.unit);
  const auto count_of = [&](const std::string& label, const auto& has) {
    const auto n = std::count_if(figure.lanes.begin(), figure.lanes.end(), has);
    text += fmt::format(" {}: {}.", label, n);
  };
  for (std::size_t k = 0; k < figure.phases.size(); ++k)
    count_of(figure.phases[k], [&](const SwimmerLane& lane) {
      return std::any_of(lane.phases.begin(), lane.phases.end(),
                         [&](const SwimmerPhase& phase) { return phase.phase == k; });
    });
  for (std::size_t k = 0; k < figure.marks.size(); ++k)
    count_of(figure.marks[k], [&](const SwimmerLane& lane) {
      return std::any_of(lane.marks.begin(), lane.marks.end(),
                         [&](const SwimmerMark& mark) { return mark.mark == k; });
    });
  return text;
}

/// Lines at the ticks, and a dashed one at time zero where lanes begin before it.
void add_time_grid(std::vector<Node>& nodes, const Axis& x, const Ticks& ticks, double top,
                   double bottom) {
  Path grid;
  grid.stroke = Tone::rule;
  grid.stroke_width = 0.4;
  for (const double tick : ticks.values)
    grid.lines.push_back({{x.at(tick), top}, {x.at(tick), bottom}});
  add(nodes, std::move(grid));
  if (!(x.low < 0)) return;
  Path& zero = add(nodes, line({x.at(0), top}, {x.at(0), bottom}, Tone::ink, 0.7));
  zero.dash = {2.0, 1.5};
}

}  // namespace

Scene swimmer_scene(const SwimmerFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title.empty() ? "Patients over time" : figure.title;
  scene.description = swimmer_description(figure);
  const double height = lane_height(figure.lanes.size());
  const double name_size = height < 7.6 ? 6.0 : small_size;
  const std::vector<std::string> names = lane_names(figure, name_size);
  const double strip = figure.groups.empty() ? 0.0 : strip_width + 2.0;
  const double left = widest(names, name_size) + 5.0 + strip;
  double top = add_heading(scene.nodes, 0, 2, figure.width, figure.title, figure.subtitle);
  top = add_legends(scene.nodes, figure, 0, top) + 2.0;

  Axis x = time_axis(figure);
  x.from = left + 1.0;
  x.to = figure.width - 9.0;  // room for an arrow, and half a label
  const double bottom = top + std::max(height * static_cast<double>(figure.lanes.size()), 30.0);
  const Ticks ticks = swimmer_ticks(x, figure.unit);
  add_time_grid(scene.nodes, x, ticks, top, bottom);
  Group lanes{"lanes", {}, {}}, labels{"lane-names", {}, {}};
  for (std::size_t i = 0; i < figure.lanes.size(); ++i) {
    const double y = top + height * static_cast<double>(i);
    add_text(labels.nodes, {left - strip - 3.0, centred_baseline(y + 0.5 * height, name_size)},
             names[i], name_size, Anchor::end);
    if (strip > 0)
      add(lanes.nodes, box({left - strip_width - 1.0, y + 0.4, strip_width, height - 0.8},
                           Tone::none, group_tone(figure.lanes[i].group)));
    add_lane(lanes.nodes, figure, figure.lanes[i], x, y, height);
  }
  add(scene.nodes, std::move(lanes));
  add(scene.nodes, std::move(labels));
  if (figure.lanes.empty()) add_empty_note(scene.nodes, {left, top, x.to - left, bottom - top});
  scene.height = 2 + add_bottom_axis(scene.nodes, x, ticks, bottom,
                                     time_axis_label(figure.time_label, figure.unit));
  return scene;
}

std::string swimmer_csv(const SwimmerFigure& figure) {
  std::string csv = "lane,patient,group,what,from,to\n";
  for (std::size_t i = 0; i < figure.lanes.size(); ++i) {
    const SwimmerLane& lane = figure.lanes[i];
    const auto row = [&](const std::string& what, double from, double to) {
      csv += fmt::format(
          "{},{},{},{},{},{}\n", i + 1, csv_field(lane.label),
          lane.group < 0 ? "" : csv_field(figure.groups[static_cast<std::size_t>(lane.group)]),
          csv_field(what), exact(from), exact(to));
    };
    row("follow-up: " + (lane.event ? figure.event_label : figure.ongoing_label), 0, lane.end);
    for (const SwimmerPhase& phase : lane.phases)
      row(figure.phases[phase.phase], phase.from, phase.to);
    for (const SwimmerMark& mark : lane.marks) row(figure.marks[mark.mark], mark.time, mark.time);
  }
  return csv;
}

}  // namespace venscope::report
