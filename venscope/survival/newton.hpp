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
  /// For those who ask whether the likelihood is monotone; a copy for each of many genes costs
  /// time.
  bool keeps_first_step = false;
  /// Columns that have no information, whatever rounding makes of it: singular from the start.
  std::vector<std::size_t> ignored = {};
};

struct NewtonOutcome {
  std::vector<double> beta;
  double loglik_start = 0;
  double score_test = 0;  ///< U' I^-1 U at the start
  Likelihood at_end;
  Cholesky information_start;      ///< factored, at the start
  Cholesky information;            ///< factored, at `beta`
  std::vector<double> first_step;  ///< the one from the start; empty if it was not to be kept
  std::vector<double> next;        ///< the step that Newton would take from `beta`
  int iterations = 0;
  bool converged = true;
};

/// Newton's method one point at a time, for those who evaluate several likelihoods side by side:
/// as long as it is not done, fill `likelihood()` for `at()` and call take().
class NewtonSearch {
public:
  NewtonSearch(std::vector<double> start, const NewtonOptions& options);

  bool done() const { return done_; }
  std::span<const double> at() const { return trial_.beta; }
  Likelihood& likelihood() { return trial_.likelihood; }
  void take();
  NewtonOutcome outcome();  ///< once; when it is done

private:
  /// A beta with what was found there.
  struct Point {
    std::vector<double> beta;
    Likelihood likelihood;
    Cholesky information;
  };
  void take_start();
  void ignore_columns();
  void solve();
  void move();
  bool settled() const;

  NewtonOptions options_;
  Point best_, trial_;  ///< `best_` is the last point that was accepted
  std::vector<double> change_;
  NewtonOutcome outcome_;
  int halvings_ = 0;
  bool begun_ = false, done_ = false;
};

using Evaluation = std::function<void(std::span<const double> beta, Likelihood& out)>;

/// Starts at `start` and stops when the log-likelihood changes by at most `tolerance`, relatively.
/// It stops there even if a further step would still move beta in the tenth digit: estimates equal
/// R's because the path is the same. Never fails: without convergence the best beta is returned.
NewtonOutcome maximise(const Evaluation& evaluate, std::vector<double> start,
                       const NewtonOptions& options);

}  // namespace venscope::survival
