/// How strong an unmeasured confounder would have to be to explain an estimate away.
#pragma once

#include "venscope/base/problem.hpp"

namespace venscope::comparability {

/// What the estimate is. A hazard or odds ratio of a rare outcome (below 15% by the end of
/// follow-up) is taken as a risk ratio; of a common one it is first brought near to one:
///   odds ratio    sqrt(OR)
///   hazard ratio  (1 - 0.5^sqrt(HR)) / (1 - 0.5^sqrt(1 / HR))
enum class RatioKind { risk, odds_rare, odds_common, hazard_rare, hazard_common };

struct EValue {
  double risk_ratio = 1, low = 1, high = 1;  ///< the estimate and its limits on the risk scale
  double point = 1;
  double limit = 1;  ///< of the limit nearer to 1; 1 where the interval holds 1
};

/// E = RR + sqrt(RR (RR - 1)), for RR < 1 of 1 / RR: the least risk ratio that an unmeasured
/// confounder would need with both treatment and outcome, above the measured ones, to bring the
/// estimate (or the limit) to 1.
/// Problems: comparability.ratio_order unless 0 < low <= estimate <= high.
/// Source: [VanderWeele2017]; docs/methods/e-value.md.
/// Right by: published/comparability/e_value, laws/comparability/e_value.
Result<EValue> e_value(RatioKind kind, double estimate, double low, double high);

/// The risk ratio that stands for an estimate, as in RatioKind.
double approximate_risk_ratio(RatioKind kind, double estimate);

}  // namespace venscope::comparability
