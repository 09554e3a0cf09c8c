/// The points of a Kaplan-Meier curve.
#pragma once

#include "venscope/base/large_pages.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <utility>
#include <vector>

namespace venscope::survival {

/// Scale on which the confidence interval of S(t) is symmetric (R's conf.type).
enum class ConfidenceScale { log, log_log, plain, none };

/// One row per distinct time of the group, event or not (as R's survfit).
/// NaN where undefined: std_error by Greenwood once S = 0; limits where the scale has none (log at
/// S = 0, log-log also at S = 1, always without a scale).
struct KaplanMeierPoint {
  double time;
  double n_risk, n_event, n_censor;  ///< weighted counts; at risk just before the time
  double survival;
  double std_error;  ///< of S(t) itself
  double lower, upper;
};

/// What the product limit has reached; `greenwood` is sum d / (n (n - d)).
struct ProductLimit {
  double survival = 1.0;
  double greenwood = 0.0;

  /// Needs n_risk > 0; no event changes nothing, not even by rounding.
  void advance(double n_risk, double n_event) {
    const double survivors = n_risk - n_event;
    survival *= survivors / n_risk;
    greenwood += n_event / (n_risk * survivors);
  }
};

/// A sequence of points in ascending time, read by value. Where every row counts once, from the
/// start, and errors are Greenwood's, it keeps sixteen bytes a point, the counts, and what the
/// product has reached at every 32nd: the points follow from these when they are read, each time to
/// the same bits. Any other points are kept as they are.
/// Cost: a point of its own, some 32 steps of the product; one after the other, a step each, and
/// the limits at events.
/// Right by: unit/survival/kaplan_meier_curve, twins/survival/whole_counts (points made one by
/// one).
class KaplanMeierCurve {
public:
  /// A time of a group without weights; `n_risk` falls to the next one's by events and censorings,
  /// after the last to 0.
  struct Count {
    double time;
    std::uint32_t n_risk, n_event;
  };
  class Iterator;

  KaplanMeierCurve() = default;
  KaplanMeierCurve(std::vector<KaplanMeierPoint> points) : points_(std::move(points)) {}  // NOLINT
  KaplanMeierCurve(std::initializer_list<KaplanMeierPoint> points) : points_(points) {}
  /// Limits on that scale, z of a two-sided interval (curve_limits.hpp).
  KaplanMeierCurve(LargeVector<Count> counts, ConfidenceScale scale, double z);

  std::size_t size() const { return counts_.size() + points_.size(); }
  bool empty() const { return size() == 0; }
  KaplanMeierPoint operator[](std::size_t j) const;
  KaplanMeierPoint front() const { return (*this)[0]; }
  KaplanMeierPoint back() const { return (*this)[size() - 1]; }
  Iterator begin() const;
  Iterator end() const;

  /// One of the numbers, of all points: less work than all numbers where that is enough.
  std::vector<double> column(double KaplanMeierPoint::*which) const;

  /// Behind the last; the curve then keeps points as they are.
  void push_back(const KaplanMeierPoint& point);

private:
  static constexpr std::size_t stride = 32;

  KaplanMeierPoint counted(std::size_t j) const;
  void add_level(const ProductLimit& reached, KaplanMeierPoint& point) const;
  double n_censor(std::size_t j) const;

  LargeVector<Count> counts_;
  std::vector<ProductLimit> reached_;  ///< before every 32nd count
  ConfidenceScale scale_ = ConfidenceScale::none;
  double z_ = 0;
  std::vector<KaplanMeierPoint> points_;  ///< where there are no counts
};

/// Goes over the points; what holds between events is worked out once.
class KaplanMeierCurve::Iterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = KaplanMeierPoint;
  using difference_type = std::ptrdiff_t;
  using pointer = const KaplanMeierPoint*;
  using reference = const KaplanMeierPoint&;

  Iterator() = default;
  Iterator(const KaplanMeierCurve& curve, std::size_t at) : curve_(&curve), at_(at) { read(); }
  /// Until the iterator moves on.
  const KaplanMeierPoint& operator*() const { return point_; }
  const KaplanMeierPoint* operator->() const { return &point_; }
  Iterator& operator++() {
    ++at_;
    read();
    return *this;
  }
  Iterator operator++(int) { return std::exchange(*this, ++Iterator(*this)); }
  bool operator==(const Iterator& other) const { return at_ == other.at_; }

private:
  void read();

  const KaplanMeierCurve* curve_ = nullptr;
  std::size_t at_ = 0;
  ProductLimit reached_;
  KaplanMeierPoint point_{};
};

}  // namespace venscope::survival
