/// The profile of a logistic likelihood along one coefficient: intervals and tests that do not lean
/// on its curvature at the maximum.
#pragma once

#include "venscope/response/logistic_likelihood.hpp"

namespace venscope::response {

/// {b : max l with beta_j = b >= l_max - quantile / 2}, and 2 (l_max - max l with beta_j = 0). An
/// end that is not reached is infinite: the likelihood then never falls that far (separation).
struct LogisticProfile {
  double low = 0, high = 0;
  double statistic = 0;
};

/// Of the last column of the basis of `problem`, whose maximum is `loglik`; `quantile` of
/// chi-squared with 1 df. The penalty, where there is one, is always that of the whole model.
LogisticProfile profile(const LogisticProblem& problem, double loglik, double quantile,
                        int max_iterations);

}  // namespace venscope::response
