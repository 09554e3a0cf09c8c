#include "venscope/report/figure/flow_figure.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr double padding = 5.0;
constexpr double step_gap = 14.0;

std::string number_of(std::size_t n) {
  return "n = " + count(static_cast<double>(n));
}

/// Lines of a box, already wrapped; the first `bold` of them in bold.
struct Lines {
  std::vector<std::string> text;
  std::size_t bold = 0;

  void append(std::string_view paragraph, double width) {
    for (std::string& line : wrap_text(paragraph, width, text_size))
      text.push_back(std::move(line));
  }
  double height() const {
    return leading(text_size) * static_cast<double>(text.size()) + 2 * padding;
  }
};

Lines step_lines(const FlowStep& step, double width) {
  Lines lines;
  for (std::string& line : wrap_text(step.label, width - 2 * padding, text_size, true))
    lines.text.push_back(std::move(line));
  lines.bold = lines.text.size();
  lines.append("(" + number_of(step.n) + ")", width - 2 * padding);
  return lines;
}

Lines exclusion_lines(const FlowStep& step, double width) {
  std::size_t total = 0;
  for (const FlowExclusion& exclusion : step.excluded) total += exclusion.n;
  Lines lines;
  lines.append("Excluded (" + number_of(total) + ")", width - 2 * padding);
  lines.bold = lines.text.size();
  for (const FlowExclusion& exclusion : step.excluded)
    lines.append(fmt::format("{} ({})", exclusion.reason, number_of(exclusion.n)),
                 width - 2 * padding);
  return lines;
}

void add_box(std::vector<Node>& nodes, const Rect& rect, const Lines& lines, bool centred) {
  add(nodes, box(rect, Tone::ink, Tone::paper)).stroke_width = 0.7;
  double baseline = rect.y + padding + text_size * 0.93;
  for (std::size_t i = 0; i < lines.text.size(); ++i) {
    Text& text = add_text(nodes, {centred ? rect.x + 0.5 * rect.width : rect.x + padding, baseline},
                          lines.text[i], text_size, centred ? Anchor::middle : Anchor::start);
    text.bold = i < lines.bold;
    baseline += leading(text_size);
  }
}

void add_arrow(std::vector<Node>& nodes, Point from, Point to) {
  constexpr double head = 3.6;
  const bool down = from.x == to.x;
  const Point neck = down ? Point{to.x, to.y - head} : Point{to.x - head, to.y};
  add(nodes, line(from, neck, Tone::ink, 0.7));
  Path tip;
  tip.closed = true;
  tip.stroke = Tone::none;
  tip.fill = Tone::ink;
  if (down)
    tip.lines = {{to, {to.x - 2, neck.y}, {to.x + 2, neck.y}}};
  else
    tip.lines = {{to, {neck.x, to.y - 2}, {neck.x, to.y + 2}}};
  add(nodes, std::move(tip));
}

constexpr double arm_gap = 8.0;

double width_side_by_side(const FlowFigure& figure) {
  const auto k = static_cast<double>(figure.arms.size());
  return (figure.width - 1.0 - (k - 1) * arm_gap) / k;
}

/// Whether no label has to be broken within a word.
bool fit_side_by_side(const FlowFigure& figure) {
  const double room = width_side_by_side(figure) - 2 * padding;
  const auto fits = [&](const FlowStep& arm) {
    if (text_width("(" + number_of(arm.n) + ")", text_size) > room) return false;
    for (std::size_t from = 0; from < arm.label.size();) {
      const std::size_t to = std::min(arm.label.find(' ', from), arm.label.size());
      if (text_width(arm.label.substr(from, to - from), text_size, true) > room) return false;
      from = to + 1;
    }
    return true;
  };
  return std::all_of(figure.arms.begin(), figure.arms.end(), fits);
}

/// Boxes below each other, right of a rail that comes down from the last step at `stem`; gives the
/// y below them.
double add_arms_in_list(std::vector<Node>& nodes, const FlowFigure& figure, Point stem) {
  constexpr double indent = 16.0, gap = 5.0;
  const double left = stem.x + indent, most = figure.width - 0.5 - left - 2 * padding;
  double widest_line = 0;
  std::vector<Lines> arms;
  for (const FlowStep& arm : figure.arms) {
    Lines& lines = arms.emplace_back();
    lines.append(fmt::format("{} ({})", arm.label, number_of(arm.n)), most);
    widest_line = std::max(widest_line, widest(lines.text, text_size));
  }
  double top = stem.y + 0.7 * step_gap, last = stem.y;
  for (const Lines& lines : arms) {
    last = top + 0.5 * lines.height();
    add_arrow(nodes, {stem.x, last}, {left, last});
    add_box(nodes, {left, top, widest_line + 2 * padding, lines.height()}, lines, false);
    top += lines.height() + gap;
  }
  add(nodes, line(stem, {stem.x, last + 0.35}, Tone::ink, 0.7));
  return top - gap;
}

