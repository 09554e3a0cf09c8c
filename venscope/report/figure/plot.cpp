#include "venscope/report/figure/plot.hpp"

#include "venscope/report/figure/font.hpp"
#include "venscope/report/figure/layout.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace venscope::report {
namespace {

constexpr double least_step = 0.05;  // no printer and no eye tells apart what is closer
constexpr double note_room = 4.0;    // between notes and edges or marks

/// Runs of indices at which `usable` holds.
template <class Usable, class Take>
void each_run(std::size_t n, const Usable& usable, const Take& take) {
  for (std::size_t from = 0; from < n;) {
    std::size_t to = from;
    while (to < n && usable(to)) ++to;
    if (to > from) take(from, to);
    from = to + 1;
  }
}

/// The points of a run without those that the eye cannot tell from the one before; the last stays.
std::vector<Point> thinned(const Plot& plot, std::span<const double> x, std::span<const double> y) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Point point = plot.at(x[i], y[i]);
    const bool last = i + 1 == x.size();
    if (!points.empty() && !last &&
        std::max(std::fabs(point.x - points.back().x), std::fabs(point.y - points.back().y)) <
            least_step)
      continue;
    points.push_back(point);
  }
  return points;
}

/// The shares of the way from `from` to `to` between which it is within ±limit.
std::pair<double, double> shares_within(double from, double to, double limit) {
  if (from == to) return {0, std::fabs(from) <= limit ? 1 : 0};
  const double a = (-limit - from) / (to - from), b = (limit - from) / (to - from);
  return {std::max(0.0, std::min(a, b)), std::min(1.0, std::max(a, b))};
}

Rect note_rect(const Rect& area, const std::vector<std::string>& notes, const NotePlace& place) {
  const double width = widest(notes, text_size) + 2 * note_room;
  const double height = leading(text_size) * static_cast<double>(notes.size()) + 2 * note_room;
  return {place.right ? area.x + area.width - width : area.x,
          place.bottom ? area.y + area.height - height : area.y, width, height};
}

}  // namespace

Path curve_of(const Plot& plot, std::span<const double> x, std::span<const double> y) {
  Path path;
  path.stroke_width = 1.3;
  const std::size_t n = std::min(x.size(), y.size());
  each_run(
      n, [&](std::size_t i) { return std::isfinite(x[i]) && std::isfinite(y[i]); },
      [&](std::size_t from, std::size_t to) {
        path.lines.push_back(thinned(plot, x.subspan(from, to - from), y.subspan(from, to - from)));
      });
  return path;
}

Path band_of(const Plot& plot, std::span<const double> x, std::span<const double> low,
             std::span<const double> high) {
  Path path;
  path.closed = true;
  path.stroke = Tone::none;
  const std::size_t n = std::min({x.size(), low.size(), high.size()});
  each_run(
      n,
      [&](std::size_t i) {
        return std::isfinite(x[i]) && std::isfinite(low[i]) && std::isfinite(high[i]);
      },
      [&](std::size_t from, std::size_t to) {
        const auto part = [&](std::span<const double> y) {
          return thinned(plot, x.subspan(from, to - from), y.subspan(from, to - from));
        };
        std::vector<Point> outline = part(high);
        const std::vector<Point> lower = part(low);
        outline.insert(outline.end(), lower.rbegin(), lower.rend());
        path.lines.push_back(std::move(outline));
      });
  return path;
}

Path dots(std::span<const Point> centres, double radius, Tone fill, double opacity) {
  constexpr int sides = 10;
  Path path;
  path.closed = true;
  path.stroke = Tone::none;
  path.fill = fill;
  path.fill_opacity = opacity;
  for (const Point& centre : centres) {
    std::vector<Point>& corners = path.lines.emplace_back();
    for (int i = 0; i < sides; ++i) {
      const double angle = 2.0 * std::numbers::pi * i / sides;
      corners.push_back({centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)});
    }
  }
  return path;
}

double band_opacity(std::size_t bands) {
  return std::clamp(0.36 / static_cast<double>(std::max<std::size_t>(1, bands)), 0.07, 0.17);
}

