/// Cross-validation of a penalised Cox model judged by Harrell's C instead of the deviance.
#pragma once

#include "venscope/survival/coxnet.hpp"

#include <span>
#include <vector>

namespace venscope::accuracy {

/// `validation` with mean and standard error of Harrell's C (concordance.hpp) of the rows left out,
/// per step, over the folds and repeats, and the steps chosen by the largest mean, for the
/// penalised and the relaxed fits. `validation` must have kept left_out; that is dropped. As in
/// glmnet each fold counts by the weight of its rows; a fold without a pair that can be compared
/// counts for nothing but the number of folds. Unlike there, pairs are compared within strata, and
/// the offset belongs to the prediction. Cost: a sort per fold and step. Source: [Harrell1982],
/// [Simon2011]. Right by: reference/accuracy/coxnet_concordance (cv.glmnet with type.measure =
/// "C").
survival::CoxnetValidation judged_by_concordance(const survival::CoxData& data,
                                                 std::span<const std::vector<std::int32_t>> folds,
                                                 survival::CoxnetValidation validation,
                                                 unsigned threads = 1);

}  // namespace venscope::accuracy
