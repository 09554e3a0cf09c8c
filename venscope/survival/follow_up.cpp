#include "venscope/survival/follow_up.hpp"

#include <algorithm>
#include <limits>

namespace venscope::survival {

Result<FollowUp> follow_up(const endpoint::Outcomes& outcomes, std::span<const double> weights,
                           const KaplanMeierOptions& options) {
  endpoint::Outcomes reversed = outcomes;
  for (std::int32_t& event : reversed.event) event = event == 0;
  auto curve = kaplan_meier(reversed, weights, options);
  if (!curve) return failure(std::move(curve.error()));

  FollowUp result;
  result.median = median(*curve);
  result.curve = std::move(*curve);
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!weights.empty() && weights[i] == 0.0) continue;
    low = std::min(low, outcomes.time[i]);
    high = std::max(high, outcomes.time[i]);
  }
  if (low <= high) {
    result.shortest = low;
    result.longest = high;
  }
  return result;
}

}  // namespace venscope::survival