double step_opacity(std::size_t index, double low, double high) {
  return low + (high - low) * static_cast<double>(index % 3) / 2.0;
}

Path shaped_mark(Point centre, double radius, std::size_t shape, Tone fill) {
  const double r = radius;
  if (shape % 4 == 0) return disc(centre, r, fill);
  if (shape % 4 == 1) return square(centre, 0.9 * r, fill);
  Path path;
  path.closed = true;
  path.stroke = Tone::none;
  path.fill = fill;
  const auto [x, y] = centre;
  if (shape % 4 == 2)
    path.lines = {{{x, y - 1.2 * r}, {x + 1.15 * r, y + 0.8 * r}, {x - 1.15 * r, y + 0.8 * r}}};
  else
    path.lines = {{{x, y - 1.3 * r}, {x + 1.3 * r, y}, {x, y + 1.3 * r}, {x - 1.3 * r, y}}};
  return path;
}

Path cross_mark(Point centre, double radius, Tone stroke) {
  const auto [x, y] = centre;
  const double r = radius;
  Path path;
  path.stroke = stroke;
  path.stroke_width = 1.1;
  path.lines = {{{x - r, y - r}, {x + r, y + r}}, {{x - r, y + r}, {x + r, y - r}}};
  return path;
}

Path arrow_mark(Point base, double radius, Tone fill) {
  const auto [x, y] = base;
  Path path;
  path.closed = true;
  path.stroke = Tone::none;
  path.fill = fill;
  path.lines = {{{x, y - radius}, {x + 1.6 * radius, y}, {x, y + radius}}};
  return path;
}

void occupy(std::vector<Point>& taken, const Path& path) {
  // A line may lead far off the page, where no note stands and points would fill the memory.
  constexpr double farthest = 5000, longest = 1e15;
  for (const std::vector<Point>& points : path.lines)
    for (std::size_t i = 0; i < points.size(); ++i) {
      taken.push_back(points[i]);
      if (i == 0) continue;
      const Point from = points[i - 1], to = points[i];
      const double steps = std::floor(std::hypot(to.x - from.x, to.y - from.y) / 2.0);
      if (!(steps < longest)) continue;
      auto [first, last] = shares_within(from.x, to.x, farthest);
      const auto [first_y, last_y] = shares_within(from.y, to.y, farthest);
      first = std::max(first, first_y), last = std::min(last, last_y);
      for (double k = std::max(1.0, std::ceil(first * steps)); k < steps && k <= last * steps; ++k)
        taken.push_back(
            {from.x + (to.x - from.x) * k / steps, from.y + (to.y - from.y) * k / steps});
    }
}

std::optional<NotePlace> place_notes(const Rect& area, const std::vector<std::string>& notes,
                                     std::span<const Point> taken) {
  if (notes.empty()) return {};
  for (const NotePlace& place : {NotePlace{true, true}, NotePlace{false, false},
                                 NotePlace{true, false}, NotePlace{false, true}}) {
    const Rect rect = note_rect(area, notes, place);
    if (rect.width > area.width || rect.height > area.height) return {};
    const bool is_free = std::none_of(taken.begin(), taken.end(), [&](const Point& point) {
      return point.x >= rect.x && point.x <= rect.x + rect.width && point.y >= rect.y &&
             point.y <= rect.y + rect.height;
    });
    if (is_free) return place;
  }
  return {};
}

void add_notes(std::vector<Node>& nodes, const Rect& area, const std::vector<std::string>& notes,
               const NotePlace& place) {
  const Rect rect = note_rect(area, notes, place);
  double top = rect.y + note_room;
  for (const std::string& note : notes) {
    const double x = place.right ? rect.x + rect.width - note_room : rect.x + note_room;
    add_text(nodes, {x, top + text_size}, note, text_size,
             place.right ? Anchor::end : Anchor::start);
    top += leading(text_size);
  }
}

void add_empty_note(std::vector<Node>& nodes, const Rect& area, const std::string& text) {
  const Point middle{area.x + 0.5 * area.width, area.y + 0.42 * area.height};
  add_text(nodes, middle, text, text_size, Anchor::middle).tone = Tone::muted;
}

}  // namespace venscope::report
