#include "venscope/dose/far_limit.hpp"

#include <cmath>
#include <limits>
#include <vector>

namespace venscope::dose {

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

class PowerFit {
public:
  /// `up`: the response moves up where dose^power does.
  PowerFit(const DosePoints& points, const PlateauLimits& limits, bool up)
      : points_(points), limits_(limits), up_(up), v_(points.size()) {}

  double squares(double power) {
    const double origin = power > 0 ? points_.highest() : points_.lowest();
    const double width = points_.highest() - points_.lowest();
    for (std::size_t j = 0; j < v_.size(); ++j) {
      const double x = points_.log_dose[j];
      const double u = power == 0 ? (x - points_.lowest()) / width : std::exp(power * (x - origin));
      v_[j] = up_ ? u : 1 - u;
    }
    const Plateaus found = fit_plateaus(v_, points_.mean, points_.weight, limits_);
    double sum = 0;
    for (std::size_t j = 0; j < v_.size(); ++j) {
      const double r = points_.mean[j] - found.lower - (found.upper - found.lower) * v_[j];
      sum += points_.weight[j] * r * r;
    }
    return sum;
  }

private:
  const DosePoints& points_;
  const PlateauLimits& limits_;
  bool up_;
  std::vector<double> v_;
};

/// The least along powers of one sign, by a walk and the golden section.
void search(PowerFit& fit, double sign, double width, double gap, FarLimit& best) {
  constexpr double ratio = 1.4, golden = 0.6180339887498949;
  double least = inf, at = 0;
  for (double p = 0.01 / width; p < 40 / gap; p *= ratio)
    if (const double squares = fit.squares(sign * p); squares < least) {
      least = squares;
      at = std::log(p);
    }
  double low = at - std::log(ratio), high = at + std::log(ratio);
  const auto value = [&](double log_power) { return fit.squares(sign * std::exp(log_power)); };
  double a = high - golden * (high - low), b = low + golden * (high - low);
  double at_a = value(a), at_b = value(b);
  for (int k = 0; k < 30; ++k) {
    if (at_a < at_b) {
      high = b;
      b = a;
      at_b = at_a;
      at_a = value(a = high - golden * (high - low));
    } else {
      low = a;
      a = b;
      at_a = at_b;
      at_b = value(b = low + golden * (high - low));
    }
  }
  const double found = std::fmin(at_a, at_b);
  if (found < best.squares) best = {found, sign * std::exp((low + high) / 2)};
}

}  // namespace

FarLimit far_limit(const DosePoints& points, const PlateauLimits& limits, bool falling,
                   bool rising) {
  FarLimit best{inf, 0};
  const double width = points.highest() - points.lowest();
  double gap = width;
  for (std::size_t j = points.zero() + 1; j < points.size(); ++j)
    gap = std::fmin(gap, points.log_dose[j] - points.log_dose[j - 1]);
  const bool lower_loose = !limits.lower && std::isinf(limits.lowest),
             upper_loose = !limits.upper && std::isinf(limits.highest);
  for (const bool up : {true, false}) {
    // dose^power moves the response away from the plateau that is seen, to the one that is not.
    if (!(up ? upper_loose : lower_loose)) continue;
    PowerFit fit(points, limits, up);
    if (up ? rising : falling) search(fit, 1, width, gap, best);
    if (points.zero() > 0) continue;
    if (up ? falling : rising) search(fit, -1, width, gap, best);
    if (lower_loose && upper_loose && (up ? rising : falling))
      if (const double squares = fit.squares(0); squares < best.squares) best = {squares, 0};
  }
  return best;
}

}  // namespace venscope::dose
