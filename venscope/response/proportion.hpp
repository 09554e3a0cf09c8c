/// Proportions with confidence intervals, alone and two against each other.
#pragma once

#include "venscope/base/problem.hpp"

#include <cstdint>

namespace venscope::response {

struct Interval {
  double low = 0, high = 0;
};

/// x of n. Problems of all: response.no_observations (n = 0), response.count_out_of_range (x < 0 or
/// x > n), response.confidence_level (not inside 0..1).
///
/// Wilson's score interval: the p for which (x/n - p)^2 <= z^2 p (1 - p) / n,
///   centre (x + z^2/2) / (n + z^2),  half width z sqrt(x (n - x) / n + z^2/4) / (n + z^2).
/// Exactly 0 at x = 0 and exactly 1 at x = n on that side. No continuity correction.
/// Source: [Wilson1927]. Right by: by_hand/response, reference/response/counts (R prop.test(correct
/// = FALSE)), laws/response (complement).
Result<Interval> wilson(std::int64_t x, std::int64_t n, double confidence = 0.95);

/// Clopper and Pearson's exact interval: beta quantiles, 0 at x = 0 and 1 at x = n.
/// Source: [Clopper1934]. Right by: reference/response/counts (R binom.test), twins/response.
Result<Interval> clopper_pearson(std::int64_t x, std::int64_t n, double confidence = 0.95);

/// An effect of group 1 against group 2, with its interval.
struct Effect {
  double estimate = 0;
  Interval interval;
};

/// p1 - p2 with Newcombe's hybrid score interval (method 10, built of the two Wilson intervals).
/// Source: [Newcombe1998]. Right by: published/response, reference/response/counts.
Result<Effect> risk_difference(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2,
                               double confidence = 0.95);

/// (x1/n1) / (x2/n2) with Katz's log interval. Problem response.zero_cell where x1 or x2 is 0.
Result<Effect> risk_ratio(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2,
                          double confidence = 0.95);

/// x1 (n2 - x2) / (x2 (n1 - x1)), the sample odds ratio, with Woolf's log interval. Problem
/// response.zero_cell where one of the four cells is 0. Fisher's conditional estimate differs:
/// see fisher.hpp.
Result<Effect> odds_ratio(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2,
                          double confidence = 0.95);

}  // namespace venscope::response
