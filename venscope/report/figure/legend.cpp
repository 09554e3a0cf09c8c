#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"
#include "venscope/report/figure/plot.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::report {
namespace {

constexpr double key_gap = 3.5;
constexpr double entry_gap = 10.0;

double key_width(const Key& key) {
  switch (key.mark) {
    case Key::Mark::line:
      return 16.0;
    case Key::Mark::box:
      return 8.0;
    case Key::Mark::dot:
    case Key::Mark::cross:
    case Key::Mark::arrow:
      return 5.0;
  }
  return 0;
}

/// The key at x, in the middle of a line of type that begins at `top`.
void add_key(std::vector<Node>& nodes, double x, double top, const Key& key) {
  const double y = top + 0.66 * text_size, width = key_width(key);
  switch (key.mark) {
    case Key::Mark::line: {
      Path& stroke = add(nodes, line({x, y}, {x + width, y}, key.tone, key.stroke_width));
      stroke.dash = key.dash;
      return;
    }
    case Key::Mark::box: {
      Path& swatch = add(nodes, box({x, y - 3.2, width, 6.4}, key.tone, key.tone));
      swatch.fill_opacity = key.opacity;
      return;
    }
    case Key::Mark::dot:
      add(nodes, shaped_mark({x + 0.5 * width, y}, 2.2, key.shape, key.tone)).fill_opacity =
          key.opacity;
      return;
    case Key::Mark::cross:
      add(nodes, cross_mark({x + 0.5 * width, y}, 1.8, key.tone));
      return;
    case Key::Mark::arrow:
      add(nodes, arrow_mark({x, y}, 2.6, key.tone));
      return;
  }
}

}  // namespace

double add_legend(std::vector<Node>& nodes, double x, double top, double width,
                  const std::vector<LegendEntry>& entries) {
  if (entries.empty()) return top;
  double all = 0, most = 0;
  std::vector<double> widths;
  for (const LegendEntry& entry : entries) {
    const double left = key_width(entry.key) + key_gap;
    const std::vector<std::string> lines = wrap_text(entry.label, width - left, text_size);
    widths.push_back(left + widest(lines, text_size) + entry_gap);
    all += widths.back();
    most = std::max(most, widths.back());
  }
  // On one line if they fit, else below each other in columns.
  const bool flowing = all - entry_gap <= width;
  const double columns = std::max(1.0, std::floor((width + entry_gap) / std::max(most, 1.0)));
  double left = x, y = top, height = 0, in_row = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!flowing && in_row == columns) {
      left = x;
      y += height;
      height = in_row = 0;
    }
    add_key(nodes, left, y, entries[i].key);
    const double indent = key_width(entries[i].key) + key_gap;
    const double below =
        add_lines(nodes, left + indent, y, width - indent, entries[i].label, text_size);
    height = std::max(height, below - y);
    left += flowing ? widths[i] : most;
    in_row += 1;
  }
  return y + height + 3.0;
}

double add_value_legend(std::vector<Node>& nodes, double x, double top, double width,
                        const std::vector<ValueEntry>& entries, const std::string& heading) {
  if (entries.empty()) return top;
  double indent = 0;
  std::vector<std::string> values = {heading};
  for (const ValueEntry& entry : entries) {
    indent = std::max(indent, key_width(entry.key) + key_gap);
    values.push_back(entry.value);
  }
  const double value_width = widest(values, text_size);
  const double label_width = std::max(30.0, width - indent - value_width - 8.0);
  // Not farther from its label than the eye follows.
  std::vector<std::string> lines;
  for (const ValueEntry& entry : entries)
    for (std::string& text : wrap_text(entry.label, label_width, text_size))
      lines.push_back(std::move(text));
  const double right = x + indent + widest(lines, text_size) + 8.0 + value_width;
  double y = top;
  if (!heading.empty()) {
    add_text(nodes, {right, y + text_size}, heading, text_size, Anchor::end).tone = Tone::muted;
    y += leading(text_size);
  }
  for (const ValueEntry& entry : entries) {
    add_key(nodes, x, y, entry.key);
    add_text(nodes, {right, y + text_size}, entry.value, text_size, Anchor::end);
    y = add_lines(nodes, x + indent, y, label_width, entry.label, text_size);
  }
  return y + 3.0;
}

}  // namespace venscope::report
