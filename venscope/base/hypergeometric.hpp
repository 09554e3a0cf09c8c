/// The noncentral hypergeometric distribution: the first cell of a 2 x 2 table given its margins.
#pragma once

#include <cstdint>
#include <vector>

namespace venscope {

/// X of `draws` from `white` white and `black` black balls are white, where white ones are drawn
/// with odds exp(theta) against black ones (Fisher's distribution):
///   P(X = k) = C(white, k) C(black, draws - k) exp(theta k) / normaliser,  lowest <= k <= highest.
///
/// Weights are built outwards from the mode by the ratio of neighbours, so that no log gamma is
/// taken: a probability has its digits however far in the tail it lies (down to 1e-300).
/// Right by: reference/base/discrete (R phyper), twins/response/fisher (every table).
class Hypergeometric {
public:
  Hypergeometric(std::int64_t white, std::int64_t black, std::int64_t draws);

  std::int64_t lowest() const { return lowest_; }
  std::int64_t highest() const { return highest_; }

  /// All of P(X = k), k = lowest..highest, at theta = 0.
  std::vector<double> probabilities() const;

  /// What root finding in theta needs, all from one pass: E(X) - x, Var(X), the tails P(X <= x) and
  /// P(X >= x), and the derivatives of their logarithms, E(X | tail) - E(X).
  struct Moments {
    double mean_minus_x = 0, variance = 0;
    double lower = 0, upper = 0;
    double lower_log_slope = 0, upper_log_slope = 0;
  };
  Moments moments(double theta, std::int64_t x) const;

private:
  /// P(X = k + 1) / P(X = k) at theta = 0.
  double ratio(std::int64_t k) const;
  std::int64_t mode(double odds) const;

  std::int64_t white_, black_, draws_, lowest_, highest_;
};

}  // namespace venscope
