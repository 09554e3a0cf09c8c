#include "venscope/response/logistic_likelihood.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::response {
namespace {

void keep_free(Matrix& information, std::size_t free) {
  for (std::size_t j = 0; j < information.columns; ++j)
    for (std::size_t i = 0; i < information.rows; ++i)
      if (i >= free || j >= free) information(i, j) = 0;
}

/// I^-1 U over the free coordinates, 0 in the others.
std::vector<double> newton_step(const LogisticPoint& at, std::size_t free) {
  Matrix information = at.information;
  keep_free(information, free);
  std::vector<double> step = at.score;
  std::fill(step.begin() + static_cast<std::ptrdiff_t>(free), step.end(), 0.0);
  factorise(information, 1e-14).solve(step);
  return step;
}

/// The step with the curvature of l* itself, by differences of its score; `step` where l* is not
/// curved downwards.
std::vector<double> curved_step(const LogisticProblem& problem, const LogisticPoint& at,
                                std::size_t free, const std::vector<double>& step) {
  const std::size_t p = at.gamma.size();
  const double h = 1e-5 * std::sqrt(static_cast<double>(problem.basis.q.rows));
  Matrix curvature(p, p);
  for (std::size_t j = 0; j < free; ++j) {
    std::vector<double> moved = at.gamma;
    moved[j] += h;
    const LogisticPoint above = evaluate(problem, moved);
    moved[j] -= 2 * h;
    const LogisticPoint below = evaluate(problem, moved);
    for (std::size_t i = 0; i < free; ++i)
      curvature(i, j) = (below.score[i] - above.score[i]) / (2 * h);
  }
  const Cholesky factor = factorise(curvature, 1e-14);
  if (factor.rank < free) return step;
  std::vector<double> result = at.score;
  std::fill(result.begin() + static_cast<std::ptrdiff_t>(free), result.end(), 0.0);
  factor.solve(result);
  return result;
}

/// What a direction of gamma does to the log odds of each row.
std::vector<double> along(const Matrix& q, std::span<const double> direction) {
  std::vector<double> change(q.rows, 0.0);
  for (std::size_t j = 0; j < q.columns; ++j) {
    const auto column = q.column(j);
    for (std::size_t i = 0; i < q.rows; ++i) change[i] += direction[j] * column[i];
  }
  return change;
}

double largest(std::span<const double> values) {
  double size = 0;
  for (const double value : values) size = std::max(size, std::abs(value));
  return size;
}

/// No row fits worse along the direction, by more than rounding of what the best gains.
bool separates(const LogisticProblem& problem, std::span<const double> direction) {
  const std::vector<double> change = along(problem.basis.q, direction);
  double worst = 0, best = 0;
  for (std::size_t i = 0; i < change.size(); ++i) {
    const double gain = problem.outcome[i] > 0 ? change[i] : -change[i];
    worst = std::min(worst, gain);
    best = std::max(best, gain);
  }
  return best > 0 && -worst <= 1e-7 * best;
}

/// Under separation the steps turn into a direction that separates; so does gamma itself where no
/// row is left over.
std::vector<double> separating_direction(const LogisticProblem& problem,
                                         const LogisticSearch& search, std::size_t free) {
  if (separates(problem, search.step)) return search.step;
  if (free == search.at.gamma.size() && separates(problem, search.at.gamma)) return search.at.gamma;
  return {};
}

}  // namespace

LogisticSearch maximise(const LogisticProblem& problem, std::vector<double> start, std::size_t free,
                        int max_iterations) {
  LogisticSearch search;
  search.at = evaluate(problem, std::move(start));
  constexpr double longest = 5;  // change of a log odds in one step
  constexpr int patience = 12;   // before the penalty's own curvature is looked at
  constexpr int settling = 6;    // before a step can show separation
  search.step = newton_step(search.at, free);
  for (search.iterations = 1; search.iterations <= max_iterations; ++search.iterations) {
    const std::vector<double> step = problem.firth && search.iterations > patience
                                         ? curved_step(problem, search.at, free, search.step)
                                         : search.step;
    const double move = largest(along(problem.basis.q, step)), size = largest(search.at.eta);
    const bool last = move <= 1e-9 * (1 + size);
    double factor = move > longest ? longest / move : 1;
    LogisticPoint trial;
    for (int halving = 0; halving < 40; ++halving, factor /= 2) {
      std::vector<double> gamma = search.at.gamma;
      for (std::size_t j = 0; j < free; ++j) gamma[j] += factor * step[j];
      trial = evaluate(problem, std::move(gamma));
      if (trial.loglik >= search.at.loglik - 1e-13 * (1 + std::abs(search.at.loglik))) break;
    }
    if (!std::isfinite(trial.loglik)) break;
    search.at = std::move(trial);
    search.step = newton_step(search.at, free);
    if (last) {
      search.converged = true;
      break;
    }
    if (problem.firth || search.iterations < settling || move < 0.1) continue;
    if (search.separating.empty()) search.separating = separating_direction(problem, search, free);
    // Go on until the rows that are not separated have settled too.
    if (!search.separating.empty() && search.iterations >= 20) break;
  }
  search.iterations = std::min(search.iterations, max_iterations);
  return search;
}

}  // namespace venscope::response
