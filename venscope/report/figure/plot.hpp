/// What the figures with two axes share: lines and bands on a plot, keys, notes in a free corner.
#pragma once

#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::report {

/// Two axes and the rectangle between them; y.from is the lower edge.
struct Plot {
  Axis x, y;

  Point at(double x_value, double y_value) const { return {x.at(x_value), y.at(y_value)}; }
  Rect area() const { return {x.from, y.to, x.to - x.from, y.from - y.to}; }
  /// A little wider, so that lines along the edges keep their full width, and dots their half.
  Rect clip(double room = 1.0) const {
    return {x.from - room, y.to - room, x.to - x.from + 2 * room, y.from - y.to + 2 * room};
  }
};

/// The line through the points, broken where one is not finite. Points closer than a twentieth of a
/// point to the last one drawn are left out, so that a million patients make a small file.
Path curve_of(const Plot& plot, std::span<const double> x, std::span<const double> y);

/// The area between two lines over the same x, without a stroke; it ends where one is not finite.
Path band_of(const Plot& plot, std::span<const double> x, std::span<const double> low,
             std::span<const double> high);

/// Many dots as one path, each with ten sides.
Path dots(std::span<const Point> centres, double radius, Tone fill, double opacity = 1.0);

/// How strong bands may be where that many lie over each other.
double band_opacity(std::size_t bands);

/// How strongly the i-th series fills an area: three steps from `low` to `high`, so that neighbours
/// differ without colours too.
double step_opacity(std::size_t index, double low, double high);

/// Of an area with text on it, so that the text has a contrast of 4.5:1 in light and dark
/// (unit/report/palette).
inline constexpr double most_under_text = 0.42;

/// A filled mark in the i-th shape: disc, square, triangle, diamond.
Path shaped_mark(Point centre, double radius, std::size_t shape, Tone fill);

/// A cross of two lines, and an arrowhead to the right whose base is at `base`.
Path cross_mark(Point centre, double radius, Tone stroke);
Path arrow_mark(Point base, double radius, Tone fill);

/// What stands before a label of a legend.
struct Key {
  enum class Mark { line, box, dot, cross, arrow };
  Mark mark = Mark::line;
  Tone tone = Tone::series_1;
  std::vector<double> dash;  ///< of a line
  double opacity = 1.0;      ///< of a box or dot
  double stroke_width = 1.3;
  std::size_t shape = 0;  ///< of a dot, as in shaped_mark()
};

struct LegendEntry {
  std::string label;
  Key key;
};

/// Keys with labels, flowing left to right within the width; gives the y below them.
double add_legend(std::vector<Node>& nodes, double x, double top, double width,
                  const std::vector<LegendEntry>& entries);

/// Lines of a legend under each other, with a number at the right of each: a key, its label, its
/// value; `heading` stands above the values. Gives the y below them.
struct ValueEntry {
  std::string label, value;
  Key key;
};
double add_value_legend(std::vector<Node>& nodes, double x, double top, double width,
                        const std::vector<ValueEntry>& entries, const std::string& heading);

/// Points every two points of length along the lines of a path: what notes must not cover.
void occupy(std::vector<Point>& taken, const Path& path);

/// A corner of the plot that nothing enters, for notes.
struct NotePlace {
  bool right = false, bottom = false;
};
std::optional<NotePlace> place_notes(const Rect& area, const std::vector<std::string>& notes,
                                     std::span<const Point> taken);
void add_notes(std::vector<Node>& nodes, const Rect& area, const std::vector<std::string>& notes,
               const NotePlace& place);

/// In the middle of a plot without a mark, so that nobody waits for it to appear.
void add_empty_note(std::vector<Node>& nodes, const Rect& area,
                    const std::string& text = "nothing to show");

}  // namespace venscope::report
