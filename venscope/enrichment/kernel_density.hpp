/// Cumulative distributions of a gene over the samples, as gene set variation analysis takes them.
#pragma once

#include <span>
#include <vector>

namespace venscope::enrichment {

/// ln(F / (1 - F)) of each value under the mean of normal distributions about all values, their sd
/// a quarter of that of the values. The normal distribution is read from a table in steps of 0.001
/// up to 10, cut down to the step, as GSVA does: the scores hang on the order of genes, and
/// that on the last digits. `values` are at least two and not constant. O(n^2).
void gaussian_log_odds(std::span<const double> values, std::span<double> log_odds);

/// The same under the mean of Poisson distributions of rate value + 0.5. Values >= 0. O(n^2), and
/// O(d^2) incomplete gamma functions for d distinct values.
void poisson_log_odds(std::span<const double> values, std::span<double> log_odds);

/// The same under the empirical distribution: +infinity at the largest value. O(n log n).
void empirical_log_odds(std::span<const double> values, std::span<double> log_odds);

}  // namespace venscope::enrichment
