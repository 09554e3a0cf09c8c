/// The nonlinear half of a log-logistic fit: steepness and position, searched for globally.
#pragma once

#include "venscope/dose/dose_points.hpp"
#include "venscope/dose/log_logistic.hpp"
#include "venscope/dose/plateaus.hpp"
#include "venscope/dose/shape_table.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace venscope::dose {

enum class Direction { any, falling, rising };

/// Where the least squares lie. All but `inside` are limits: the sum of squares falls towards them
/// for ever, and no curve attains it.
enum class ShapeEnd {
  inside,       ///< a minimum
  step,         ///< the steeper the better: a jump between two doses, or through one of them
  beyond_high,  ///< the further right the better: the plateau of high doses is not in sight
  beyond_low,   ///< the plateau of low doses is not in sight
  line,         ///< neither: straight in log dose
  flat,         ///< no curve is better than a constant
};

struct ShapeFit {
  CurveParameters curve;  ///< of a limit: a curve near it, its squares within 1e-4 of theirs
  Plateaus plateaus;
  double squares = 0;  ///< sum W (mean - f)^2, without DosePoints::within; of a limit the limit's
  ShapeEnd end = ShapeEnd::flat;
  /// Log doses between which a step lies; equal: at that dose.
  double step_from = 0, step_to = 0;
  double step_dose = 0;   ///< the dose of step_to
  bool on_upper = false;  ///< of `flat`: the constant is the upper plateau, not the lower
};

/// Least squares over shapes. With v(k, e) = 1 / (1 + exp(k (x - e))) the plateaus follow in closed
/// form (variable projection [Golub1973]); what is left is a function of two numbers, looked at on
/// a grid that is as fine as its ripples (0.7 / k in e, a factor of 1.5 in k). The lowest nodes are
/// refined by Newton's method with the exact second derivatives, in (ln |k|, e).
/// The steps and the far ends are compared with what it finds.
/// Right by: twins/dose/curve (a brute-force grid), twins/dose/shape (limits out of reach).
/// `points`, `limits` and `table` (made of the two, or empty) must outlive it. Needs two positive
/// doses.
class ShapeSearch {
public:
  ShapeSearch(const DosePoints& points, const PlateauLimits& limits, Direction direction,
              const ShapeTable& table);

  ShapeFit best();
  /// The best of the curves with this log IC50; near the shape `from` alone.
  ShapeNode at_ic50(double log_ic50);
  ShapeNode follow_ic50(double log_ic50, ShapeNode from);
  /// The least squares of the curves with this log IC50, or with this (signed) hill.
  double squares_at_ic50(double log_ic50) { return at_ic50(log_ic50).squares; }
  double squares_at_hill(double hill);

  /// Distance of the positive doses' ends, and the least distance of neighbours, in log dose.
  double width() const { return width_; }
  double gap() const { return gap_; }

private:
  struct Move {
    bool steepness = true, position = true;
  };
  struct Slope {
    double gradient[2];
    double
        curvature[3];  ///< of (steepness, steepness), (steepness, position), (position, position)
  };

  void collect_nodes();
  void collect_level(double steepness, std::vector<double>& power, std::vector<double>& mirrored);
  double squares_of(std::span<const double> v, Plateaus* plateaus = nullptr) const;
  double unlimited_squares(std::span<const double> v, Plateaus* plateaus) const;
  /// Fills v_ for the point; the least squares of its shape.
  double evaluate(const ShapeNode& at, Plateaus* plateaus = nullptr);
  Slope slope(const ShapeNode& at, const Plateaus& plateaus) const;
  Slope unlimited_slope(const ShapeNode& at, const Plateaus& plateaus) const;
  /// Downhill from `at` to a minimum, or until it comes to one that is `known`, or to where the
  /// minimum beside it cannot lie below `to_beat`.
  ShapeNode descend(ShapeNode at, Move move, std::span<const ShapeNode> known, double to_beat);
  ShapeNode descend(ShapeNode at, Move move) {
    return descend(at, move, {}, std::numeric_limits<double>::infinity());
  }
  ShapeNode bounded(ShapeNode at) const;
  void compare_far(ShapeFit& found) const;
  ShapeFit best_constant();
  void best_step(ShapeFit& found);
  void try_step(std::size_t below, std::optional<std::size_t> at, int sign, ShapeFit& found);
  ShapeFit fit_of(const ShapeNode& at);

  const DosePoints& points_;
  const PlateauLimits& limits_;
  Direction direction_;
  const ShapeTable& table_;
  double width_ = 0, gap_ = 0, least_log_steepness_ = 0, most_log_steepness_ = 0;
  double total_ = 0;              ///< sum of squares about the mean: the measure of rounding
  double weight_ = 0, mean_ = 0;  ///< of all points
  bool unlimited_;                ///< both plateaus free
  std::vector<double> v_, scratch_;
  std::vector<double> centred_;  ///< means less mean_
  std::vector<ShapeNode> nodes_;
};

}  // namespace venscope::dose
