/// Newton's method downhill from a shape, one point at a time.
#pragma once

#include "venscope/dose/plateaus.hpp"
#include "venscope/dose/shape_table.hpp"

#include <limits>
#include <span>

namespace venscope::dose {

/// A plateau counts as reached where |hill (x - log IC50)| passes this: 1 - v is then below 2e-4,
/// and what the curve lacks of its limit below that share.
inline constexpr double plateau_reached = 9;

/// What a descent knows of its curve.
struct DescentBounds {
  double lowest = 0, highest = 0;  ///< positive log doses
  double least_log_steepness = 0, most_log_steepness = 0;
  double width = 0;       ///< of the doses
  double negligible = 0;  ///< what rounding makes of a sum of squares
  bool smooth = false;    ///< no limit on a plateau: no kinks
};

/// How half of the sum of squares moves with (ln steepness, log IC50).
struct ShapeSlope {
  double steepness;
  double gradient[2];
  double curvature[3];  ///< of (steepness, steepness), (steepness, position), (position, position)
};

/// For those who follow several curves side by side: as long as it is not done, look at `trial()`
/// and take() what is found there; where that is true, turn() by the slope there. Goes downhill to
/// a minimum, or until it comes to one that is known, or to where the minimum beside it cannot lie
/// below `to_beat`. `bounds` must outlive it.
/// Right by: twins/dose/curve (the global minimum by a fine grid), unit/dose/shape_kernels.
class ShapeDescent {
public:
  struct Move {
    bool steepness = true, position = true;
  };

  ShapeDescent(const ShapeNode& from, Move move, const DescentBounds& bounds,
               double to_beat = std::numeric_limits<double>::infinity())
      : bounds_(&bounds), move_(move), to_beat_(to_beat), at_(from), trial_(from) {}

  bool done() const { return done_; }
  const ShapeNode& trial() const { return trial_; }
  bool take(double squares, const Plateaus& plateaus, std::span<const ShapeNode> known);
  void turn(const ShapeSlope& slope);

  /// Where it is, and the plateaus there; not those of a minimum that was known.
  const ShapeNode& at() const { return at_; }
  const Plateaus& plateaus() const { return plateaus_; }

private:
  bool arrive(const Plateaus& plateaus, std::span<const ShapeNode> known);
  void propose();
  void bound();

  const DescentBounds* bounds_;
  Move move_;
  double to_beat_;
  ShapeNode at_, trial_;
  Plateaus plateaus_;
  double step_[2] = {}, share_ = 1, promise_ = 0;
  int turns_ = 0, halvings_ = 0;
  bool begun_ = false, settled_ = false, last_ = false, done_ = false;
};

}  // namespace venscope::dose
