#include "venscope/derivation/sample_fit.hpp"

#include "venscope/base/cholesky.hpp"
#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::derivation {
namespace {

bool finite(double loglik, const std::vector<double>& score) {
  return std::isfinite(loglik) &&
         std::all_of(score.begin(), score.end(), [](double value) { return std::isfinite(value); });
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

bool has_run_off(const Sample& sample, const SampleFit& fit) {
  for (std::size_t j = 0; j < fit.columns.size(); ++j) {
    const double* x = sample.column(fit.columns[j]);
    const auto [low, high] = std::minmax_element(x, x + sample.rows);
    if (!(std::abs(fit.beta[j]) * (*high - *low) < runs_off)) return true;
  }
  return false;
}

/// Leaves out the columns that the information at the start gives no pivot to.
Cholesky without_collinear(SampleLikelihood& likelihood, SampleFit& fit,
                           std::vector<double>& score) {
  Matrix information;
  likelihood.information(fit.columns, information);
  Cholesky factor = factorise(information);
  if (factor.rank == fit.columns.size()) return factor;
  for (std::size_t j = fit.columns.size(); j-- > 0;) {
    if (!factor.singular[j]) continue;
    fit.columns.erase(fit.columns.begin() + static_cast<std::ptrdiff_t>(j));
    fit.beta.erase(fit.beta.begin() + static_cast<std::ptrdiff_t>(j));
  }
  score.resize(fit.columns.size());
  fit.loglik = likelihood.evaluate(fit.columns, fit.beta, score);
  likelihood.information(fit.columns, information);
  return factorise(information);
}

/// A step, halved until it does not go down; false where it never gets up.
bool step_up(SampleLikelihood& likelihood, SampleFit& fit, std::vector<double>& score,
             std::vector<double> step) {
  const std::vector<double> from = fit.beta;
  const double before = fit.loglik;
  for (int halvings = 0; halvings < most_fit_halvings; ++halvings) {
    for (std::size_t j = 0; j < from.size(); ++j) fit.beta[j] = from[j] + step[j];
    fit.loglik = likelihood.evaluate(fit.columns, fit.beta, score);
    // Rounding of a sum over the deaths is no way down.
    if (finite(fit.loglik, score) && fit.loglik >= before - 1e-9) return true;
    for (double& value : step) value /= 2;
  }
  return false;
}

}  // namespace

std::optional<SampleFit> fit(SampleLikelihood& likelihood, const Sample& sample,
                             std::vector<std::size_t> columns, std::vector<double> start) {
  SampleFit result{std::move(columns), std::move(start), 0, {}};
  result.beta.resize(result.columns.size(), 0.0);
  std::vector<double> score(result.columns.size());
  result.loglik = likelihood.evaluate(result.columns, result.beta, score);
  if (!finite(result.loglik, score)) return std::nullopt;
  Cholesky factor = without_collinear(likelihood, result, score);
  for (int i = 0; i < most_fit_steps; ++i) {
    std::vector<double> step = score;
    factor.solve(step);
    const double promise = dot(step, score) / 2;
    if (promise < promise_at_end) {
      // Taken, but not looked at again: Newton's last step is the best one.
      for (std::size_t j = 0; j < step.size(); ++j) result.beta[j] += step[j];
      result.loglik += promise;
      if (has_run_off(sample, result)) return std::nullopt;
      result.covariance = factor.inverse();
      return result;
    }
    if (!step_up(likelihood, result, score, std::move(step))) return std::nullopt;
    Matrix information;
    likelihood.information(result.columns, information);
    factor = factorise(information);
    if (factor.rank != result.columns.size()) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<SampleFit> fit_without(SampleLikelihood& likelihood, const Sample& sample,
                                     const SampleFit& from, std::size_t leave, double floor) {
  const std::size_t p = from.columns.size();
  const Matrix& v = from.covariance;
  SampleFit result;
  std::vector<std::size_t> kept;
  for (std::size_t j = 0; j < p; ++j) {
    if (j == leave) continue;
    kept.push_back(j);
    result.columns.push_back(from.columns[j]);
    result.beta.push_back(from.beta[j] - v(j, leave) / v(leave, leave) * from.beta[leave]);
  }
  std::vector<double> score(kept.size()), step(kept.size());
  double last = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 12; ++i) {
    result.loglik = likelihood.evaluate(result.columns, result.beta, score);
    if (!finite(result.loglik, score)) break;
    double along = 0;
    for (std::size_t k = 0; k < kept.size(); ++k) along += v(kept[k], leave) * score[k];
    for (std::size_t k = 0; k < kept.size(); ++k) {
      step[k] = -v(kept[k], leave) / v(leave, leave) * along;
      for (std::size_t l = 0; l < kept.size(); ++l) step[k] += v(kept[k], kept[l]) * score[l];
    }
    const double promise = dot(step, score) / 2;
    // The steps are Newton's but for the curvature, so that what is left is promised well.
    if (promise < promise_at_end || result.loglik + 5 * promise < floor) {
      result.loglik += promise;
      return result;
    }
    if (promise > last / 2) break;
    last = promise;
    for (std::size_t k = 0; k < kept.size(); ++k) result.beta[k] += step[k];
  }
  return fit(likelihood, sample, result.columns);
}

std::optional<double> univariable_p(SampleLikelihood& likelihood, const Sample& sample,
                                    std::size_t column) {
  const auto alone = fit(likelihood, sample, {column});
  if (!alone || alone->columns.empty()) return std::nullopt;
  return normal_two_sided(alone->beta.front() / std::sqrt(alone->covariance(0, 0)));
}

}  // namespace venscope::derivation
