/// How many columns that have nothing to do with the outcome stability selection picks at most, on
/// average.
#pragma once

#include <cstddef>
#include <optional>

namespace venscope::survival {

/// What is assumed of the columns that are seldom selected.
enum class StabilityAssumption : unsigned char {
  exchangeable,  ///< Meinshausen and Bühlmann: noise columns are alike, selection no worse than
                 ///< chance
  unimodal,      ///< Shah and Samworth: the share of pairs that select such a column has one mode
  r_concave      ///< and falls off as -1/2-concave (pairs) and -1/4-concave (halves)
};

/// The bound on the expected number of falsely selected columns where each half selects q of p
/// columns and those selected in at least `threshold` of the halves are taken; with theta = q / p,
///
///   exchangeable  q^2 / ((2 threshold - 1) p)
///   unimodal      C q^2 / p,  C = 1 / (2 (2 threshold - 1 - 1/(2 pairs))) up to 3/4, and
///                 4 (1 - threshold + 1/(2 pairs)) / (1 + 1/pairs) above
///   r_concave     p min{ D(theta^2, 2 threshold - 1, pairs, -1/2), D(theta, threshold, 2 pairs,
///                 -1/4) }, D the largest tail of such a distribution with that mean
///
/// Never more than q. None where the threshold is not above 1/2, or outside what the theorem
/// covers. The second and third hold for complementary pairs. Source: [Meinshausen2010],
/// [Shah2013]. Right by: laws/survival/stability.
std::optional<double> false_selections(StabilityAssumption assumption, double q, double p,
                                       double threshold, std::size_t pairs);

/// P(X >= t / B) at its largest over r-concave distributions on {0, 1/B, …, 1} with mean `mean`,
/// r = -1/s; t of 1 … B.
double largest_concave_tail(double mean, std::size_t t, std::size_t b, double s);

}  // namespace venscope::survival
