#include "venscope/dose/absolute_profile.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/root.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace venscope::dose {

namespace {

/// ln |hill| and the log IC50.
using SimplexPoint = std::array<double, 2>;

struct SimplexVertex {
  SimplexPoint at{};
  double value = 0;
};

/// Downhill from `start` by Nelder and Mead's simplex [Nelder1965], to the rounding of the value.
template <class Function>
SimplexVertex simplex_minimum(Function&& f, const SimplexPoint& start, const SimplexPoint& step) {
  std::array<SimplexVertex, 3> s;
  const auto vertex = [&](const SimplexPoint& at) { return SimplexVertex{at, f(at)}; };
  s[0] = vertex(start);
  s[1] = vertex({start[0] + step[0], start[1]});
  s[2] = vertex({start[0], start[1] + step[1]});
  const auto lower = [](const SimplexVertex& a, const SimplexVertex& b) {
    return a.value < b.value;
  };
  for (int turn = 0; turn < 400; ++turn) {
    std::sort(s.begin(), s.end(), lower);
    const double size =
        std::max(std::fabs(s[2].at[0] - s[0].at[0]), std::fabs(s[2].at[1] - s[0].at[1]));
    if (s[2].value - s[0].value <= 1e-12 * std::fabs(s[0].value) && size < 1e-4) break;
    if (size < 1e-9) break;
    const SimplexPoint middle{(s[0].at[0] + s[1].at[0]) / 2, (s[0].at[1] + s[1].at[1]) / 2};
    const auto along = [&](double t) {
      return vertex(
          {middle[0] + t * (s[2].at[0] - middle[0]), middle[1] + t * (s[2].at[1] - middle[1])});
    };
    const SimplexVertex reflected = along(-1);
    if (lower(reflected, s[0])) {
      const SimplexVertex further = along(-2);
      s[2] = lower(further, reflected) ? further : reflected;
      continue;
    }
    if (lower(reflected, s[1])) {
      s[2] = reflected;
      continue;
    }
    const SimplexVertex nearer = along(lower(reflected, s[2]) ? -0.5 : 0.5);
    if (nearer.value < std::min(reflected.value, s[2].value)) {
      s[2] = nearer;
      continue;
    }
    for (std::size_t k = 1; k < 3; ++k)
      s[k] = vertex({(s[0].at[0] + s[k].at[0]) / 2, (s[0].at[1] + s[k].at[1]) / 2});
  }
  return *std::min_element(s.begin(), s.end(), lower);
}

/// The least squares of the curves that pass half of the control at one log dose.
class AbsoluteProfile {
public:
  AbsoluteProfile(const CurveFit& fit, const DosePoints& points, const PlateauLimits& limits,
                  bool of_plateau, double threshold)
      : points_(points),
        limits_(limits),
        of_plateau_(of_plateau),
        half_(fit.control / 2),
        sign_(fit.curve.hill > 0 ? 1 : -1),
        width_(points.highest() - points.lowest()),
        threshold_(threshold),
        near_{std::log(std::fabs(fit.curve.hill)), fit.curve.log_ic50},
        v_(points.size()) {}

  /// How far the squares are below the threshold: near the shapes of the last call; where those
  /// leave no room, from a grid too.
  double room(double a, bool everywhere = true) {
    SimplexVertex best = descend(a, near_, {0.1, width_ / 40});
    if (everywhere && best.value >= threshold_)
      for (const double steepness : {0.3, 1.0, 3.0, 10.0})
        for (const double place : {-0.5, -0.2, 0.0, 0.2, 0.5}) {
          const SimplexVertex other =
              descend(a, {std::log(steepness), a + place * width_}, {0.4, width_ / 15});
          if (other.value < best.value * (1 - 1e-9)) best = other;
        }
    near_ = best.at;
    return threshold_ - best.value;
  }
  const SimplexPoint& near() const { return near_; }
  void start_near(const SimplexPoint& at) { near_ = at; }

private:
  SimplexVertex descend(double a, const SimplexPoint& start, const SimplexPoint& step) {
    return simplex_minimum([&](const SimplexPoint& at) { return squares(at, a); }, start, step);
  }

