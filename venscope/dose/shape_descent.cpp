#include "venscope/dose/shape_descent.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::dose {

namespace {

constexpr int most_turns = 100, most_halvings = 30;

/// Newton's step -H^-1 g with the eigenvalues of H made positive, so that it goes downhill.
void downhill(const double g[2], const double h[3], bool first, bool second, double step[2]) {
  step[0] = step[1] = 0;
  if (!first || !second) {
    const int only = first ? 0 : 1;
    const double curvature = std::fabs(h[first ? 0 : 2]);
    if (curvature > 0) step[only] = -g[only] / curvature;
    return;
  }
  // Far from singular and bent upwards: Newton's step as it is.
  const double determinant = h[0] * h[2] - h[1] * h[1];
  if (h[0] > 0 && determinant > 1e-6 * h[0] * h[2]) {
    step[0] = (h[1] * g[1] - h[2] * g[0]) / determinant;
    step[1] = (h[1] * g[0] - h[0] * g[1]) / determinant;
    return;
  }
  // Brought to a diagonal of ones: the two directions have units of their own.
  const double s0 = std::sqrt(std::fabs(h[0])), s1 = std::sqrt(std::fabs(h[2]));
  if (!(s0 > 0) || !(s1 > 0)) {
    if (s0 > 0) step[0] = -g[0] / (s0 * s0);
    if (s1 > 0) step[1] = -g[1] / (s1 * s1);
    return;
  }
  const double a = h[0] / (s0 * s0), b = h[1] / (s0 * s1), c = h[2] / (s1 * s1);
  // The eigenvector of the larger eigenvalue, its longer side first.
  const double mean = (a + c) / 2, half = (a - c) / 2, radius = std::sqrt(half * half + b * b);
  const double longer = radius > 0 ? std::sqrt((1 + std::fabs(half) / radius) / 2) : 1.0,
               shorter = radius > 0 ? b / (2 * radius * longer) : 0.0;
  const double u[2] = {half < 0 ? std::copysign(shorter, 1.0) : longer,
                       half < 0 ? std::copysign(longer, b) : shorter};
  const double scaled[2] = {g[0] / s0, g[1] / s1};
  const double along = u[0] * scaled[0] + u[1] * scaled[1],
               across = -u[1] * scaled[0] + u[0] * scaled[1];
  const double floor = 1e-10 * (std::fabs(mean) + radius);
  const double p = -along / std::max(std::fabs(mean + radius), floor),
               q = -across / std::max(std::fabs(mean - radius), floor);
  step[0] = (u[0] * p - u[1] * q) / s0;
  step[1] = (u[1] * p + u[0] * q) / s1;
}

/// Where an earlier descent ended beside `at`; null where none did.
const ShapeNode* beside(std::span<const ShapeNode> known, const ShapeNode& at, double close) {
  const auto found = std::find_if(known.begin(), known.end(), [&](const ShapeNode& node) {
    return node.sign == at.sign && std::fabs(node.log_steepness - at.log_steepness) < close &&
           std::fabs(node.log_ic50 - at.log_ic50) * std::exp(at.log_steepness) < close;
  });
  return found == known.end() ? nullptr : &*found;
}

}  // namespace

/// Back to where a plateau may still be in sight.
void ShapeDescent::bound() {
  trial_.log_steepness =
      std::clamp(trial_.log_steepness, bounds_->least_log_steepness, bounds_->most_log_steepness);
  if (trial_.log_ic50 >= bounds_->lowest && trial_.log_ic50 <= bounds_->highest) return;
  const double reach = plateau_reached / std::exp(trial_.log_steepness);
  trial_.log_ic50 = std::clamp(trial_.log_ic50, bounds_->lowest - reach, bounds_->highest + reach);
}

void ShapeDescent::propose() {
  trial_.log_steepness = at_.log_steepness + share_ * step_[0];
  trial_.log_ic50 = at_.log_ic50 + share_ * step_[1];
  // With one coordinate held the other may not push it.
  if (move_.steepness && move_.position) bound();
  if (!move_.position)
    trial_.log_steepness =
        std::clamp(trial_.log_steepness, bounds_->least_log_steepness, bounds_->most_log_steepness);
}

/// True where it goes on from here.
bool ShapeDescent::arrive(const Plateaus& plateaus, std::span<const ShapeNode> known) {
  const bool moved = trial_.log_steepness != at_.log_steepness || trial_.log_ic50 != at_.log_ic50;
  at_.log_steepness = trial_.log_steepness;
  at_.log_ic50 = trial_.log_ic50;
  at_.squares = trial_.squares;
  plateaus_ = plateaus;
  done_ = begun_ && (!moved || last_);
  if (done_ || !begun_) return !done_;
  // With limits there are kinks, and descents that end beside each other on their two sides.
  if (const ShapeNode* const same = beside(known, at_, bounds_->smooth ? 1e-2 : 1e-3)) {
    at_ = *same;
    done_ = true;
  }
  done_ = done_ || turns_ == most_turns;
  return !done_;
}

bool ShapeDescent::take(double squares, const Plateaus& plateaus,
                        std::span<const ShapeNode> known) {
  trial_.squares = squares;
  if (!begun_ || squares < at_.squares ||
      (settled_ && squares <= at_.squares + bounds_->negligible))
    return arrive(plateaus, known);
  done_ = std::fabs(promise_) * share_ < bounds_->negligible || ++halvings_ == most_halvings;
  share_ /= 2;
  propose();
  return false;
}

void ShapeDescent::turn(const ShapeSlope& slope) {
  begun_ = true;
  ++turns_;
  downhill(slope.gradient, slope.curvature, move_.steepness, move_.position, step_);
  const double longest = std::max({std::fabs(step_[0]), std::fabs(step_[1]) * slope.steepness / 2,
                                   std::fabs(step_[1]) / (2 * bounds_->width)});
  share_ = longest > 1 ? 1 / longest : 1.0;
  halvings_ = 0;
  // Here the sum of squares is a parabola, flat to its last digit where the step is not: the step
  // is better than what the sum says of it, and leaves of the way its square.
  settled_ = longest < 1e-4;
  last_ = longest < 1e-7;
  promise_ = -(slope.gradient[0] * step_[0] + slope.gradient[1] * step_[1]);
  if (bounds_->smooth && longest < 0.05 && at_.squares - 4 * promise_ > to_beat_)
    done_ = true;
  else
    propose();
}

}  // namespace venscope::dose
