/// From a maximised likelihood to what is read off a Cox fit.
#pragma once

#include "venscope/survival/cox.hpp"
#include "venscope/survival/newton.hpp"
#include "venscope/survival/sorted_design.hpp"

namespace venscope::survival {

/// Coefficients and their (naive) covariance in the units of the columns; 0 for collinear ones.
void fill_terms(const NewtonOutcome& outcome, const SortedDesign& design, CoxFit& fit);

/// The means that R centres at.
void fill_means(const CoxData& data, const SortedDesign& design, CoxFit& fit);

/// The linear predictor of every row, centred at these means.
void fill_linear_predictor(const CoxData& data, const SortedDesign& design, CoxFit& fit,
                           unsigned threads = 1);

/// Log-likelihoods, the three tests and the information criteria.
void fill_tests(const NewtonOutcome& outcome, CoxFit& fit);

/// Standard errors, z, p and intervals of the coefficients from `fit.covariance`; makes collinear
/// coefficients NaN. The last step.
void fill_inference(const NewtonOutcome& outcome, CoxFit& fit);

}  // namespace venscope::survival
