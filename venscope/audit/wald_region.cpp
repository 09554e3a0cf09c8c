#include "venscope/audit/wald_region.hpp"

#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace venscope::audit {
namespace {

constexpr double farthest = 20;  ///< of a logarithm; exp(20) is half a billion

/// u b + v s <= w
struct Bound {
  double u, v, w;
};

struct Corner {
  double b, s;
};

void add_bounds(std::vector<Bound>& bounds, const std::optional<Printed>& printed, double v) {
  if (!printed) return;
  const Range range = log_range(*printed);
  bounds.push_back({1, v, range.high});
  bounds.push_back({-1, -v, -range.low});
}

std::vector<Corner> corners_of(const std::vector<Bound>& bounds) {
  std::vector<Corner> corners;
  for (std::size_t i = 0; i < bounds.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const Bound &one = bounds[i], &two = bounds[j];
      const double determinant = one.u * two.v - two.u * one.v;
      if (std::fabs(determinant) < 1e-12) continue;
      const Corner corner{(one.w * two.v - two.w * one.v) / determinant,
                          (one.u * two.w - two.u * one.w) / determinant};
      const bool inside = std::all_of(bounds.begin(), bounds.end(), [&](const Bound& bound) {
        return bound.u * corner.b + bound.v * corner.s <= bound.w + 1e-10;
      });
      if (inside) corners.push_back({corner.b, std::max(0.0, corner.s)});
    }
  return corners;
}

double size_of_z_at(const Corner& corner) {
  if (corner.b == 0.0) return 0.0;
  return corner.s > 0.0 ? std::fabs(corner.b) / corner.s : std::numeric_limits<double>::infinity();
}

}  // namespace

Range log_range(const Printed& ratio) {
  const Range range = ratio.range();
  const auto log_within = [](double value) {
    return value <= 0.0 ? -farthest : std::clamp(std::log(value), -farthest, farthest);
  };
  return {log_within(range.low), log_within(range.high)};
}

Range WaldRegion::p() const {
  return {normal_two_sided(size_of_z.high), normal_two_sided(size_of_z.low)};
}

std::optional<WaldRegion> wald_region(const std::optional<Printed>& ratio,
                                      const std::optional<Printed>& low,
                                      const std::optional<Printed>& high, double z) {
  std::vector<Bound> bounds = {{1, 0, farthest}, {-1, 0, farthest}, {0, 1, farthest}, {0, -1, 0}};
  add_bounds(bounds, ratio, 0);
  add_bounds(bounds, low, -z);
  add_bounds(bounds, high, z);
  const std::vector<Corner> corners = corners_of(bounds);
  if (corners.empty()) return {};
  const Corner& first = corners.front();
  WaldRegion region{
      {first.b, first.b}, {first.s, first.s}, {size_of_z_at(first), size_of_z_at(first)}};
  for (const Corner& corner : corners) {
    region.b = {std::min(region.b.low, corner.b), std::max(region.b.high, corner.b)};
    region.s = {std::min(region.s.low, corner.s), std::max(region.s.high, corner.s)};
    const double size = size_of_z_at(corner);
    region.size_of_z = {std::min(region.size_of_z.low, size),
                        std::max(region.size_of_z.high, size)};
  }
  if (region.b.low <= 0.0 && region.b.high >= 0.0) region.size_of_z.low = 0.0;
  return region;
}

}  // namespace venscope::audit
