/// Two proportions against each other: difference, ratio and odds ratio with their intervals.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/response/proportion.hpp"

#include <cstdint>
#include <optional>

namespace venscope::response {

/// x of n in the first group against the second.
struct TwoCounts {
  std::int64_t x1 = 0, n1 = 0, x2 = 0, n2 = 0;
};

/// N / (N - 1) times the variance, as Miettinen and Nurminen have it, or the variance as it is:
/// then the difference is Mee's, the ratio Koopman's.
enum class ScoreVariance { unbiased, plain };

/// A ratio that may not be there: absent for 0 / 0, infinite for x / 0.
struct RatioInterval {
  std::optional<double> estimate;
  Interval interval;  ///< 0 to infinity where the data say nothing
};

/// p1 - p2 = x1 / n1 - x2 / n2 with the interval of all differences that the score test does not
/// reject:
///   (p1 - p2 - d)^2 <= z^2 (r1 (1 - r1) / n1 + r2 (1 - r2) / n2) N / (N - 1),
/// r the proportions of highest likelihood with r1 - r2 = d. Both ends exist for every table; -1
/// and 1 where a group is all on one side and the other on the other. Problems of all three:
/// response.no_observations, response.count_out_of_range, response.confidence_level; of `unbiased`
/// none more (N >= 2 as both groups have somebody). Source: [Miettinen1985], [Mee1984]. Right by:
/// twins/response/two_proportions (grid), reference/response/two_proportions (R, by optimize and
/// uniroot), published/response/two_proportions, laws/response/two_proportions.
Result<Effect> score_difference(const TwoCounts& counts, double confidence = 0.95,
                                ScoreVariance variance = ScoreVariance::unbiased);

/// p1 / p2, of (p1 - f p2)^2 <= z^2 (r1 (1 - r1) / n1 + f^2 r2 (1 - r2) / n2) N / (N - 1),
/// r1 = f r2. 0 below where x1 = 0, infinite above where x2 = 0.
/// Source: [Miettinen1985], [Koopman1984].
Result<RatioInterval> score_ratio(const TwoCounts& counts, double confidence = 0.95,
                                  ScoreVariance variance = ScoreVariance::unbiased);

/// x1 (n2 - x2) / (x2 (n1 - x1)), of
///   (n1 (p1 - r1))^2 (1 / (n1 r1 (1 - r1)) + 1 / (n2 r2 (1 - r2))) (N - 1) / N <= z^2,
/// r1 / (1 - r1) = f r2 / (1 - r2). 0 below where x1 = 0 or x2 = n2, infinite above where x2 = 0 or
/// x1 = n1.
/// Source: [Miettinen1985].
Result<RatioInterval> score_odds_ratio(const TwoCounts& counts, double confidence = 0.95,
                                       ScoreVariance variance = ScoreVariance::unbiased);

/// Of the odds ratio given both margins: the exact interval inverted with half the probability of
/// the observed table (Fisher's whole one is fisher.hpp's). Its coverage is near the nominal, not
/// above it. Source: [Lancaster1961], [Hirji1991].
Result<Interval> mid_p_odds_interval(const TwoCounts& counts, double confidence = 0.95);

/// All of them, and the classical ones where no cell is empty.
struct TwoProportions {
  TwoCounts counts;
  double difference = 0;
  std::optional<double> ratio, odds_ratio;  ///< absent for 0 / 0, infinite for x / 0
  Interval newcombe, miettinen_nurminen;    ///< of the difference
  Interval ratio_score;                     ///< Miettinen and Nurminen's
  std::optional<Interval> katz;             ///< absent where x1 or x2 is 0
  Interval odds_score;                      ///< Miettinen and Nurminen's
  std::optional<Interval> woolf;            ///< absent where a cell is 0
  std::optional<double> conditional_odds_ratio;
  Interval cornfield;  ///< exact, given the margins: Fisher's
  Interval mid_p;      ///< of the odds ratio, given the margins
};

Result<TwoProportions> two_proportions(const TwoCounts& counts, double confidence = 0.95);

}  // namespace venscope::response
