/// The nonlinear half of a log-logistic fit: steepness and position, searched for globally.
#pragma once

#include "venscope/dose/dose_points.hpp"
#include "venscope/dose/log_logistic.hpp"
#include "venscope/dose/plateaus.hpp"
#include "venscope/dose/shape_descent.hpp"
#include "venscope/dose/shape_kernels.hpp"
#include "venscope/dose/shape_table.hpp"

#include <cmath>
#include <cstddef>
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
/// `points` and `limits` must outlive it, `table` (made of the two, or empty) begin(). Needs two
/// positive doses.
class ShapeSearch {
public:
  ShapeSearch(const DosePoints& points, const PlateauLimits& limits, Direction direction,
              const ShapeTable& table);
  ShapeSearch(const ShapeSearch&) = delete;
  ShapeSearch& operator=(const ShapeSearch&) = delete;

  ShapeFit best();

  /// best() one shape at a time, for those who look at several curves side by side: begin(), then,
  /// as long as it is seeking, look at trial() and take() the answer, or look() alone; then
  /// found().
  void begin();
  bool seeking() const { return descent_.has_value(); }
  const ShapeNode& trial() const { return descent_->trial(); }
  void look();
  /// Only of a search that is unlimited(); what to ask is what ask() says and the trial.
  void take(const ShapeAnswer& answer, std::size_t lane);
  void ask(ShapeQuestion& question) const;
  ShapeFit found();
  /// Both plateaus are free.
  bool unlimited() const {
    return limits_.free_count() == 2 && std::isinf(limits_.lowest) && std::isinf(limits_.highest);
  }

  /// The best of the curves with this log IC50; near the shape `from` alone.
  ShapeNode at_ic50(double log_ic50);
  ShapeNode follow_ic50(double log_ic50, ShapeNode from);
  /// The least squares of the curves with this log IC50, or with this (signed) hill.
  double squares_at_ic50(double log_ic50) { return at_ic50(log_ic50).squares; }
  double squares_at_hill(double hill);

  /// Distance of the positive doses' ends, and the least distance of neighbours, in log dose.
  double width() const { return points_.highest() - points_.lowest(); }
  double gap() const { return gap_; }

private:
  void collect_nodes();
  void collect_level(double steepness, std::vector<double>& power, std::vector<double>& mirrored);
  double squares_of(std::span<const double> v, Plateaus* plateaus = nullptr) const;
  double unlimited_squares(std::span<const double> v, Plateaus* plateaus) const;
  /// Fills v_ for the point; the least squares of its shape.
  double evaluate(const ShapeNode& at, Plateaus* plateaus = nullptr);
  ShapeSlope slope(const ShapeNode& at, const Plateaus& plateaus) const;
  void next_descent();
  void move_on();
  void take(const ShapeAnswer& answer, std::size_t lane, ShapeDescent& descent,
            std::span<const ShapeNode> known) const;
  void look(ShapeDescent& descent, std::span<const ShapeNode> known);
  ShapeNode descend(const ShapeNode& from, ShapeDescent::Move move);
  void compare_far(ShapeFit& found) const;
  ShapeFit best_constant();
  void best_step(ShapeFit& found);
  void try_step(std::size_t below, std::optional<std::size_t> at, int sign, ShapeFit& found);

  const DosePoints& points_;
  const PlateauLimits& limits_;
  Direction direction_;
  const ShapeTable& table_;
  DescentBounds bounds_;
  double gap_ = 0;
  double total_ = 0;              ///< sum of squares about the mean: the measure of rounding
  double weight_ = 0, mean_ = 0;  ///< of all points
  std::vector<double> numbers_;   ///< what the next four are parts of
  std::span<double> v_, scratch_;
  std::span<double> centred_;  ///< means less mean_
  std::span<double> room_;     ///< for looks where nothing is limited
  std::vector<ShapeNode> nodes_, refined_;
  std::size_t next_ = 0;  ///< of the nodes
  std::optional<ShapeDescent> descent_;
  ShapeFit least_;  ///< of the refined ones
};

}  // namespace venscope::dose
