#include "venscope/survival/newton.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

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

}  // namespace

NewtonSearch::NewtonSearch(std::vector<double> start, const NewtonOptions& options)
    : options_(options) {
  trial_.beta = std::move(start);
}

bool NewtonSearch::settled() const {
  return std::abs(trial_.likelihood.loglik - best_.likelihood.loglik) <=
         options_.tolerance * std::abs(trial_.likelihood.loglik);
}

/// From the last accepted point.
void NewtonSearch::step() {
  const std::vector<double> change = solved(best_.information, best_.likelihood.score);
  for (std::size_t j = 0; j < change.size(); ++j) trial_.beta[j] = best_.beta[j] + change[j];
}

void NewtonSearch::take_start() {
  begun_ = true;
  best_ = trial_;
  outcome_.loglik_start = best_.likelihood.loglik;
  outcome_.information_start = best_.information;
  outcome_.score_test =
      dot(best_.likelihood.score, solved(best_.information, best_.likelihood.score));
  outcome_.converged = done_ = options_.max_iterations == 0 || best_.beta.empty();
  if (done_) return;
  outcome_.iterations = 1;
  step();
}

void NewtonSearch::take() {
  trial_.information = factorise(trial_.likelihood.information, options_.cholesky);
  if (!begun_) return take_start();
  const bool failed =
      !finite(trial_.likelihood) ||
      (options_.rank_is_fixed && trial_.information.rank != outcome_.information_start.rank);
  if (!failed && (halvings_ == 0 || options_.stops_after_halving) && settled()) {
    std::swap(best_, trial_);
    outcome_.converged = done_ = true;
    return;
  }
  if (outcome_.iterations == options_.max_iterations) {
    if (finite(trial_.likelihood) && trial_.likelihood.loglik >= best_.likelihood.loglik)
      std::swap(best_, trial_);
    outcome_.converged = false;
    done_ = true;
    return;
  }
  if (failed || trial_.likelihood.loglik < best_.likelihood.loglik) {
    ++halvings_;
    for (std::size_t j = 0; j < trial_.beta.size(); ++j)
      trial_.beta[j] = (trial_.beta[j] + halvings_ * best_.beta[j]) / (halvings_ + 1);
  } else {
    halvings_ = 0;
    std::swap(best_, trial_);
    step();
  }
  ++outcome_.iterations;
}

NewtonOutcome NewtonSearch::outcome() {
  outcome_.beta = std::move(best_.beta);
  outcome_.at_end = std::move(best_.likelihood);
  outcome_.information = std::move(best_.information);
  outcome_.next = solved(outcome_.information, outcome_.at_end.score);
  return std::move(outcome_);
}

NewtonOutcome maximise(const Evaluation& evaluate, std::vector<double> start,
                       const NewtonOptions& options) {
  NewtonSearch search(std::move(start), options);
  while (!search.done()) {
    evaluate(search.at(), search.likelihood());
    search.take();
  }
  return search.outcome();
}

}  // namespace venscope::survival
