/// Survival curves of groups that hang on imputed values.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::imputation {

/// Kaplan-Meier curves of `group_count` groups, pooled over imputations. groups[k][i] in 0 …
/// group_count - 1 is the group of row i by imputation k, in which he may be in another one.
/// With S_k the curve of imputation k and U_k Greenwood's variance, by Rubin's rules on the scale
/// of S: S = mean S_k, T = mean U_k + (1 + 1/m) var S_k. Interval: S^exp(± t sqrt(T) / (S |ln S|)),
/// log-log around the pooled estimate, with Rubin's degrees of freedom. (Pooling log(-log S_k) has
/// no answer where one of the S_k is 1, as all are at the beginning.) Numbers at risk, events and
/// censorings are means. A curve ends where an imputation has nobody at risk; it is empty where an
/// imputation has nobody in the group. Problem: imputation.too_few.
/// Source: [Rubin1987], [Marshall2009]. Right by: reference/imputation/pooled_curves (R's survfit),
/// laws/imputation/pooled_curves.
Result<std::vector<survival::KaplanMeier>> pooled_kaplan_meier(
    const endpoint::Outcomes& outcomes, std::span<const std::vector<std::int32_t>> groups,
    std::size_t group_count, double level = 0.95);

}  // namespace venscope::imputation
