/// Maximally selected rank statistics: the best of many cut points, and what that choice costs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::derivation {

/// A marker's distinct values in ascending order, with how many patients have each and the sum of
/// their rank scores (log-rank scores, or any).
struct ScoredValue {
  double value = 0;
  double patients = 0;
  double score = 0;
};

/// One cut point: those with a value up to `cut` against the rest.
struct MaximalRank {
  double statistic = 0;       ///< the largest |T|
  double cut = 0;             ///< the largest value of the lower group
  std::vector<double> below;  ///< of every cut point looked at: patients in the lower group, m_k
};

/// The largest of
///   T_m = (sum of the scores of the m lowest - m mean) / sqrt(m (N - m) / (N (N - 1)) SS)
/// over the cut points with max(1, floor(N least)) <= m <= floor(N (1 - least)), SS the sum of
/// squared scores less their mean, `squares`. T_m has mean 0 and variance 1 where scores and values
/// have nothing to do with each other. With log-rank scores: a log-rank test at every cut point, in
/// its permutation form. `below` is empty where there is no cut point.
/// As maxstat of R's package maxstat. Source: [Lausen1992], [Hothorn2003].
/// Right by: reference/derivation/maximal_rank, twins/derivation/cut_points.
MaximalRank maximal_rank(std::span<const ScoredValue> values, double squares, double least);

/// P(max |T| > statistic) for one cut point chosen among many, patients N, under no association:
///  - by the limit, a Brownian bridge between shares `least` and 1 - `least` [Miller1982],
///    [Lausen1992]; never below 0
double p_of_bridge(double statistic, double least);
///  - at most, from pairs of neighbouring cut points: an improved Bonferroni bound [Lausen1994]
double p_by_pairs(double statistic, double patients, std::span<const double> below);
///  - of the joint normal distribution with the covariances of T at these very cut points,
///    corr(T_k, T_l) = sqrt(m_k (N - m_l) / (m_l (N - m_k))) for m_k < m_l. That is a Markov chain,
///    so the integral over all cut points is a sequence of integrals over one variable each, exact
///    to 1e-8 where R integrates by Monte Carlo (maxstat's exactGauss).
double p_of_normal(double statistic, double patients, std::span<const double> below);

/// Two cut points, three groups.
struct MaximalPair {
  double statistic = 0;      ///< the largest rank chi-squared with 2 degrees of freedom
  double low = 0, high = 0;  ///< the largest value of the lowest and of the middle group
  bool found = false;
};

/// The largest of (N - 1) / SS sum_g n_g (mean score of g - mean)^2 over all pairs of cut points
/// that leave max(1, floor(N least)) patients or more in each of three groups. Cost O(k^2), k
/// distinct values.
MaximalPair maximal_pair(std::span<const ScoredValue> values, double squares, double least);

}  // namespace venscope::derivation
