/// The projection of a point on a cone whose sides are found one by one.
#pragma once

#include <span>
#include <vector>

namespace venscope::survival {

double length_of(std::span<const double> vector);

/// The nearest point to `start` with a'point >= 0 for every vector a that was added, by the active
/// set of Lawson and Hanson: point = start + sum of m_k a_k, m >= 0 for those that are active, and
/// they stand at right angles to the point. Adding those that the point violates until there is
/// none projects on a cone of any number of sides. So an added vector is no combination of the
/// active ones, of which there are fewer than dimensions as long as the point is not 0.
/// Cost: O(p m^2) for each vector added, with m active ones.
/// Source: [Lawson1974]. Right by: unit/survival/cone_projection.
class ConeProjection {
public:
  explicit ConeProjection(std::vector<double> start) : start_(std::move(start)), point_(start_) {}

  /// `vector` is not 0, and its product with the point is negative.
  void add(std::vector<double> vector);
  std::span<const double> point() const { return point_; }

private:
  std::vector<double> moved(std::span<const double> multiple) const;
  std::vector<double> unbounded() const;
  bool take(std::span<const double> wanted);

  std::vector<double> start_, point_;
  std::vector<std::vector<double>> active_;  ///< of length 1
  std::vector<double> multiple_;
};

}  // namespace venscope::survival
