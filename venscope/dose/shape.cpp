#include "venscope/dose/shape.hpp"

#include "venscope/dose/far_limit.hpp"
#include "venscope/dose/few.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace venscope::dose {

namespace {

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
      numbers_(points.size() * 5) {
  const std::span<double> numbers(numbers_);
  const std::size_t m = points.size();
  v_ = numbers.first(m);
  scratch_ = numbers.subspan(m, m);
  centred_ = numbers.subspan(2 * m, m);
  room_ = numbers.last(2 * m);
  nodes_.reserve(32);
  refined_.reserve(starts);
  bounds_.lowest = points.lowest();
  bounds_.highest = points.highest();
  bounds_.width = width();
  gap_ = width();
  for (std::size_t j = points.zero() + 1; j < points.size(); ++j)
    gap_ = std::min(gap_, points.log_dose[j] - points.log_dose[j - 1]);
  bounds_.least_log_steepness = std::log(0.05 / width());
  bounds_.most_log_steepness = std::log(60 / gap_);
  weight_ = points.total_weight();
  mean_ = points.grand_mean();
  for (std::size_t j = 0; j < points.size(); ++j) {
    centred_[j] = points.mean[j] - mean_;
    total_ += points.weight[j] * centred_[j] * centred_[j];
  }
  bounds_.negligible = rounding * (total_ + 1e-300);
  bounds_.smooth = unlimited();
}

double ShapeSearch::squares_of(std::span<const double> v, Plateaus* plateaus) const {
  if (unlimited()) return unlimited_squares(v, plateaus);
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
  const auto count = static_cast<std::size_t>((width() * steepness + 2 * margin) / grid_stride) + 1;
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
      if (std::isfinite(last[s]) && last[s] <= before[s] && last[s] < now[s]) {
        const bool between = std::isfinite(before[s]) && std::isfinite(now[s]);
        const Turn bottom = between ? turn_between(before[s], last[s], now[s]) : Turn{0, last[s]};
        const double at = static_cast<double>(k - 1) + bottom.at;
        nodes_.push_back({std::log(steepness), first + at * grid_stride / steepness,
                          s == 0 ? 1 : -1, std::max(0.0, bottom.value)});
      }
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
    const double top = 1.5 * std::min(8 / gap_, 200 / width());
    std::vector<double> power(points_.size()), mirrored(points_.size());
    for (double steepness = 0.5 / width(); steepness < top; steepness *= grid_ratio)
      collect_level(steepness, power, mirrored);
  }
  // The lowest node is refined, and what comes after its minimum only within the grid's error.
  double least = std::numeric_limits<double>::infinity();
  for (const ShapeNode& node : nodes_) least = std::min(least, node.squares);
  const double most = std::sqrt(std::max(0.0, least)) + 1.001 * grid_error * std::sqrt(total_);
  std::erase_if(nodes_, [&](const ShapeNode& node) { return node.squares > most * most; });
  keep_local_minima(nodes_);
}

void ShapeSearch::ask(ShapeQuestion& question) const {
  question.doses = points_.size();
  question.log_dose = points_.log_dose.data();
  question.weight = points_.weight.data();
  question.mean = centred_.data();
  question.total = &weight_;
}

namespace {

/// What an answer says of the curve in that lane.
ShapeSlope slope_of(const ShapeAnswer& answer, std::size_t lane) {
  return {answer.steepness[lane],
          {answer.gradient[0][lane], answer.gradient[1][lane]},
          {answer.curvature[0][lane], answer.curvature[1][lane], answer.curvature[2][lane]}};
}

}  // namespace

void ShapeSearch::take(const ShapeAnswer& answer, std::size_t lane, ShapeDescent& descent,
                       std::span<const ShapeNode> known) const {
  const double span = answer.span[lane];
  const double lower = span > 0 ? mean_ - span * answer.middle[lane] : mean_;
  if (descent.take(answer.squares[lane], {lower, lower + span, span > 0, span > 0}, known))
    descent.turn(slope_of(answer, lane));
}

/// Looks at the trial of a descent and moves it on.
void ShapeSearch::look(ShapeDescent& descent, std::span<const ShapeNode> known) {
  const ShapeNode at = descent.trial();
  if (!unlimited()) {
    Plateaus plateaus;
    const double squares = evaluate(at, &plateaus);
    if (descent.take(squares, plateaus, known)) descent.turn(slope(at, plateaus));
    return;
  }
  ShapeQuestion question;
  ask(question);
  const double sign = at.sign;
  question.log_steepness = &at.log_steepness;
  question.log_ic50 = &at.log_ic50;
  question.sign = &sign;
  question.room = room_.data();
  ShapeAnswer answer;
  look_at_shape(question, answer);
  take(answer, 0, descent, known);
}

ShapeNode ShapeSearch::descend(const ShapeNode& from, ShapeDescent::Move move) {
  ShapeDescent descent(from, move, bounds_);
  while (!descent.done()) look(descent, {});
  return descent.at();
}

