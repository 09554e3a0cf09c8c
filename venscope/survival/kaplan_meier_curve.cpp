#include "venscope/survival/kaplan_meier_curve.hpp"

#include "venscope/survival/curve_limits.hpp"
#include "venscope/survival/two_numbers.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {

KaplanMeierCurve::KaplanMeierCurve(LargeVector<Count> counts, ConfidenceScale scale, double z)
    : counts_(std::move(counts)), scale_(scale), z_(z) {
  reached_.reserve((counts_.size() + stride - 1) / stride);
  ProductLimit reached;
  std::size_t j = 0;
  // Divisions several at a time, then the steps one after the other: to the same bits.
  for (; j + stride <= counts_.size(); j += stride) {
    reached_.push_back(reached);
    double n_risk[stride], n_event[stride];
    for (std::size_t i = 0; i < stride; ++i) {
      n_risk[i] = counts_[j + i].n_risk;
      n_event[i] = counts_[j + i].n_event;
    }
    for (std::size_t i = 0; i < stride; i += 2) {
      const TwoNumbers n = two_at(n_risk + i), d = two_at(n_event + i), survivors = n - d;
      const TwoNumbers factors = survivors / n, terms = d / (n * survivors);
      reached.survival = reached.survival * factors[0] * factors[1];
      reached.greenwood = reached.greenwood + terms[0] + terms[1];
    }
  }
  if (j < counts_.size()) reached_.push_back(reached);
}

double KaplanMeierCurve::n_censor(std::size_t j) const {
  const std::uint32_t next = j + 1 < counts_.size() ? counts_[j + 1].n_risk : 0;
  return counts_[j].n_risk - counts_[j].n_event - next;
}

void KaplanMeierCurve::add_level(const ProductLimit& reached, KaplanMeierPoint& point) const {
  const double relative_error = std::sqrt(reached.greenwood);
  const Limits limits = curve_limits(reached.survival, relative_error, scale_, z_);
  point.survival = reached.survival;
  point.std_error = reached.survival * relative_error;
  point.lower = limits.lower;
  point.upper = limits.upper;
}

KaplanMeierPoint KaplanMeierCurve::counted(std::size_t j) const {
  ProductLimit reached = reached_[j / stride];
  for (std::size_t i = j / stride * stride; i <= j; ++i)
    reached.advance(counts_[i].n_risk, counts_[i].n_event);
  const Count& at = counts_[j];
  KaplanMeierPoint point{};
  point.time = at.time;
  point.n_risk = at.n_risk;
  point.n_event = at.n_event;
  point.n_censor = n_censor(j);
  add_level(reached, point);
  return point;
}

KaplanMeierPoint KaplanMeierCurve::operator[](std::size_t j) const {
  return counts_.empty() ? points_[j] : counted(j);
}

KaplanMeierCurve::Iterator KaplanMeierCurve::begin() const {
  return {*this, 0};
}

KaplanMeierCurve::Iterator KaplanMeierCurve::end() const {
  return {*this, size()};
}

void KaplanMeierCurve::Iterator::read() {
  if (at_ >= curve_->size()) return;
  if (curve_->counts_.empty()) {
    point_ = curve_->points_[at_];
    return;
  }
  const Count& count = curve_->counts_[at_];
  point_.time = count.time;
  point_.n_risk = count.n_risk;
  point_.n_event = count.n_event;
  point_.n_censor = curve_->n_censor(at_);
  if (at_ > 0 && count.n_event == 0) return;
  reached_.advance(count.n_risk, count.n_event);
  curve_->add_level(reached_, point_);
}

std::vector<double> KaplanMeierCurve::column(double KaplanMeierPoint::*which) const {
  std::vector<double> values;
  values.reserve(size());
  if (which == &KaplanMeierPoint::time) {
    for (const Count& count : counts_) values.push_back(count.time);
  } else if (which == &KaplanMeierPoint::n_risk) {
    for (const Count& count : counts_) values.push_back(count.n_risk);
  } else if (which == &KaplanMeierPoint::n_event) {
    for (const Count& count : counts_) values.push_back(count.n_event);
  } else if (which == &KaplanMeierPoint::n_censor) {
    for (std::size_t j = 0; j < counts_.size(); ++j) values.push_back(n_censor(j));
  } else if (which == &KaplanMeierPoint::survival) {
    ProductLimit reached;
    for (const Count& count : counts_) {
      reached.advance(count.n_risk, count.n_event);
      values.push_back(reached.survival);
    }
  } else if (!counts_.empty()) {
    for (const KaplanMeierPoint& point : *this) values.push_back(point.*which);
  }
  for (const KaplanMeierPoint& point : points_) values.push_back(point.*which);
  return values;
}

void KaplanMeierCurve::push_back(const KaplanMeierPoint& point) {
  if (!counts_.empty()) *this = std::vector<KaplanMeierPoint>(begin(), end());
  points_.push_back(point);
}

}  // namespace venscope::survival
