#include "venscope/report/figure/layout.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/plot.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::report {
namespace {

constexpr double tick_length = 3.0;
constexpr double axis_width = 0.7;

}  // namespace

Text& add_text(std::vector<Node>& nodes, Point at, std::string text, double size, Anchor anchor) {
  Text node;
  node.at = at;
  node.text = std::move(text);
  node.size = size;
  node.anchor = anchor;
  return add(nodes, std::move(node));
}

double add_lines(std::vector<Node>& nodes, double x, double top, double width,
                 std::string_view text, double size, bool bold, Tone tone) {
  for (std::string& line : wrap_text(text, width, size, bold)) {
    Text& node = add_text(nodes, {x, top + size}, std::move(line), size);
    node.bold = bold;
    node.tone = tone;
    top += leading(size);
  }
  return top;
}

double add_heading(std::vector<Node>& nodes, double x, double top, double width,
                   std::string_view title, std::string_view subtitle) {
  double y = top;
  if (!title.empty()) y = add_lines(nodes, x, y, width, title, title_size, true);
  if (!subtitle.empty()) y = add_lines(nodes, x, y, width, subtitle, text_size, false, Tone::muted);
  return y > top ? y + 3.0 : top;
}

Path series_key(Point from, double length, std::size_t index) {
  Path key = line(from, {from.x + length, from.y}, series_tone(index), 1.3);
  key.dash = series_dash(index);
  return key;
}

double add_legend(std::vector<Node>& nodes, double x, double top, double width,
                  const std::vector<std::string>& labels) {
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < labels.size(); ++i)
    entries.push_back({labels[i], {Key::Mark::line, series_tone(i), series_dash(i)}});
  return add_legend(nodes, x, top, width, entries);
}

double add_bottom_axis(std::vector<Node>& nodes, const Axis& axis, const Ticks& ticks, double y,
                       std::string_view title) {
  Path strokes = line({axis.from, y}, {axis.to, y}, Tone::ink, axis_width);
  Group labels{"axis-labels", {}, {}};
  double baseline = y + tick_length + 1.5 + text_size * 0.8;
  for (std::size_t i = 0; i < ticks.values.size(); ++i) {
    const double x = axis.at(ticks.values[i]);
    strokes.lines.push_back({{x, y}, {x, y + tick_length}});
    add_text(labels.nodes, {x, baseline}, ticks.labels[i], text_size, Anchor::middle);
  }
  add(nodes, std::move(strokes));
  add(nodes, std::move(labels));
  if (title.empty()) return baseline + 2.0;
  const double middle = 0.5 * (axis.from + axis.to);
  double top = baseline + 3.0;
  for (std::string& text : wrap_text(title, axis.to - axis.from, text_size)) {
    add_text(nodes, {middle, top + text_size}, std::move(text), text_size, Anchor::middle);
    top += leading(text_size);
  }
  return top;
}

void add_left_axis(std::vector<Node>& nodes, const Axis& axis, const Ticks& ticks, double x,
                   double title_x, std::string_view title) {
  Path strokes = line({x, axis.from}, {x, axis.to}, Tone::ink, axis_width);
  for (std::size_t i = 0; i < ticks.values.size(); ++i) {
    const double y = axis.at(ticks.values[i]);
    strokes.lines.push_back({{x - tick_length, y}, {x, y}});
    add_text(nodes, {x - tick_length - 2.0, centred_baseline(y, text_size)}, ticks.labels[i],
             text_size, Anchor::end);
  }
  add(nodes, std::move(strokes));
  if (title.empty()) return;
  const double length = axis.from - axis.to;
  double across = title_x;
  const std::vector<std::string> lines = wrap_text(title, length, text_size);
  across -= leading(text_size) * static_cast<double>(lines.size() - 1);
  for (const std::string& text : lines) {
    Text& node =
        add_text(nodes, {across, 0.5 * (axis.from + axis.to)}, text, text_size, Anchor::middle);
    node.rotation = -90;
    across += leading(text_size);
  }
}

double widest(const std::vector<std::string>& texts, double size, bool bold) {
  double width = 0;
  for (const std::string& text : texts) width = std::max(width, text_width(text, size, bold));
  return width;
}

}  // namespace venscope::report
