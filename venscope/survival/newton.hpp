/// Newton's method for a partial likelihood, with the stopping rule of R's coxph.
#pragma once

#include "venscope/base/cholesky.hpp"
#include "venscope/survival/partial_likelihood.hpp"

#include <functional>
#include <span>
#include <vector>

namespace venscope::survival {

struct NewtonOptions {
  double tolerance = 1e-9;  ///< relative change of the log-likelihood
  int max_iterations = 20;
  double cholesky = cholesky_tolerance;
  /// A point reached by halving a step may be the last one.
  bool stops_after_halving = true;
  /// A step that changes the rank of the information counts as failed.
  bool rank_is_fixed = false;
};

struct NewtonOutcome {
  std::vector<double> beta;
  double loglik_start = 0;
  double score_test = 0;  ///< U' I^-1 U at the start
  Likelihood at_end;
  Cholesky information_start;  ///< factored, at the start
  Cholesky information;        ///< factored, at `beta`
  std::vector<double> next;    ///< the step that Newton would take from `beta`
  int iterations = 0;
  bool converged = true;
};

using Evaluation = std::function<void(std::span<const double> beta, Likelihood& out)>;

/// Starts at `start` and stops when the log-likelihood changes by at most `tolerance`, relatively.
/// It stops there even if a further step would still move beta in the tenth digit: estimates equal
/// R's because the path is the same. Never fails: without convergence the best beta is returned.
NewtonOutcome maximise(const Evaluation& evaluate, std::vector<double> start,
                       const NewtonOptions& options);

}  // namespace venscope::survival
