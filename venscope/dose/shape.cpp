#include "venscope/dose/shape.hpp"

#include "venscope/dose/far_limit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace venscope::dose {

namespace {

/// A plateau counts as reached where |hill (x - log IC50)| passes this: 1 - v is then below 2e-4,
/// and what the curve lacks of its limit below that share.
constexpr double far = 9;
/// Refined nodes of the grid, at most.
constexpr std::size_t starts = 8;
/// By so much of the root of the total squares the root of a basin's least squares may lie below
/// that of its node: half a step of the grid moves v by less.
constexpr double grid_error = 0.15;
/// A curve is a minimum only where it beats the limits by this share of their squares; of data that
/// lie on a curve exactly, rounding is this share of the total.
constexpr double equal = 1e-6, rounding = 1e-14;

}  // namespace

ShapeSearch::ShapeSearch(const DosePoints& points, const PlateauLimits& limits, Direction direction,
                         const ShapeTable& table)
    : points_(points),
      limits_(limits),
      direction_(direction),
      table_(table),
      unlimited_(limits.free_count() == 2 && std::isinf(limits.lowest) &&
                 std::isinf(limits.highest)),
      v_(points.size()),
      scratch_(points.size()),
      centred_(points.mean) {
  width_ = points.highest() - points.lowest();
  gap_ = width_;
  for (std::size_t j = points.zero() + 1; j < points.size(); ++j)
    gap_ = std::min(gap_, points.log_dose[j] - points.log_dose[j - 1]);
  least_log_steepness_ = std::log(0.05 / width_);
  most_log_steepness_ = std::log(60 / gap_);
  weight_ = points.total_weight();
  mean_ = points.grand_mean();
  for (std::size_t j = 0; j < points.size(); ++j) {
    centred_[j] -= mean_;
    total_ += points.weight[j] * centred_[j] * centred_[j];
  }
}

double ShapeSearch::squares_of(std::span<const double> v, Plateaus* plateaus) const {
  if (unlimited_) return unlimited_squares(v, plateaus);
  const Plateaus found = fit_plateaus(v, points_.mean, points_.weight, limits_);
  double sum = 0;
  for (std::size_t j = 0; j < v.size(); ++j) {
    const double r = points_.mean[j] - found.lower - (found.upper - found.lower) * v[j];
    sum += points_.weight[j] * r * r;
  }
  if (plateaus) *plateaus = found;
  return sum;
}

double ShapeSearch::evaluate(const ShapeNode& at, Plateaus* plateaus) {
  const double hill = at.sign * std::exp(at.log_steepness);
  for (std::size_t j = 0; j < v_.size(); ++j)
    v_[j] = 1 / (1 + std::exp(hill * (points_.log_dose[j] - at.log_ic50)));
  return squares_of(v_, plateaus);
}

/// The minima along log IC50 of shapes of one steepness, whatever is fixed or limited.
void ShapeSearch::collect_level(double steepness, std::vector<double>& power,
                                std::vector<double>& mirrored) {
  constexpr double margin = 6, inf = std::numeric_limits<double>::infinity();
  const double shrink = std::exp(-grid_stride), first = points_.lowest() - margin / steepness;
  for (std::size_t j = 0; j < power.size(); ++j)
    power[j] = std::exp(steepness * (points_.log_dose[j] - first));
  const auto count = static_cast<std::size_t>((width_ * steepness + 2 * margin) / grid_stride) + 1;
  std::array<double, 2> before{inf, inf}, last{inf, inf};
  for (std::size_t k = 0; k <= count; ++k) {
    std::array<double, 2> now{inf, inf};
    if (k < count) {
      for (std::size_t j = 0; j < power.size(); ++j) {
        v_[j] = 1 / (1 + power[j]);
        mirrored[j] = 1 - v_[j];
        power[j] *= shrink;
      }
      if (direction_ != Direction::rising) now[0] = squares_of(v_);
      if (direction_ != Direction::falling) now[1] = squares_of(mirrored);
    }
    for (std::size_t s = 0; s < 2; ++s) {
      if (std::isfinite(last[s]) && last[s] <= before[s] && last[s] < now[s])
        nodes_.push_back({std::log(steepness),
                          first + static_cast<double>(k - 1) * grid_stride / steepness,
                          s == 0 ? 1 : -1, last[s]});
      before[s] = last[s];
      last[s] = now[s];
    }
  }
}

