/// Tests of means: Student's and Welch's t, classical and Welch's analysis of variance.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/response/proportion.hpp"
#include "venscope/response/rank_test.hpp"

#include <cstdint>
#include <span>

namespace venscope::response {

enum class Variances { unequal, equal };

struct TTest {
  double statistic = 0;
  double df = 0;
  double p = 1;           ///< two-sided
  double difference = 0;  ///< mean of x minus mean of y
  Interval interval;      ///< of the difference
};

/// t = (mean x - mean y) / s. Unequal variances (Welch): s^2 = vx/m + vy/n and Satterthwaite's df
///   (vx/m + vy/n)^2 / ((vx/m)^2 / (m - 1) + (vy/n)^2 / (n - 1));
/// equal (Student): s^2 = pooled variance (1/m + 1/n), df = m + n - 2.
/// Problems: response.too_few (fewer than 2 values in a group; for equal variances fewer than 1 and
/// 3 together), response.missing_value, response.constant (no variation beyond rounding: R's rule,
/// s < 10 eps max(|mean x|, |mean y|)), response.confidence_level.
/// Source: [Student1908], [Welch1947]. Right by: reference/response/values (R t.test).
Result<TTest> t_test(std::span<const double> x, std::span<const double> y,
                     Variances variances = Variances::unequal, double confidence = 0.95);

/// One-way analysis of variance of k groups; group[i] negative: left out; empty groups are left
/// out. Equal variances: F = (sum n_g (m_g - m)^2 / (k - 1)) / (sum of squares within / (N - k)).
/// Unequal (Welch 1951), with w_g = n_g / v_g, W = sum w_g, m = sum w_g m_g / W and
/// h = sum (1 - w_g/W)^2 / (n_g - 1) / (k^2 - 1):
///   F = sum w_g (m_g - m)^2 / ((k - 1) (1 + 2 (k - 2) h)),  df2 = 1 / (3 h).
/// Problems: response.one_group, response.too_few (a group of one; for equal variances N <= k),
/// response.missing_value, response.constant (a variance is zero).
/// Right by: reference/response/values (R oneway.test).
Result<GroupTest> one_way_anova(std::span<const double> values, std::span<const std::int32_t> group,
                                std::size_t k, Variances variances = Variances::unequal);

}  // namespace venscope::response
