/// Penalty factors of the adaptive LASSO.
#pragma once

#include "venscope/survival/coxnet_path.hpp"

#include <span>
#include <vector>

namespace venscope::survival {

/// Per column f_j |b_j|^-gamma, f_j the factor of the options; infinite where b_j is 0.
/// `first`: standardised coefficients of the first fit.
std::vector<double> adaptive_factors(std::span<const double> first, const CoxnetOptions& options,
                                     double gamma);

/// Standardised coefficients of each column by itself, beside those that are not penalised. 0 where
/// there is no fit.
std::vector<double> univariate_coefficients(const RiskOrder& order, const CoxnetColumns& columns,
                                            std::span<const double> weight,
                                            const CoxnetOptions& options);

/// Standardised coefficients of a step.
std::vector<double> standardised_coefficients(const CoxnetStep& step, const CoxnetColumns& columns,
                                              std::span<const double> weight);

/// The options of the first fit by ridge.
CoxnetOptions ridge_options(const CoxnetOptions& options);

}  // namespace venscope::survival
