/// Median follow-up by the reverse Kaplan-Meier estimator.
#pragma once

#include "venscope/survival/kaplan_meier.hpp"

namespace venscope::survival {

/// How long patients were followed: the curve of the time to censoring, in which the events are the
/// censored ones, and its median with limits. Those who had the event would have been followed
/// longer; they are censored at it.
struct FollowUp {
  KaplanMeier curve;
  SurvivalQuantile median;
  double shortest = 0, longest = 0;  ///< of all rows with a positive weight
};

/// Same as R's survfit(Surv(time, 1 - event) ~ 1). At a time with both, those with the event stay
/// in the risk set of the censored. Options, weights, delayed entry and problems as kaplan_meier.
/// Source: [Schemper1996]; docs/methods/follow-up.md.
/// Right by: by_hand/survival/follow_up, reference/survival/kaplan_meier (R).
Result<FollowUp> follow_up(const endpoint::Outcomes& outcomes, std::span<const double> weights = {},
                           const KaplanMeierOptions& options = {});

}  // namespace venscope::survival
