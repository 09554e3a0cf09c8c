/// Does a treatment help some and harm others? The test of Gail and Simon.
#pragma once

#include "venscope/base/problem.hpp"

#include <cstddef>
#include <span>

namespace venscope::survival {

/// A treatment effect in one of several groups that share no patient, 0 where there is none: a
/// logarithm of a ratio, or a difference.
struct GroupEffect {
  double estimate = 0, std_error = 0;
};

struct QualitativeInteraction {
  std::size_t groups = 0;
  double positive = 0, negative = 0;  ///< sums of squares of the effects above and below 0
  double statistic = 0;               ///< the smaller of both
  double p = 1;
};

/// Gail and Simon's test that not all effects have the same sign, of K independent groups with
/// effects d_i and standard errors s_i:
///   Q+ = sum over d_i > 0 of (d_i / s_i)^2,  Q- = sum over d_i < 0,  statistic min(Q+, Q-),
///   p = sum_{h = 1}^{K - 1} Binomial(h; K - 1, 1/2) P(chi-squared_h > statistic),
/// which is the largest over all sets of true effects of one sign; 1 where all estimates have one.
/// It has little power: that it finds nothing is no evidence that all effects have one sign.
/// Problems: survival.one_group (K < 2), survival.bad_effect (not finite, s_i not above 0).
/// Source: [Gail1985]. Right by: published/survival/qualitative_interaction,
/// reference/survival/qualitative_interaction (R, the formula as a script),
/// laws/survival/qualitative_interaction.
Result<QualitativeInteraction> qualitative_interaction(std::span<const GroupEffect> effects);

}  // namespace venscope::survival
