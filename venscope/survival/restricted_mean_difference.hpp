/// Restricted mean survival time of two arms, compared.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/survival/contrast.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <optional>

namespace venscope::survival {

/// Second arm against the first, the reference.
struct RestrictedMeanComparison {
  double horizon = 0;
  RestrictedMean reference, compared;
  Contrast difference;  ///< compared - reference
  Contrast ratio;       ///< compared / reference
  Contrast lost_ratio;  ///< of the time lost before the horizon, horizon - mean
};

/// The smaller of the two arms' last times: survRM2's default, to which both arms were observed.
/// NaN if an arm is empty.
double smaller_last_time(const KaplanMeier& reference, const KaplanMeier& compared);

/// The last time to which both curves are known: an arm's last time, or without limit where its
/// curve has reached 0; where both have, the larger last time. NaN if an arm is empty.
double greatest_horizon(const KaplanMeier& reference, const KaplanMeier& compared);

/// mu = integral of S(t) from 0 to tau for each arm, with Greenwood's plug-in variance
/// var(mu) = sum_{t_j <= tau} A_j^2 d_j / (n_j (n_j - d_j)), A_j the area between t_j and tau (a
/// term with n_j = d_j adds nothing). Difference: normal. Ratios: normal on the log scale with
/// variance var_1 / mu_1^2 + var_0 / mu_0^2. An arm without events before tau has exactly
/// mu = tau and variance 0: the standard error is then that of the other arm alone, and the ratio
/// of the time lost, which is 0, is undefined (NaN). `horizon` empty: the smaller
/// last time. Problems: survival.no_rows (an empty arm), survival.horizon (not above 0, or beyond
/// the greatest horizon, which the message names). Times must begin at 0 or later.
/// Source: [Royston2013], [Uno2014] (survRM2); docs/methods/restricted-mean.md. Right by:
/// by_hand/survival/arms, twins/survival/arms, laws/survival/arms, reference/survival/arms (R).
Result<RestrictedMeanComparison> compare_restricted_means(const KaplanMeier& reference,
                                                          const KaplanMeier& compared,
                                                          std::optional<double> horizon = {},
                                                          double level = 0.95);

}  // namespace venscope::survival
