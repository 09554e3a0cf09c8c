/// What follows from a logistic maximum: the sandwich, Wald's statistic, predictions.
#pragma once

#include "venscope/response/logistic.hpp"
#include "venscope/response/logistic_likelihood.hpp"

namespace venscope::response {

/// I^-1 (sum over clusters s s') I^-1 of the coefficients kept, s the scores x w (y - pi) of a row
/// summed over its cluster; without clusters each row is one. White's HC0, no small-sample factor.
/// `rows` are the rows of the data, of which `cluster` has a code each.
Matrix sandwich(const LogisticProblem& problem, const LogisticPoint& at,
                std::span<const std::size_t> rows, std::span<const std::int32_t> cluster);

/// `covariance` of the columns kept among all `size` terms, with zeros elsewhere.
Matrix widened(const Matrix& covariance, std::span<const std::size_t> kept, std::size_t size);

/// b' V^-1 b over all coefficients but the first.
double wald_statistic(std::span<const double> beta, const Matrix& covariance);

double inverse_logit(double eta);
std::vector<double> linear_predictor(const LogisticFit& fit, const Matrix& design,
                                     std::span<const double> offset);

}  // namespace venscope::response
