#include "venscope/dose/profile.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/root.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::dose {

namespace {

const double outside = std::log(1000.0);

/// S(e) and how far below the threshold it is.
class Profile {
public:
  Profile(ShapeSearch& search, double threshold) : search_(search), threshold_(threshold) {}

  double room(double e) {
    node_ = search_.at_ic50(e);
    return threshold_ - node_.squares;
  }

  /// Where the room ends between `inside` and `outside`. Found along one family of shapes, and
  /// anew among all of them if another one lies lower there.
  double crossing(double inside, double above, double outside, double below) {
    ShapeNode shape = node_;
    const auto near = [&](double e) {
      shape = search_.follow_ic50(e, shape);
      return threshold_ - shape.squares;
    };
    const double at_outside = near(outside);
    if (at_outside == below || std::fabs(at_outside - below) <= 1e-9 * std::fabs(below)) {
      const double found = bracketed_root(near, inside, above, outside, below);
      if (std::fabs(room(found)) <= 1e-8 * threshold_) return found;
    }
    return bracketed_root([&](double e) { return room(e); }, inside, above, outside, below);
  }

private:
  ShapeSearch& search_;
  double threshold_;
  ShapeNode node_;
};

/// From `start`, where there is room, by strides of `stride` (its sign the direction) to where
/// there is none; NaN if not before `end`.
double first_crossing(Profile& profile, double start, double at_start, double stride, double end,
                      const DosePoints& points) {
  double inside = start, above = at_start;
  while (stride > 0 ? inside < end : inside > end) {
    const double next =
        stride > 0 ? std::min(inside + stride, end) : std::max(inside + stride, end);
    const double room = profile.room(next);
    if (room <= 0) return profile.crossing(inside, above, next, room);
    if (next < points.lowest() || next > points.highest()) stride *= 1.3;
    inside = next;
    above = room;
  }
  return std::nan("");
}

}  // namespace

std::optional<ConcentrationInterval> profile_interval(ShapeSearch& search, const DosePoints& points,
                                                      const ShapeFit& best, double df, double level,
                                                      double log_error) {
  const double squares = best.squares + points.within;
  double total = points.within;
  const double mean = points.grand_mean();
  for (std::size_t j = 0; j < points.size(); ++j)
    total += points.weight[j] * (points.mean[j] - mean) * (points.mean[j] - mean);
  if (!(df > 0) || best.end == ShapeEnd::flat || squares <= 1e-14 * total) return {};
  const double t = student_t_quantile((1 + level) / 2, df);
  const double threshold = best.squares + squares * t * t / df;
  Profile profile(search, threshold);
  const double low_end = points.lowest() - outside, high_end = points.highest() + outside;
  const double width = search.width();
  const double stride = std::isfinite(log_error)
                            ? std::clamp(0.45 * t * log_error, width / 200, width / 6)
                            : width / 12;
  const double start = std::clamp(best.curve.log_ic50, low_end, high_end);
  const double at_start = profile.room(start);
  ConcentrationInterval interval{0, std::numeric_limits<double>::infinity()};
  // Only a start far from every dose, of a limit, can fail this.
  if (!(at_start > 0)) return interval;
  const double low = first_crossing(profile, start, at_start, -stride, low_end, points);
  const double high = first_crossing(profile, start, at_start, stride, high_end, points);
  if (std::isfinite(low)) interval.low = std::exp(low);
  if (std::isfinite(high)) interval.high = std::exp(high);
  return interval;
}

}  // namespace venscope::dose
