#include "venscope/survival/newton.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {

namespace {

bool finite(const Likelihood& likelihood) {
  const auto is_finite = [](double value) { return std::isfinite(value); };
  return std::isfinite(likelihood.loglik) &&
         std::all_of(likelihood.score.begin(), likelihood.score.end(), is_finite) &&
         std::all_of(likelihood.information.values.begin(), likelihood.information.values.end(),
                     is_finite);
}

std::vector<double> solved(const Cholesky& information, std::vector<double> score) {
  information.solve(score);
  return score;
}

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// A beta with what was found there.
struct Point {
  std::vector<double> beta;
  Likelihood likelihood;
  Cholesky information;
};

bool settled(const Point& best, const Point& trial, double tolerance) {
  return std::abs(trial.likelihood.loglik - best.likelihood.loglik) <=
         tolerance * std::abs(trial.likelihood.loglik);
}

/// One maximisation; `best` is the last point that was accepted.
struct Search {
  const Evaluation& evaluate;
  const NewtonOptions& options;
  Point best, trial;
  int iterations = 0;
  bool converged = false;

  void look() {
    evaluate(trial.beta, trial.likelihood);
    trial.information = factorise(trial.likelihood.information, options.cholesky);
  }
  void run();
};

void Search::run() {
  const std::size_t p = best.beta.size();
  const std::size_t rank = best.information.rank;
  std::vector<double> step = solved(best.information, best.likelihood.score);
  for (std::size_t j = 0; j < p; ++j) trial.beta[j] = best.beta[j] + step[j];
  int halvings = 0;
  for (iterations = 1; iterations <= options.max_iterations; ++iterations) {
    look();
    const bool failed =
        !finite(trial.likelihood) || (options.rank_is_fixed && trial.information.rank != rank);
    if (!failed && (halvings == 0 || options.stops_after_halving) &&
        settled(best, trial, options.tolerance)) {
      best = trial;
      converged = true;
      return;
    }
    if (iterations == options.max_iterations) break;
    if (failed || trial.likelihood.loglik < best.likelihood.loglik) {
      ++halvings;
      for (std::size_t j = 0; j < p; ++j)
        trial.beta[j] = (trial.beta[j] + halvings * best.beta[j]) / (halvings + 1);
    } else {
      halvings = 0;
      best = trial;
      step = solved(best.information, best.likelihood.score);
      for (std::size_t j = 0; j < p; ++j) trial.beta[j] = best.beta[j] + step[j];
    }
  }
  iterations = options.max_iterations;
  if (finite(trial.likelihood) && trial.likelihood.loglik >= best.likelihood.loglik) best = trial;
}

}  // namespace

NewtonOutcome maximise(const Evaluation& evaluate, std::vector<double> start,
                       const NewtonOptions& options) {
  Search search{evaluate, options, {}, {}};
  search.trial.beta = std::move(start);
  search.look();
  search.best = search.trial;
  NewtonOutcome outcome;
  outcome.loglik_start = search.best.likelihood.loglik;
  outcome.information_start = search.best.information;
  outcome.score_test = dot(search.best.likelihood.score,
                           solved(search.best.information, search.best.likelihood.score));
  if (options.max_iterations == 0 || search.best.beta.empty()) {
    search.converged = true;
  } else {
    search.run();
  }
  outcome.iterations = search.iterations;
  outcome.converged = search.converged;
  outcome.beta = std::move(search.best.beta);
  outcome.at_end = std::move(search.best.likelihood);
  outcome.information = std::move(search.best.information);
  outcome.next = solved(outcome.information, outcome.at_end.score);
  return outcome;
}

}  // namespace venscope::survival