/// Boxes side by side below `stem`, joined by a rail; gives the y below them.
double add_arms(std::vector<Node>& nodes, const FlowFigure& figure, Point stem) {
  constexpr double gap = arm_gap;
  const double width = width_side_by_side(figure);
  const double rail = stem.y + 0.5 * step_gap, top = rail + step_gap;
  const double first = 0.5 + 0.5 * width, last = figure.width - 0.5 - 0.5 * width;
  add(nodes, line(stem, {stem.x, rail}, Tone::ink, 0.7));
  add(nodes, line({std::min(first, stem.x), rail}, {std::max(last, stem.x), rail}, Tone::ink, 0.7));
  double height = 0;
  for (const FlowStep& arm : figure.arms)
    height = std::max(height, step_lines(arm, width).height());
  double left = 0.5;
  for (const FlowStep& arm : figure.arms) {
    add_arrow(nodes, {left + 0.5 * width, rail}, {left + 0.5 * width, top});
    add_box(nodes, {left, top, width, height}, step_lines(arm, width), true);
    left += width + gap;
  }
  return top + height;
}

std::string description_of(const FlowFigure& figure) {
  std::string text;
  for (const FlowStep& step : figure.steps) {
    text += fmt::format("{}: {}. ", step.label, number_of(step.n));
    for (const FlowExclusion& exclusion : step.excluded)
      text += fmt::format("Excluded, {}: {}. ", exclusion.reason, number_of(exclusion.n));
  }
  for (const FlowStep& arm : figure.arms)
    text += fmt::format("{}: {}. ", arm.label, number_of(arm.n));
  return text;
}

}  // namespace

Scene flow_scene(const FlowFigure& figure) {
  Scene scene;
  scene.width = figure.width;
  scene.title = figure.title;
  scene.description = description_of(figure);
  bool excluded = false;
  for (const FlowStep& step : figure.steps) excluded = excluded || !step.excluded.empty();
  const double width = excluded ? 0.44 * figure.width : std::min(0.7 * figure.width, 200.0);
  const double left = excluded ? 0.5 : 0.5 * (figure.width - width);
  const double aside = 0.52 * figure.width, aside_width = figure.width - aside - 0.5;
  const double middle = left + 0.5 * width;

  double top = 2;
  for (std::size_t i = 0; i < figure.steps.size(); ++i) {
    const FlowStep& step = figure.steps[i];
    const Lines lines = step_lines(step, width);
    add_box(scene.nodes, {left, top, width, lines.height()}, lines, true);
    top += lines.height();
    const bool last = i + 1 == figure.steps.size();
    double next = top + (last ? 0.0 : step_gap);
    if (!step.excluded.empty()) {
      const Lines reasons = exclusion_lines(step, aside_width);
      const double y = top + 0.5 * step_gap + 0.5 * reasons.height();
      next = top + step_gap + reasons.height();
      add_arrow(scene.nodes, {middle, y}, {aside, y});
      add_box(scene.nodes, {aside, y - 0.5 * reasons.height(), aside_width, reasons.height()},
              reasons, false);
      if (last) add(scene.nodes, line({middle, top}, {middle, y}, Tone::ink, 0.7));
    }
    if (!last) add_arrow(scene.nodes, {middle, top}, {middle, next});
    top = next;
  }
  // In a list, below the left end of the last step.
  constexpr double rail = 14.0;
  if (!figure.arms.empty())
    top = fit_side_by_side(figure) ? add_arms(scene.nodes, figure, {middle, top})
                                   : add_arms_in_list(scene.nodes, figure, {left + rail, top});
  scene.height = top + 2;
  return scene;
}

std::string flow_csv(const FlowFigure& figure) {
  std::string csv = "step,label,n,reason,n_excluded\n";
  std::size_t number = 0;
  const auto row = [&](const FlowStep& step, const std::string& reason, const std::string& n) {
    csv += fmt::format("{},{},{},{},{}\n", number, csv_field(step.label), step.n, csv_field(reason),
                       n);
  };
  for (const FlowStep& step : figure.steps) {
    ++number;
    if (step.excluded.empty()) row(step, "", "");
    for (const FlowExclusion& exclusion : step.excluded)
      row(step, exclusion.reason, std::to_string(exclusion.n));
  }
  ++number;
  for (const FlowStep& arm : figure.arms) row(arm, "", "");
  return csv;
}

}  // namespace venscope::report
