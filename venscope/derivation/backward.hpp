/// Backward elimination by an information criterion.
#pragma once

#include "venscope/derivation/sample_fit.hpp"

#include <optional>
#include <vector>

namespace venscope::derivation {

/// One elimination.
struct Elimination {
  std::size_t column = 0;
  double criterion = 0;  ///< of the model without it
};

struct Backward {
  SampleFit fit;
  double criterion = 0;
  std::vector<Elimination> steps;
};

/// From the full model, each time without the column whose absence makes
/// -2 loglik + penalty x columns smallest, until no absence makes it smaller: stepAIC and step of R
/// on coxph with scope "backward". At a tie of two columns the first goes; at a tie with staying,
/// it stays. Nothing where a model on the way cannot be fitted. Cost: p (p + 1) / 2 fits of O(n p)
/// a gradient. Right by: reference/derivation/step (MASS::stepAIC), twins/derivation/backward
/// (every model fitted by survival::cox). `full` is the fit of all columns, with covariance, where
/// it is known already.
std::optional<Backward> backward(SampleLikelihood& likelihood, const Sample& sample,
                                 std::vector<std::size_t> columns, double penalty,
                                 std::optional<SampleFit> full = {});

}  // namespace venscope::derivation
