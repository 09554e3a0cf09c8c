#include "venscope/expression/least_squares.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace venscope::expression {
namespace {

constexpr double collinear = 1e-7;
constexpr double not_estimable = std::numeric_limits<double>::quiet_NaN();

double norm_from(std::span<const double> column, std::size_t first) {
  double sum = 0.0;
  for (std::size_t i = first; i < column.size(); ++i) sum += column[i] * column[i];
  return std::sqrt(sum);
}

}  // namespace

void LeastSquares::move_to_end(std::size_t place, std::size_t last) {
  for (std::size_t j = place; j < last; ++j) {
    std::swap_ranges(factor_.column(j).begin(), factor_.column(j).end(),
                     factor_.column(j + 1).begin());
    std::swap(pivot_[j], pivot_[j + 1]);
    std::swap(norm_[j], norm_[j + 1]);
    std::swap(original_[j], original_[j + 1]);
  }
}

void LeastSquares::reflect(std::size_t place) {
  const std::span<double> column = factor_.column(place);
  const double length = norm_from(column, place);
  head_[place] = 0.0;
  if (place + 1 >= column.size() || length == 0.0) return;
  // v = x / |x|, with 1 added to its first element; x itself becomes -|x| e1.
  const double signed_length = std::copysign(length, column[place]);
  for (std::size_t i = place; i < column.size(); ++i) column[i] /= signed_length;
  column[place] += 1.0;
  for (std::size_t j = place + 1; j < factor_.columns; ++j) {
    const std::span<double> other = factor_.column(j);
    double product = 0.0;
    for (std::size_t i = place; i < other.size(); ++i) product += column[i] * other[i];
    product /= column[place];
    for (std::size_t i = place; i < other.size(); ++i) other[i] -= product * column[i];
    norm_[j] = norm_from(other, place + 1);
  }
  head_[place] = column[place];
  column[place] = -signed_length;
}

void LeastSquares::factor(const Matrix& design) {
  factor_ = design;
  const std::size_t p = design.columns;
  head_.assign(p, 0.0);
  norm_.resize(p);
  original_.resize(p);
  pivot_.resize(p);
  std::iota(pivot_.begin(), pivot_.end(), std::size_t{0});
  for (std::size_t j = 0; j < p; ++j) {
    norm_[j] = norm_from(design.column(j), 0);
    original_[j] = norm_[j] == 0.0 ? 1.0 : norm_[j];
  }
  std::size_t kept = p;
  for (std::size_t place = 0; place < std::min(kept, design.rows); ++place) {
    while (place < kept && norm_[place] < original_[place] * collinear) move_to_end(place, --kept);
    if (place < kept) reflect(place);
  }
  rank_ = std::min(kept, design.rows);
}

void LeastSquares::effects(std::span<double> y) const {
  for (std::size_t k = 0; k < rank_; ++k) {
    if (head_[k] == 0.0) continue;
    const std::span<const double> column = factor_.column(k);
    double product = head_[k] * y[k];
    for (std::size_t i = k + 1; i < y.size(); ++i) product += column[i] * y[i];
    product /= head_[k];
    y[k] -= product * head_[k];
    for (std::size_t i = k + 1; i < y.size(); ++i) y[i] -= product * column[i];
  }
}

void LeastSquares::coefficients(std::span<const double> effects, std::span<double> beta) const {
  std::fill(beta.begin(), beta.end(), not_estimable);
  for (std::size_t k = rank_; k-- > 0;) {
    double value = effects[k];
    for (std::size_t j = k + 1; j < rank_; ++j) value -= factor_(k, j) * beta[pivot_[j]];
    beta[pivot_[k]] = value / factor_(k, k);
  }
}

void LeastSquares::unscaled(std::span<double> deviation) const {
  std::fill(deviation.begin(), deviation.end(), not_estimable);
  for (std::size_t k = 0; k < rank_; ++k) deviation[pivot_[k]] = 0.0;
  // R^-1 column by column: the squares of its rows add up to the diagonal of (R'R)^-1.
  std::vector<double> column(rank_);
  for (std::size_t c = 0; c < rank_; ++c) {
    for (std::size_t k = c + 1; k-- > 0;) {
      double value = k == c ? 1.0 : 0.0;
      for (std::size_t j = k + 1; j <= c; ++j) value -= factor_(k, j) * column[j];
      column[k] = value / factor_(k, k);
      deviation[pivot_[k]] += column[k] * column[k];
    }
  }
  for (std::size_t k = 0; k < rank_; ++k) deviation[pivot_[k]] = std::sqrt(deviation[pivot_[k]]);
}

Matrix LeastSquares::inverse() const {
  Matrix upper(rank_, rank_);
  for (std::size_t c = 0; c < rank_; ++c)
    for (std::size_t k = c + 1; k-- > 0;) {
      double value = k == c ? 1.0 : 0.0;
      for (std::size_t j = k + 1; j <= c; ++j) value -= factor_(k, j) * upper(j, c);
      upper(k, c) = value / factor_(k, k);
    }
  Matrix inverse(factor_.columns, factor_.columns, not_estimable);
  for (std::size_t a = 0; a < rank_; ++a)
    for (std::size_t b = 0; b < rank_; ++b) {
      double sum = 0.0;
      for (std::size_t c = std::max(a, b); c < rank_; ++c) sum += upper(a, c) * upper(b, c);
      inverse(pivot_[a], pivot_[b]) = sum;
    }
  return inverse;
}

Matrix LeastSquares::orthonormal() const {
  Matrix q(factor_.rows, rank_);
  for (std::size_t c = 0; c < rank_; ++c) {
    const std::span<double> column = q.column(c);
    column[c] = 1.0;
    for (std::size_t k = rank_; k-- > 0;) {
      if (head_[k] == 0.0) continue;
      double product = head_[k] * column[k];
      for (std::size_t i = k + 1; i < column.size(); ++i) product += factor_(i, k) * column[i];
      product /= head_[k];
      column[k] -= product * head_[k];
      for (std::size_t i = k + 1; i < column.size(); ++i) column[i] -= product * factor_(i, k);
    }
  }
  return q;
}

}  // namespace venscope::expression
