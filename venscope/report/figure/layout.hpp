/// Pieces of layout that the figures share: headings, keys, axes.
#pragma once

#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/scene.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace venscope::report {

/// Sizes of type at final size, in points; nothing is smaller than 6.
inline constexpr double title_size = 8.5;
inline constexpr double text_size = 7.0;
inline constexpr double small_size = 6.5;

/// Height of a line of type of that size.
constexpr double leading(double size) {
  return 1.25 * size;
}

/// Adds a node and gives it back to be altered.
template <class Shape>
Shape& add(std::vector<Node>& nodes, Shape shape) {
  nodes.push_back({std::move(shape)});
  return std::get<Shape>(nodes.back().value);
}

/// Adds one line of text.
Text& add_text(std::vector<Node>& nodes, Point at, std::string text, double size = text_size,
               Anchor anchor = Anchor::start);

/// Adds wrapped lines from `top` down (the first line's top); gives the y below the last line.
double add_lines(std::vector<Node>& nodes, double x, double top, double width,
                 std::string_view text, double size, bool bold = false, Tone tone = Tone::ink);

/// Title and subtitle, wrapped to the width; gives the y below them (`top` if both are empty).
double add_heading(std::vector<Node>& nodes, double x, double top, double width,
                   std::string_view title, std::string_view subtitle);

/// A short line in the i-th series' tone and dash, as its key.
Path series_key(Point from, double length, std::size_t index);

/// Keys with labels, flowing left to right within the width; gives the y below them.
double add_legend(std::vector<Node>& nodes, double x, double top, double width,
                  const std::vector<std::string>& labels);

/// The axis below a plot: line, ticks and labels at y, centred title; gives the y below it.
double add_bottom_axis(std::vector<Node>& nodes, const Axis& axis, const Ticks& ticks, double y,
                       std::string_view title);

/// The axis left of a plot: line, ticks, labels, and the title turned upwards at title_x.
void add_left_axis(std::vector<Node>& nodes, const Axis& axis, const Ticks& ticks, double x,
                   double title_x, std::string_view title);

/// Width of the widest of the texts.
double widest(const std::vector<std::string>& texts, double size, bool bold = false);

}  // namespace venscope::report
