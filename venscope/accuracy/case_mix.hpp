/// How much two cohorts differ in what a score is made of, and what that alone does to its
/// concordance.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"

#include <cstddef>
#include <optional>
#include <span>

namespace venscope::accuracy {

/// Of a linear predictor.
struct Spread {
  std::size_t n = 0;
  double mean = 0;
  std::optional<double> sd;  ///< divisor n - 1; empty of one value
};
Spread spread(std::span<const double> linear_predictor);

/// The concordance to be expected of patients with these linear predictors if the hazards are
/// proportional and the predictor is right:
///   2 / (n (n - 1)) sum_{i < j} 1 / (1 + exp(-|lp_i - lp_j|)),
/// a tied pair counting one half. Its difference between two cohorts is what case-mix does to C;
/// the rest of the difference is what the score does worse or better. Nothing of fewer than two.
/// Cost O(u^2) for u distinct values. Source: [Gonen2005], [vanKlaveren2016].
/// Right by: reference/accuracy/case_mix (R, all pairs), unit/accuracy/case_mix (by hand).
std::optional<double> expected_concordance(std::span<const double> linear_predictor);

/// Can the cohort that a patient is from be told from the terms of the score?
struct Membership {
  double auc = 0.5;  ///< 0.5: the cohorts are alike; 1: they share no patient
  double std_error = 0, conf_low = 0.5, conf_high = 0.5;  ///< DeLong's; limits within 0 ... 1
  std::size_t terms = 0;  ///< that vary and are no combination of earlier ones
};

/// Logistic regression of the cohort on the terms in both, and the area under its ROC curve in the
/// same patients. The terms of the score alone: the outcome, which Debray's model has too, would
/// tell cohorts apart by how long they were followed. Of terms that separate the cohorts the
/// coefficients grow without bound; their order, which is all that the area asks, is settled long
/// before. Problems: accuracy.case_mix where a cohort is empty or no term varies.
/// Source: [Debray2015], [DeLong1988]. Right by: reference/accuracy/case_mix (R's glm).
Result<Membership> membership(const Matrix& first, const Matrix& second, double level = 0.95);

}  // namespace venscope::accuracy
