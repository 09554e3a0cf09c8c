/// Survival of two arms at a fixed time.
#pragma once

#include "venscope/survival/contrast.hpp"
#include "venscope/survival/kaplan_meier.hpp"

namespace venscope::survival {

/// Second arm against the first, the reference, at `time`.
struct Milestone {
  double time = 0;
  /// Each arm at the time; survival, error and limits are NaN beyond the last time of an arm whose
  /// curve has not reached 0.
  KaplanMeierPoint reference, compared;
  Contrast difference;    ///< S_1 - S_0, Klein's plain test
  Contrast hazard_ratio;  ///< log S_1 / log S_0, of the cumulative hazards; test on its log scale
};

/// With V_g Greenwood's variance of S_g(t):
///   plain:   S_1 - S_0, variance V_1 + V_0
///   cloglog: log(-log S_1) - log(-log S_0), variance sum_g V_g / (S_g log S_g)^2
/// Klein et al. found the second to hold its level best in small samples. It is undefined where an
/// arm's survival is 0 or 1 there; the plain one where both have no variance. Needs non-empty
/// curves. Source: [Klein2007]; docs/methods/milestone.md. Right by: by_hand/survival/arms,
/// laws/survival/arms, reference/survival/arms (R).
Milestone compare_at(const KaplanMeier& reference, const KaplanMeier& compared, double time,
                     double level = 0.95);

}  // namespace venscope::survival
