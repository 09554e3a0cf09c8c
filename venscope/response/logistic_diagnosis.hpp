/// Finds out why a logistic fit, or one of its coefficients, cannot be taken at face value.
#pragma once

#include "venscope/response/logistic.hpp"
#include "venscope/response/logistic_likelihood.hpp"

namespace venscope::response {

/// Marks the terms of `fit` (coefficients in place) and adds the warnings:
///  - collinear: given up by the basis, with the columns it is a combination of;
///  - separation: every column that the separating direction moves, and those that separate alone;
///  - not_converged: the iteration ran out otherwise.
void diagnose(const LogisticData& data, const LogisticProblem& problem,
              const LogisticSearch& search, LogisticFit& fit);

}  // namespace venscope::response
