#include "venscope/accuracy/poisson_fit.hpp"

#include "venscope/base/cholesky.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::accuracy {
namespace {

std::vector<double> predictor(const Matrix& design, std::span<const double> offset,
                              const std::vector<double>& beta) {
  std::vector<double> eta(offset.begin(), offset.end());
  for (std::size_t j = 0; j < design.columns; ++j)
    for (std::size_t i = 0; i < eta.size(); ++i) eta[i] += beta[j] * design(i, j);
  return eta;
}

/// Score and information at eta.
void derivatives(const Matrix& design, std::span<const std::int32_t> event,
                 std::span<const double> hazard, const std::vector<double>& eta,
                 std::vector<double>& score, Matrix& information) {
  const std::size_t p = design.columns;
  score.assign(p, 0.0);
  information = Matrix(p, p);
  for (std::size_t i = 0; i < eta.size(); ++i) {
    const double mean = hazard[i] * std::exp(eta[i]);
    const double residual = (event[i] != 0 ? 1.0 : 0.0) - mean;
    for (std::size_t j = 0; j < p; ++j) {
      score[j] += residual * design(i, j);
      for (std::size_t k = 0; k <= j; ++k) information(j, k) += mean * design(i, j) * design(i, k);
    }
  }
}

}  // namespace

double poisson_log_likelihood(std::span<const double> eta, std::span<const std::int32_t> event,
                              std::span<const double> hazard) {
  double sum = 0;
  for (std::size_t i = 0; i < eta.size(); ++i)
    sum += (event[i] != 0 ? eta[i] : 0.0) - hazard[i] * std::exp(eta[i]);
  return sum;
}

std::optional<PoissonFit> fit_poisson(const Matrix& design, std::span<const std::int32_t> event,
                                      std::span<const double> hazard,
                                      std::span<const double> offset) {
  const std::size_t p = design.columns;
  PoissonFit fit;
  fit.coefficients.assign(p, 0.0);
  std::vector<double> eta = predictor(design, offset, fit.coefficients), score;
  fit.log_likelihood = poisson_log_likelihood(eta, event, hazard);
  Matrix information;
  for (int step = 0; step < 100; ++step) {
    derivatives(design, event, hazard, eta, score, information);
    const Cholesky factor = factorise(information);
    if (factor.rank < p) return std::nullopt;
    std::vector<double> move = score;
    factor.solve(move);
    double promised = 0;
    for (std::size_t j = 0; j < p; ++j) promised += move[j] * score[j];
    if (promised < 1e-18 * (1 + std::abs(fit.log_likelihood))) {
      fit.covariance = factor.inverse();
      // Where a coefficient runs off, the likelihood flattens and its variance does not end.
      for (std::size_t j = 0; j < p; ++j)
        if (fit.covariance(j, j) > 1e6) return std::nullopt;
      return fit;
    }
    bool up = false;
    for (double length = 1; length > 1e-10 && !up; length /= 2) {
      std::vector<double> next = fit.coefficients;
      for (std::size_t j = 0; j < p; ++j) next[j] += length * move[j];
      const std::vector<double> moved = predictor(design, offset, next);
      const double found = poisson_log_likelihood(moved, event, hazard);
      if (!(found >= fit.log_likelihood - 1e-12 * (1 + std::abs(fit.log_likelihood)))) continue;
      up = true;
      fit.coefficients = std::move(next);
      fit.log_likelihood = found;
      eta = moved;
    }
    if (!up) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace venscope::accuracy
