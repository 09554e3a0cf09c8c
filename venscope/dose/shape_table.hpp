/// The shapes that a search looks at first, made once for all curves tested at the same doses.
#pragma once

#include "venscope/dose/dose_points.hpp"
#include "venscope/dose/plateaus.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::dose {

/// Of the grid: between neighbours in log IC50, in units of 1 / hill; and in steepness.
inline constexpr double grid_stride = 0.7, grid_ratio = 1.5;

/// What is on the stack up to so many doses (few.hpp).
inline constexpr std::size_t few_doses = 24;

/// One node of the grid and the least squares of its shape.
struct ShapeNode {
  double log_steepness = 0, log_ic50 = 0;
  int sign = 1;  ///< of the hill
  double squares = 0;
};

/// Where the parabola turns that goes through a node and its neighbours, both on one side of it: a
/// sum of squares moves smoothly with the IC50, and nodes are so far apart that their own sums can
/// hide a basin.
struct Turn {
  double at = 0, value = 0;  ///< `at` in steps from the node, within half a step
};
Turn turn_between(double before, double here, double after);

/// With at least one free plateau and no limits the least squares of a shape are
///   sum w z^2 - (sum a z)^2,
/// z the means less what is fixed of them, a the unit vector of the shape: so a curve costs one
/// product per node and dose. Empty (`usable()` false) where both plateaus are fixed or limited.
class ShapeTable {
public:
  ShapeTable() = default;
  ShapeTable(const DosePoints& points, const PlateauLimits& limits);

  bool usable() const { return !levels_.empty(); }
  /// Made for these doses and weights.
  bool fits(const DosePoints& points) const {
    return usable() && points.log_dose == log_dose_ && points.weight == weight_;
  }
  /// Appends the minima along log IC50 of each steepness, between nodes by turn_between(); those
  /// whose sign is not wanted left out.
  void minima(const DosePoints& points, const PlateauLimits& limits, bool falling, bool rising,
              std::vector<ShapeNode>& nodes) const;

private:
  struct Level {
    double log_steepness, first, step;  ///< log IC50 of the first node, and between nodes
    std::size_t nodes, at;              ///< `at`: its first node
  };
  void fill(const Level& level, const DosePoints& points, const PlateauLimits& limits);
  void products(const std::vector<double>& table, std::span<const double> z,
                std::span<double> product) const;

  std::vector<double> log_dose_, weight_;
  std::vector<Level> levels_;
  bool two_signs_ = false;  ///< a fixed plateau: falling and rising shapes are two families
  std::size_t nodes_ = 0;
  std::vector<double> falling_, rising_;  ///< dose by dose, all nodes together
};

/// Leaves of `nodes` those where no neighbour of the next steepness lies lower, lowest first.
void keep_local_minima(std::vector<ShapeNode>& nodes);

}  // namespace venscope::dose