namespace {

/// What two levels, without any limits, leave at the least: those below a dose about their mean and
/// those from a dose on about theirs.
class StepBounds {
public:
  explicit StepBounds(const DosePoints& points) : sums_(points.size() + 1) {
    sums_[0] = {};
    const double mean = points.grand_mean();
    for (std::size_t j = 0; j < points.size(); ++j) {
      const double z = points.mean[j] - mean, w = points.weight[j];
      sums_[j + 1] = {sums_[j].w + w, sums_[j].z + w * z, sums_[j].zz + w * z * z};
    }
  }
  double squares(std::size_t below, std::size_t from) const {
    const Sums &low = sums_[below], &start = sums_[from], &all = sums_[sums_.size() - 1];
    return about_mean(low) + about_mean({all.w - start.w, all.z - start.z, all.zz - start.zz});
  }

private:
  struct Sums {
    double w, z, zz;
  };
  static double about_mean(const Sums& sums) {
    return sums.w > 0 ? sums.zz - sums.z * sums.z / sums.w : 0;
  }
  Few<Sums, few_doses + 1> sums_;
};

}  // namespace

void ShapeSearch::try_step(std::size_t below, std::optional<std::size_t> at, int sign,
                           ShapeFit& found) {
  const std::size_t zero = points_.zero();
  for (std::size_t j = 0; j < v_.size(); ++j) v_[j] = (j < below) == (sign > 0) ? 1.0 : 0.0;
  std::copy(points_.weight.begin(), points_.weight.end(), scratch_.begin());
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
  const double steepness = std::exp(bounds_.most_log_steepness);
  if (at) {
    step.step_from = step.step_to = points_.log_dose[*at];
    // v = share at the dose itself.
    step.curve.log_ic50 = step.step_from - sign * std::log((1 - share) / share) / steepness;
  } else {
    step.step_from =
        below > zero ? points_.log_dose[below - 1] : -std::numeric_limits<double>::infinity();
    step.step_to = points_.log_dose[below];
    step.curve.log_ic50 = below > zero ? (step.step_from + step.step_to) / 2
                                       : step.step_to - plateau_reached / steepness;
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

void ShapeSearch::begin() {
  collect_nodes();
  next_ = 0;
  refined_.clear();
  least_.squares = std::numeric_limits<double>::infinity();
  next_descent();
}

void ShapeSearch::next_descent() {
  descent_.reset();
  if (next_ == nodes_.size() || refined_.size() == starts) return;
  const ShapeNode& node = nodes_[next_++];
  const double error = grid_error * std::sqrt(total_);
  if (!refined_.empty() &&
      std::sqrt(std::max(0.0, node.squares)) - error > std::sqrt(least_.squares))
    return;  // and so are all that follow
  descent_.emplace(node, ShapeDescent::Move{}, bounds_, least_.squares);
}

/// To the next descent where this one is done.
void ShapeSearch::move_on() {
  if (!descent_->done()) return;
  const ShapeNode& at = descent_->at();
  refined_.push_back(at);
  if (at.squares < least_.squares) {
    const Plateaus& plateaus = descent_->plateaus();
    least_ = {{plateaus.lower, plateaus.upper, at.sign * std::exp(at.log_steepness), at.log_ic50},
              plateaus,
              at.squares,
              plateaus.upper > plateaus.lower ? ShapeEnd::inside : ShapeEnd::flat};
  }
  next_descent();
}

void ShapeSearch::look() {
  look(*descent_, refined_);
  move_on();
}

void ShapeSearch::take(const ShapeAnswer& answer, std::size_t lane) {
  take(answer, lane, *descent_, refined_);
  move_on();
}

ShapeFit ShapeSearch::best() {
  begin();
  while (seeking()) look();
  return found();
}

ShapeFit ShapeSearch::found() {
  ShapeFit found = least_;
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
      beyond * std::fabs(found.curve.hill) > 2 || std::fabs(found.curve.hill) * width() < 0.5;
  if (!suspicious) return;
  const FarLimit limit = far_limit(points_, limits_, direction_ != Direction::rising,
                                   direction_ != Direction::falling);
  if (found.squares < limit.squares * (1 - equal) - rounding * total_) return;
  found.squares = std::min(found.squares, limit.squares);
  // A slope that changes by less than a factor of e^0.5 over all doses says nothing of a side.
  found.end = std::fabs(limit.power) * width() < 0.5 ? ShapeEnd::line
              : limit.power > 0                      ? ShapeEnd::beyond_high
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
  for (double k = bounds_.least_log_steepness; k < bounds_.most_log_steepness; k += 0.7) look(k);
  look(bounds_.most_log_steepness);
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
  const double steepness = std::fabs(hill), reach = plateau_reached / steepness;
  ShapeNode best;
  double best_squares = std::numeric_limits<double>::infinity();
  const double stride = 0.5 / steepness, end = points_.highest() + reach;
  for (double e = points_.lowest() - reach; e <= end; e += std::max(stride, width() / 2000)) {
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
