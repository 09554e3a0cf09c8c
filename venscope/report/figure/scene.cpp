#include "venscope/report/figure/scene.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace venscope::report {

Tone series_tone(std::size_t index) {
  return static_cast<Tone>(static_cast<std::size_t>(Tone::series_1) + index % series_count);
}

std::vector<double> series_dash(std::size_t index) {
  static const std::array<std::vector<double>, series_count> dashes = {{
      {},
      {4.0, 1.6},
      {1.3, 1.3},
      {5.0, 1.6, 1.2, 1.6},
      {7.5, 2.0},
      {3.0, 1.2, 1.0, 1.2, 1.0, 1.2},
      {2.2, 2.2},
      {7.0, 1.6, 2.4, 1.6},
  }};
  return dashes[index % series_count];
}

Path line(Point from, Point to, Tone stroke, double stroke_width) {
  Path path;
  path.lines = {{from, to}};
  path.stroke = stroke;
  path.stroke_width = stroke_width;
  return path;
}

Path box(const Rect& rect, Tone stroke, Tone fill) {
  const double right = rect.x + rect.width, bottom = rect.y + rect.height;
  Path path;
  path.lines = {{{rect.x, rect.y}, {right, rect.y}, {right, bottom}, {rect.x, bottom}}};
  path.closed = true;
  path.stroke = stroke;
  path.fill = fill;
  return path;
}

Path filled(Tone fill, double opacity) {
  Path path;
  path.closed = true;
  path.stroke = Tone::none;
  path.fill = fill;
  path.fill_opacity = opacity;
  return path;
}

void add_rectangle(Path& path, double left, double right, double top, double bottom) {
  path.lines.push_back({{left, top}, {right, top}, {right, bottom}, {left, bottom}});
}

Path disc(Point centre, double radius, Tone fill) {
  constexpr int sides = 24;
  Path path;
  path.closed = true;
  path.stroke = Tone::none;
  path.fill = fill;
  std::vector<Point>& corners = path.lines.emplace_back();
  for (int i = 0; i < sides; ++i) {
    const double angle = 2.0 * std::numbers::pi * i / sides;
    corners.push_back({centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)});
  }
  return path;
}

Path square(Point centre, double half_width, Tone fill) {
  return box({centre.x - half_width, centre.y - half_width, 2 * half_width, 2 * half_width},
             Tone::none, fill);
}

double centred_baseline(double y, double size) {
  // Half the height of Liberation Sans's capitals, 1409 of 2048 units.
  return y + 0.5 * 0.688 * size;
}

}  // namespace venscope::report
