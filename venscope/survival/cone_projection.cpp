#include "venscope/survival/cone_projection.hpp"

#include "venscope/base/cholesky.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace venscope::survival {

double length_of(std::span<const double> vector) {
  return std::sqrt(std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0));
}

void ConeProjection::add(std::vector<double> vector) {
  const double length = length_of(vector);
  for (double& value : vector) value /= length;
  active_.push_back(std::move(vector));
  multiple_.push_back(0);
  while (!take(unbounded())) {
  }
  point_ = moved(multiple_);
}

std::vector<double> ConeProjection::moved(std::span<const double> multiple) const {
  std::vector<double> at = start_;
  for (std::size_t k = 0; k < active_.size(); ++k)
    for (std::size_t j = 0; j < at.size(); ++j) at[j] += multiple[k] * active_[k][j];
  return at;
}

/// The multiples that put the point at right angles to all active vectors, whatever their signs.
/// Solved three times, because the products of near-parallel vectors lose half of the digits.
std::vector<double> ConeProjection::unbounded() const {
  const std::size_t m = active_.size();
  const auto product = [](std::span<const double> a, std::span<const double> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
  };
  Matrix products(m, m);
  for (std::size_t a = 0; a < m; ++a)
    for (std::size_t b = a; b < m; ++b) products(b, a) = product(active_[a], active_[b]);
  const Cholesky factor = factorise(products, 1e-15);
  std::vector<double> multiple(m), left(m);
  for (int turn = 0; turn < 3; ++turn) {
    const std::vector<double> at = moved(multiple);
    for (std::size_t k = 0; k < m; ++k) left[k] = -product(active_[k], at);
    factor.solve(left);
    for (std::size_t k = 0; k < m; ++k) multiple[k] += left[k];
  }
  return multiple;
}

/// Goes towards these multiples as far as none becomes negative; false where those that became 0
/// were given up on the way.
bool ConeProjection::take(std::span<const double> wanted) {
  double part = 1;
  for (std::size_t k = 0; k < wanted.size(); ++k)
    if (wanted[k] <= 0) part = std::min(part, multiple_[k] / (multiple_[k] - wanted[k]));
  std::size_t kept = 0;
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    const double value = multiple_[k] + part * (wanted[k] - multiple_[k]);
    if (wanted[k] <= 0 && value <= 1e-14 * (multiple_[k] - wanted[k])) continue;
    if (kept != k) active_[kept] = std::move(active_[k]);
    multiple_[kept++] = value;
  }
  const bool all = kept == active_.size();
  active_.resize(kept);
  multiple_.resize(kept);
  return all;
}

}  // namespace venscope::survival
