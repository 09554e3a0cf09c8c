#include "venscope/report/figure/step_path.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::report {
namespace {

using survival::KaplanMeier;
using survival::KaplanMeierPoint;

constexpr double finest_step = 0.05;  // points

/// Collects a step function; a step too near the last one only moves it.
class Steps {
public:
  explicit Steps(Point start) : points_{start} {}

  void to(double x, double y) {
    if (y != points_.back().y) {
      if (points_.size() > 1 && x - points_.back().x < finest_step) {
        points_.back().y = y;
        return;
      }
      points_.push_back({x, points_.back().y});
      points_.push_back({x, y});
    }
    end_ = x;
  }

  double level() const { return points_.back().y; }

  std::vector<Point> take() {
    if (end_ > points_.back().x) points_.push_back({end_, points_.back().y});
    return std::move(points_);
  }

private:
  std::vector<Point> points_;
  double end_ = 0;
};

bool banded(const KaplanMeierPoint& point) {
  return std::isfinite(point.lower) && std::isfinite(point.upper);
}

double start_of(const KaplanMeier& fit) {
  return fit.curve.empty() ? 0.0 : std::min(0.0, fit.curve.front().time);
}

}  // namespace

Path curve_path(const KaplanMeier& fit, const Axis& x, const Axis& y, double start) {
  Steps steps({x.at(start_of(fit)), y.at(start)});
  for (const KaplanMeierPoint& point : fit.curve)
    if (std::isfinite(point.survival)) steps.to(x.at(point.time), y.at(point.survival));
  Path path;
  path.lines.push_back(steps.take());
  path.stroke_width = 1.1;
  return path;
}

Path band_path(const KaplanMeier& fit, const Axis& x, const Axis& y, double start) {
  const Point origin = {x.at(start_of(fit)), y.at(start)};
  Steps lower(origin), upper(origin);
  for (const KaplanMeierPoint& point : fit.curve) {
    const double at = x.at(point.time);
    if (!banded(point)) {
      // The limits of the step before still hold up to here.
      lower.to(at, lower.level());
      upper.to(at, upper.level());
      break;
    }
    lower.to(at, y.at(point.lower));
    upper.to(at, y.at(point.upper));
  }
  std::vector<Point> outline = upper.take(), back = lower.take();
  Path path;
  if (outline.size() < 2) return path;
  outline.insert(outline.end(), back.rbegin(), back.rend());
  path.lines.push_back(std::move(outline));
  path.closed = true;
  path.stroke = Tone::none;
  path.fill_opacity = 0.15;
  return path;
}

Path censoring_path(const KaplanMeier& fit, const Axis& x, const Axis& y) {
  constexpr double half_height = 2.0;
  Path path;
  path.stroke_width = 0.6;
  double last_x = -1e9, last_y = -1e9;
  for (const KaplanMeierPoint& point : fit.curve) {
    if (!(point.n_censor > 0) || !std::isfinite(point.survival)) continue;
    const double at = x.at(point.time), level = y.at(point.survival);
    if (at - last_x < 0.25 && std::fabs(level - last_y) < 0.25) continue;
    path.lines.push_back({{at, level - half_height}, {at, level + half_height}});
    last_x = at;
    last_y = level;
  }
  return path;
}

Extent extent_between(const KaplanMeier& fit, double from, double to, bool band, double start) {
  Extent extent{1.0, 0.0};
  Extent before{start, start};
  bool seen = false;
  const auto include = [&](const Extent& step) {
    extent.low = std::min(extent.low, step.low);
    extent.high = std::max(extent.high, step.high);
    seen = true;
  };
  for (const KaplanMeierPoint& point : fit.curve) {
    if (point.time > to) break;
    const Extent step = band && banded(point) ? Extent{point.lower, point.upper}
                                              : Extent{point.survival, point.survival};
    if (point.time >= from) {
      if (!seen) include(before);
      include(step);
    }
    before = step;
  }
  const bool reaches = !fit.curve.empty() && fit.curve.back().time >= from;
  if (!seen && reaches) include(before);
  return extent;
}

}  // namespace venscope::report