void ShapeSearch::collect_nodes() {
  nodes_.clear();
  if (table_.usable()) {
    table_.minima(points_, limits_, direction_ != Direction::rising,
                  direction_ != Direction::falling, nodes_);
  } else {
    const double top = 1.5 * std::min(8 / gap_, 200 / width_);
    std::vector<double> power(points_.size()), mirrored(points_.size());
    for (double steepness = 0.5 / width_; steepness < top; steepness *= grid_ratio)
      collect_level(steepness, power, mirrored);
  }
  nodes_ = local_minima(std::move(nodes_));
}

ShapeNode ShapeSearch::bounded(ShapeNode at) const {
  at.log_steepness = std::clamp(at.log_steepness, least_log_steepness_, most_log_steepness_);
  if (at.log_ic50 >= points_.lowest() && at.log_ic50 <= points_.highest()) return at;
  const double reach = far / std::exp(at.log_steepness);
  at.log_ic50 = std::clamp(at.log_ic50, points_.lowest() - reach, points_.highest() + reach);
  return at;
}

namespace {

/// Newton's step -H^-1 g with the eigenvalues of H made positive, so that it goes downhill.
void downhill(const double g[2], const double h[3], bool first, bool second, double step[2]) {
  step[0] = step[1] = 0;
  if (!first || !second) {
    const int only = first ? 0 : 1;
    const double curvature = std::fabs(h[first ? 0 : 2]);
    if (curvature > 0) step[only] = -g[only] / curvature;
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

}  // namespace

namespace {

/// Where an earlier descent ended beside `at`; null where none did.
const ShapeNode* beside(std::span<const ShapeNode> known, const ShapeNode& at, double close) {
  const auto found = std::find_if(known.begin(), known.end(), [&](const ShapeNode& node) {
    return node.sign == at.sign && std::fabs(node.log_steepness - at.log_steepness) < close &&
           std::fabs(node.log_ic50 - at.log_ic50) * std::exp(at.log_steepness) < close;
  });
  return found == known.end() ? nullptr : &*found;
}

}  // namespace

ShapeNode ShapeSearch::descend(ShapeNode at, Move move, std::span<const ShapeNode> known,
                               double to_beat) {
  const double negligible = rounding * (total_ + 1e-300);
  Plateaus plateaus;
  at.squares = evaluate(at, &plateaus);
  for (int iteration = 0; iteration < 100; ++iteration) {
    const Slope s = slope(at, plateaus);
    double step[2];
    downhill(s.gradient, s.curvature, move.steepness, move.position, step);
    const double steepness = std::exp(at.log_steepness);
    const double longest = std::max({std::fabs(step[0]), std::fabs(step[1]) * steepness / 2,
                                     std::fabs(step[1]) / (2 * width_)});
    double share = longest > 1 ? 1 / longest : 1.0;
    // Here the sum of squares is a parabola, flat to its last digit where the step is not: the step
    // is better than what the sum says of it, and leaves of the way its square.
    const bool settled = longest < 1e-4, last = longest < 1e-7;
    const double promise = -(s.gradient[0] * step[0] + s.gradient[1] * step[1]);
    if (unlimited_ && longest < 0.05 && at.squares - 4 * promise > to_beat) return at;
    bool moved = false;
    for (int halving = 0; halving < 30; ++halving, share /= 2) {
      ShapeNode next = at;
      next.log_steepness += share * step[0];
      next.log_ic50 += share * step[1];
      // With one coordinate held the other may not push it.
      next = move.steepness && move.position ? bounded(next) : next;
      if (!move.position)
        next.log_steepness =
            std::clamp(next.log_steepness, least_log_steepness_, most_log_steepness_);
      Plateaus there;
      next.squares = evaluate(next, &there);
      if (next.squares < at.squares || (settled && next.squares <= at.squares + negligible)) {
        moved = next.log_steepness != at.log_steepness || next.log_ic50 != at.log_ic50;
        at = next;
        plateaus = there;
        break;
      }
      if (std::fabs(promise) * share < negligible) break;
    }
    if (!moved || last) break;
    // With limits there are kinks, and descents that end beside each other on their two sides.
    if (const ShapeNode* const same = beside(known, at, unlimited_ ? 1e-2 : 1e-3)) return *same;
  }
  return at;
}

ShapeFit ShapeSearch::fit_of(const ShapeNode& at) {
  ShapeFit fit;
  fit.squares = evaluate(at, &fit.plateaus);
  fit.curve = {fit.plateaus.lower, fit.plateaus.upper, at.sign * std::exp(at.log_steepness),
               at.log_ic50};
  fit.end = fit.plateaus.upper > fit.plateaus.lower ? ShapeEnd::inside : ShapeEnd::flat;
  return fit;
}

namespace {

/// What two levels, without any limits, leave at the least: those below a dose about their mean and
/// those from a dose on about theirs.
class StepBounds {
public:
  explicit StepBounds(const DosePoints& points) : sums_(points.size() + 1) {
    const double mean = points.grand_mean();
    for (std::size_t j = 0; j < points.size(); ++j) {
      const double z = points.mean[j] - mean, w = points.weight[j];
      sums_[j + 1] = {sums_[j].w + w, sums_[j].z + w * z, sums_[j].zz + w * z * z};
    }
  }
  double squares(std::size_t below, std::size_t from) const {
    const Sums &low = sums_[below], &start = sums_[from], &all = sums_.back();
    return about_mean(low) + about_mean({all.w - start.w, all.z - start.z, all.zz - start.zz});
  }

private:
  struct Sums {
    double w = 0, z = 0, zz = 0;
  };
  static double about_mean(const Sums& sums) {
    return sums.w > 0 ? sums.zz - sums.z * sums.z / sums.w : 0;
  }
  std::vector<Sums> sums_;
};

}  // namespace

void ShapeSearch::try_step(std::size_t below, std::optional<std::size_t> at, int sign,
                           ShapeFit& found) {
  const std::size_t zero = points_.zero();
  for (std::size_t j = 0; j < v_.size(); ++j) v_[j] = (j < below) == (sign > 0) ? 1.0 : 0.0;
  scratch_ = points_.weight;
  if (at) scratch_[*at] = 0;
  double squares = 0;
  const Plateaus plateaus = fit_plateaus(v_, points_.mean, scratch_, limits_);
  if (!(plateaus.upper > plateaus.lower)) return;
  for (std::size_t j = 0; j < v_.size(); ++j) {
    const double r = points_.mean[j] - (v_[j] > 0 ? plateaus.upper : plateaus.lower);
    squares += scratch_[j] * r * r;
  }
  double share = 0.5;
  if (at) {
    share = (points_.mean[*at] - plateaus.lower) / (plateaus.upper - plateaus.lower);
    if (!(share > 1e-6 && share < 1 - 1e-6)) return;
  }
  const bool ties = squares <= found.squares * (1 + equal) + rounding * total_;
  if (!ties && found.end != ShapeEnd::flat) return;
  if (found.end == ShapeEnd::flat && squares >= found.squares) return;
  if (found.end == ShapeEnd::step && squares >= found.squares) return;
  ShapeFit step;
  step.end = ShapeEnd::step;
  step.squares = squares;
  step.step_dose = points_.dose[at.value_or(below)];
  step.plateaus = plateaus;
  const double steepness = std::exp(most_log_steepness_);
  if (at) {
    step.step_from = step.step_to = points_.log_dose[*at];
    // v = share at the dose itself.
    step.curve.log_ic50 = step.step_from - sign * std::log((1 - share) / share) / steepness;
  } else {
    step.step_from =
        below > zero ? points_.log_dose[below - 1] : -std::numeric_limits<double>::infinity();
    step.step_to = points_.log_dose[below];
    step.curve.log_ic50 =
        below > zero ? (step.step_from + step.step_to) / 2 : step.step_to - far / steepness;
  }
  step.curve.lower = plateaus.lower;
  step.curve.upper = plateaus.upper;
  step.curve.hill = sign * steepness;
  found = step;
}

void ShapeSearch::best_step(ShapeFit& found) {
  const StepBounds bounds(points_);
  // Rounding of the bound itself is far below the last term.
  const auto may_win = [&](std::size_t below, std::size_t from) {
    return bounds.squares(below, from) <= found.squares * (1 + equal) + (rounding + 1e-10) * total_;
  };
  for (const int sign : {1, -1}) {
    if (direction_ == (sign > 0 ? Direction::rising : Direction::falling)) continue;
    for (std::size_t below = 1; below < points_.size(); ++below)
      if (may_win(below, below)) try_step(below, {}, sign, found);
    for (std::size_t at = points_.zero(); at < points_.size(); ++at)
      if (may_win(at, at + 1)) try_step(at, at, sign, found);
  }
}

ShapeFit ShapeSearch::best_constant() {
  ShapeFit found;
  found.squares = std::numeric_limits<double>::infinity();
  // All doses on the one plateau or on the other: with one of them fixed not the same.
  for (const double share : {1.0, 0.0}) {
    std::fill(v_.begin(), v_.end(), share);
    Plateaus plateaus;
    const double squares = squares_of(v_, &plateaus);
    if (!(squares < found.squares)) continue;
    const double level = share > 0 ? plateaus.upper : plateaus.lower;
    found = {{level, level, 1, (points_.lowest() + points_.highest()) / 2},
             plateaus,
             squares,
             ShapeEnd::flat,
             0,
             0,
             0,
             share > 0};
  }
  return found;
}

ShapeFit ShapeSearch::best() {
  collect_nodes();
  ShapeFit found;
  found.squares = std::numeric_limits<double>::infinity();
  std::vector<ShapeNode> refined;
  const double error = grid_error * std::sqrt(total_);
  for (const ShapeNode& node : nodes_) {
    if (refined.size() == starts) break;
    if (!refined.empty() &&
        std::sqrt(std::max(0.0, node.squares)) - error > std::sqrt(found.squares))
      break;  // and so are all that follow
    refined.push_back(descend(node, {}, refined, found.squares));
    if (refined.back().squares < found.squares) found = fit_of(refined.back());
  }
  const ShapeFit constant = best_constant();
  if (!(found.squares < constant.squares * (1 - equal) - rounding * total_)) found = constant;
  compare_far(found);
  best_step(found);
  return found;
}

void ShapeSearch::compare_far(ShapeFit& found) const {
  if (found.end != ShapeEnd::inside) return;
  const double beyond =
      std::max(found.curve.log_ic50 - points_.highest(), points_.lowest() - found.curve.log_ic50);
  const bool suspicious =
      beyond * std::fabs(found.curve.hill) > 2 || std::fabs(found.curve.hill) * width_ < 0.5;
  if (!suspicious) return;
  const FarLimit limit = far_limit(points_, limits_, direction_ != Direction::rising,
                                   direction_ != Direction::falling);
  if (found.squares < limit.squares * (1 - equal) - rounding * total_) return;
  found.squares = std::min(found.squares, limit.squares);
  // A slope that changes by less than a factor of e^0.5 over all doses says nothing of a side.
  found.end = std::fabs(limit.power) * width_ < 0.5 ? ShapeEnd::line
              : limit.power > 0                     ? ShapeEnd::beyond_high
                                                    : ShapeEnd::beyond_low;
}

ShapeNode ShapeSearch::at_ic50(double log_ic50) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  std::array<ShapeNode, 2> best;
  best[0] = {0, log_ic50, 1, inf};
  best[1] = {0, log_ic50, -1, inf};
  ShapeNode least = best[0];
  const std::array<bool, 2> wanted{direction_ != Direction::rising,
                                   direction_ != Direction::falling};
  const auto look = [&](double log_steepness) {
    const double steepness = std::exp(log_steepness);
    for (std::size_t j = 0; j < v_.size(); ++j)
      v_[j] = 1 / (1 + std::exp(steepness * (points_.log_dose[j] - log_ic50)));
    for (std::size_t s = 0; s < 2; ++s) {
      if (s == 1)
        for (double& v : v_) v = 1 - v;
      if (!wanted[s]) continue;
      const double squares = squares_of(v_);
      if (squares < best[s].squares) best[s] = {log_steepness, log_ic50, best[s].sign, squares};
    }
  };
  for (double k = least_log_steepness_; k < most_log_steepness_; k += 0.7) look(k);
  look(most_log_steepness_);
  for (std::size_t s = 0; s < 2; ++s) {
    if (!wanted[s]) continue;
    const ShapeNode refined = descend(best[s], {true, false});
    if (refined.squares < least.squares) least = refined;
  }
  return least;
}

ShapeNode ShapeSearch::follow_ic50(double log_ic50, ShapeNode from) {
  from.log_ic50 = log_ic50;
  return descend(from, {true, false});
}

double ShapeSearch::squares_at_hill(double hill) {
  const int sign = hill < 0 ? -1 : 1;
  const double steepness = std::fabs(hill), reach = far / steepness;
  ShapeNode best;
  double best_squares = std::numeric_limits<double>::infinity();
  const double stride = 0.5 / steepness, end = points_.highest() + reach;
  for (double e = points_.lowest() - reach; e <= end; e += std::max(stride, width_ / 2000)) {
    const ShapeNode at{std::log(steepness), e, sign, 0};
    const double squares = evaluate(at);
    if (squares < best_squares) {
      best_squares = squares;
      best = at;
    }
  }
  return std::min(best_squares, descend(best, {false, true}).squares);
}

}  // namespace venscope::dose
