#include "venscope/response/logistic_variance.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace venscope::response {
namespace {

/// 0, 1, … per row, rows of one cluster alike.
std::vector<std::size_t> cluster_positions(std::span<const std::size_t> rows,
                                           std::span<const std::int32_t> cluster) {
  std::vector<std::size_t> position(rows.size());
  if (cluster.empty()) {
    std::iota(position.begin(), position.end(), std::size_t{0});
    return position;
  }
  std::vector<std::int32_t> codes;
  for (const std::size_t row : rows) codes.push_back(cluster[row]);
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  for (std::size_t i = 0; i < rows.size(); ++i)
    position[i] = static_cast<std::size_t>(
        std::lower_bound(codes.begin(), codes.end(), cluster[rows[i]]) - codes.begin());
  return position;
}

}  // namespace

Matrix sandwich(const LogisticProblem& problem, const LogisticPoint& at,
                std::span<const std::size_t> rows, std::span<const std::int32_t> cluster) {
  const Matrix& q = problem.basis.q;
  const std::vector<std::size_t> position = cluster_positions(rows, cluster);
  const std::size_t clusters = 1 + *std::max_element(position.begin(), position.end());
  Matrix scores(clusters, q.columns);
  for (std::size_t j = 0; j < q.columns; ++j)
    for (std::size_t i = 0; i < q.rows; ++i) scores(position[i], j) += q(i, j) * at.residual[i];
  Matrix filling = weighted_cross_product(scores, std::vector<double>(clusters, 1.0));
  const Cholesky bread = factorise(at.information, 1e-14);
  for (int side = 0; side < 2; ++side) {
    for (std::size_t j = 0; j < q.columns; ++j) bread.solve(filling.column(j));
    for (std::size_t j = 0; j < q.columns; ++j)
      for (std::size_t i = 0; i < j; ++i) std::swap(filling(i, j), filling(j, i));
  }
  return problem.basis.covariance(filling);
}

Matrix widened(const Matrix& covariance, std::span<const std::size_t> kept, std::size_t size) {
  Matrix result(size, size);
  for (std::size_t j = 0; j < kept.size(); ++j)
    for (std::size_t i = 0; i < kept.size(); ++i) result(kept[i], kept[j]) = covariance(i, j);
  return result;
}

double wald_statistic(std::span<const double> beta, const Matrix& covariance) {
  const std::size_t p = beta.size() - 1;
  Matrix block(p, p);
  // On the scale of the standard errors: columns may differ by powers of ten.
  std::vector<double> scaled(p), error(p);
  for (std::size_t j = 0; j < p; ++j) {
    error[j] = std::sqrt(covariance(j + 1, j + 1));
    scaled[j] = error[j] > 0 ? beta[j + 1] / error[j] : 0;
  }
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t i = 0; i < p; ++i)
      block(i, j) = error[i] * error[j] > 0 ? covariance(i + 1, j + 1) / (error[i] * error[j]) : 0;
  std::vector<double> solved = scaled;
  factorise(block).solve(solved);
  return std::inner_product(solved.begin(), solved.end(), scaled.begin(), 0.0);
}

double inverse_logit(double eta) {
  const double small = std::exp(-std::abs(eta));
  return (eta > 0 ? 1.0 : small) / (1 + small);
}

std::vector<double> linear_predictor(const LogisticFit& fit, const Matrix& design,
                                     std::span<const double> offset) {
  std::vector<double> eta(design.rows, fit.terms[0].coef);
  for (std::size_t j = 0; j < design.columns; ++j) {
    const double coef = fit.terms[j + 1].coef;
    if (std::isnan(coef)) continue;
    const auto x = design.column(j);
    for (std::size_t i = 0; i < eta.size(); ++i) eta[i] += coef * x[i];
  }
  for (std::size_t i = 0; i < offset.size(); ++i) eta[i] += offset[i];
  return eta;
}

}  // namespace venscope::response
