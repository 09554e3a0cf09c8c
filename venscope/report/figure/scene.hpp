/// A figure as a value: paths and text on a page measured in points, independent of any writer.
/// Written as SVG by figure/svg.cpp and drawn to PDF and PNG by figure/drawing.cpp. Both see the
/// same numbers, and text is measured by figure/font.hpp, so the figure is the same everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace venscope::report {

/// Widths of a journal's columns, in points (1 pt = 1/72 inch).
inline constexpr double points_per_mm = 72.0 / 25.4;
inline constexpr double single_column = 84.0 * points_per_mm;
inline constexpr double double_column = 174.0 * points_per_mm;

/// What a colour is for. The colours themselves stand in figure/palette.hpp, for light and dark.
enum class Tone : std::uint8_t {
  none,
  paper,  ///< the background
  ink,    ///< text and axes
  muted,  ///< secondary text
  rule,   ///< grid and reference lines
  series_1,
  series_2,
  series_3,
  series_4,
  series_5,
  series_6,
  series_7,
  series_8,
};
inline constexpr std::size_t series_count = 8;

/// The tone of the i-th group, from 0; after eight groups the tones begin again.
Tone series_tone(std::size_t index);

/// The dash pattern of the i-th group, so that curves differ without colour: solid, dashed …
std::vector<double> series_dash(std::size_t index);

/// x to the right and y down, in points from the upper left corner.
struct Point {
  double x = 0, y = 0;
};

struct Rect {
  double x = 0, y = 0, width = 0, height = 0;
};

/// Lines (open) or polygons (closed), all drawn in one stroke and filled as one area.
struct Path {
  std::vector<std::vector<Point>> lines;
  bool closed = false;
  Tone stroke = Tone::ink;
  double stroke_width = 0.6;
  std::vector<double> dash;  ///< lengths on, off, on … in points; empty: solid
  Tone fill = Tone::none;
  double fill_opacity = 1.0;
  double stroke_opacity = 1.0;
};

enum class Anchor : std::uint8_t { start, middle, end };

/// One line of text; `at` is on its baseline.
struct Text {
  Point at;
  std::string text;
  double size = 7.0;
  Anchor anchor = Anchor::start;
  bool bold = false;
  bool italic = false;
  double rotation = 0;  ///< degrees, clockwise, about `at`
  Tone tone = Tone::ink;
};

struct Node;

/// Nodes drawn in order, clipped to a rectangle if there is one.
struct Group {
  std::string name;  ///< becomes the class in SVG: "curves", "numbers-at-risk"
  std::optional<Rect> clip;
  std::vector<Node> nodes;
};

struct Node {
  std::variant<Path, Text, Group> value;
};

/// A figure. `title` and `description` are what a screen reader says.
struct Scene {
  double width = single_column;
  double height = 0;
  std::string title;
  std::string description;
  std::vector<Node> nodes;
};

/// Shapes that every figure needs.
Path line(Point from, Point to, Tone stroke = Tone::ink, double stroke_width = 0.6);
Path box(const Rect& rect, Tone stroke = Tone::ink, Tone fill = Tone::none);
/// Rectangles of one colour without an outline, as one path: none yet, and one more.
Path filled(Tone fill, double opacity);
void add_rectangle(Path& path, double left, double right, double top, double bottom);
/// A filled circle (as a polygon of 24 sides) and a filled square of the given half width.
Path disc(Point centre, double radius, Tone fill);
Path square(Point centre, double half_width, Tone fill);

/// Where the baseline must stand so that capitals and digits are centred on y.
double centred_baseline(double y, double size);

}  // namespace venscope::report
