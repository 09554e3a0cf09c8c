#include "venscope/response/two_proportions.hpp"

#include "venscope/response/contingency.hpp"
#include "venscope/response/fisher.hpp"

#include <limits>

namespace venscope::response {

Result<TwoProportions> two_proportions(const TwoCounts& counts, double confidence) {
  const auto [x1, n1, x2, n2] = counts;
  const auto newcombe = risk_difference(x1, n1, x2, n2, confidence);
  if (!newcombe) return tl::unexpected(newcombe.error());
  const RatioInterval ratio = *score_ratio(counts, confidence);
  const RatioInterval odds = *score_odds_ratio(counts, confidence);
  TwoProportions result;
  result.counts = counts;
  result.difference = newcombe->estimate;
  result.newcombe = newcombe->interval;
  result.miettinen_nurminen = score_difference(counts, confidence)->interval;
  result.ratio = ratio.estimate;
  result.ratio_score = ratio.interval;
  if (const auto katz = risk_ratio(x1, n1, x2, n2, confidence)) result.katz = katz->interval;
  result.odds_ratio = odds.estimate;
  result.odds_score = odds.interval;
  if (const auto woolf = odds_ratio(x1, n1, x2, n2, confidence)) result.woolf = woolf->interval;
  const auto exact =
      fisher(make_table(2, 2, {x1, n1 - x1, x2, n2 - x2}), {.confidence = confidence});
  if (!exact) return tl::unexpected(exact.error());
  result.conditional_odds_ratio = exact->odds_ratio;
  result.cornfield = {exact->conf_low.value_or(0),
                      exact->conf_high.value_or(std::numeric_limits<double>::infinity())};
  result.mid_p = *mid_p_odds_interval(counts, confidence);
  return result;
}

}  // namespace venscope::response