  double squares(const SimplexPoint& at, double a) {
    const double hill = sign_ * std::exp(std::clamp(at[0], -5.0, 6.0));
    double e = std::clamp(at[1], points_.lowest() - 10, points_.highest() + 10);
    if (limits_.lower && limits_.upper)
      e = a - std::log((*limits_.upper - half_) / (half_ - *limits_.lower)) / hill;
    const auto shape = [&](double x) { return 1 / (1 + std::exp(hill * (x - e))); };
    const double at_a = shape(a);
    // f = base + D z, D >= 0; given, or by least squares.
    double base = half_, shift = at_a, given = -1;
    if (of_plateau_) {
      base = 0;
      shift = 2 * at_a - 1;
    } else if (limits_.lower) {
      base = *limits_.lower;
      shift = 0;
      given = limits_.upper ? *limits_.upper - base : (half_ - base) / at_a;
    } else if (limits_.upper) {
      given = (*limits_.upper - half_) / (1 - at_a);
      base = *limits_.upper;
      shift = 1;
    }
    double zy = 0, zz = 0;
    for (std::size_t j = 0; j < points_.size(); ++j) {
      v_[j] = shape(points_.log_dose[j]) - shift;
      zy += points_.weight[j] * v_[j] * (points_.mean[j] - base);
      zz += points_.weight[j] * v_[j] * v_[j];
    }
    const double scale = given >= 0 ? given : zz > 0 ? std::max(0.0, zy / zz) : 0.0;
    double sum = 0;
    for (std::size_t j = 0; j < points_.size(); ++j) {
      const double rest = points_.mean[j] - base - scale * v_[j];
      sum += points_.weight[j] * rest * rest;
    }
    return std::isfinite(sum) ? sum : std::numeric_limits<double>::max();
  }

  const DosePoints& points_;
  const PlateauLimits& limits_;
  bool of_plateau_;
  double half_, sign_, width_, threshold_;
  SimplexPoint near_;
  std::vector<double> v_;
};

/// Outwards from the estimate to where no room is left; NaN if not before `end`.
double absolute_end(AbsoluteProfile profile, double start, double stride, double end) {
  double inside = start, above = profile.room(start, false);
  if (!(above > 0)) return start;
  while (stride > 0 ? inside < end : inside > end) {
    const double next =
        stride > 0 ? std::min(inside + stride, end) : std::max(inside + stride, end);
    const SimplexPoint from = profile.near();
    const double room = profile.room(next);
    if (room <= 0) {
      profile.start_near(from);
      // One family of shapes at both ends, lest the root be that of a jump between two.
      const double outside = profile.room(next, false);
      profile.start_near(from);
      const bool same = outside <= 0;
      return bracketed_root([&](double a) { return profile.room(a, !same); }, inside, above, next,
                            same ? outside : room);
    }
    inside = next;
    above = room;
  }
  return std::nan("");
}

}  // namespace

std::optional<ConcentrationInterval> absolute_interval(const CurveFit& fit,
                                                       const DosePoints& points,
                                                       const PlateauLimits& limits, bool of_plateau,
                                                       double level) {
  const double half = fit.control / 2;
  const CurveParameters& c = fit.curve;
  const bool limited = (!limits.lower && std::isfinite(limits.lowest)) ||
                       (!limits.upper && std::isfinite(limits.highest));
  if (fit.state != CurveState::fitted || !(fit.df > 0) || !std::isfinite(half) || limited ||
      !(half > c.lower && half < c.upper))
    return {};
  // Half of a plateau that is fixed is a number like any other; of a rising curve's it is not
  // passed.
  of_plateau = of_plateau && !limits.upper && c.hill > 0;
  if (of_plateau && limits.lower) {
    // f = lower + D v with half of lower + D at a: one plateau at 0 leaves the relative IC50, any
    // other no linear parameter.
    if (*limits.lower != 0) return {};
    return fit.interval;
  }
  const double t = student_t_quantile((1 + level) / 2, fit.df);
  const double squares = fit.squares - points.within;
  if (!(fit.squares > 0)) return {};
  const double threshold = squares + fit.squares * t * t / fit.df;
  const double estimate = c.log_ic50 + std::log((c.upper - half) / (half - c.lower)) / c.hill;
  const double outside = std::log(1000.0), low_end = points.lowest() - outside,
               high_end = points.highest() + outside;
  ConcentrationInterval interval{0, std::numeric_limits<double>::infinity()};
  if (estimate <= low_end || estimate >= high_end) return interval;
  const AbsoluteProfile profile(fit, points, limits, of_plateau, threshold);
  const double stride = (points.highest() - points.lowest()) / 16;
  const double low = absolute_end(profile, estimate, -stride, low_end),
               high = absolute_end(profile, estimate, stride, high_end);
  if (std::isfinite(low)) interval.low = std::exp(low);
  if (std::isfinite(high)) interval.high = std::exp(high);
  return interval;
}

}  // namespace venscope::dose
