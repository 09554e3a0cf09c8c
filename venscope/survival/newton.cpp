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

/// The change that the last accepted point asks for.
void NewtonSearch::solve() {
  change_ = best_.likelihood.score;
  best_.information.solve(change_);
}

/// By that change.
void NewtonSearch::move() {
  for (std::size_t j = 0; j < change_.size(); ++j) trial_.beta[j] = best_.beta[j] + change_[j];
}

void NewtonSearch::take_start() {
  begun_ = true;
  best_ = trial_;
  outcome_.loglik_start = best_.likelihood.loglik;
  outcome_.information_start = best_.information;
  solve();
  if (options_.keeps_first_step) outcome_.first_step = change_;
  outcome_.score_test = dot(best_.likelihood.score, change_);
  outcome_.converged = done_ = options_.max_iterations == 0 || best_.beta.empty();
  if (done_) return;
  outcome_.iterations = 1;
  move();
}

void NewtonSearch::ignore_columns() {
  Likelihood& found = trial_.likelihood;
  for (const std::size_t j : options_.ignored) {
    found.score[j] = 0;
    for (std::size_t i = 0; i < found.score.size(); ++i)
      found.information(i, j) = found.information(j, i) = 0;
  }
}

void NewtonSearch::take() {
  ignore_columns();
  factorise(trial_.likelihood.information, options_.cholesky, trial_.information);
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
    if (!failed && trial_.likelihood.loglik >= best_.likelihood.loglik) std::swap(best_, trial_);
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
    solve();
    move();
  }
  ++outcome_.iterations;
}

NewtonOutcome NewtonSearch::outcome() {
  solve();
  outcome_.beta = std::move(best_.beta);
  outcome_.at_end = std::move(best_.likelihood);
  outcome_.information = std::move(best_.information);
  outcome_.next = std::move(change_);
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
