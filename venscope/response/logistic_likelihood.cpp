#include "venscope/response/logistic_likelihood.hpp"

#include <Eigen/Core>

namespace venscope::response {
namespace {

using Dense = Eigen::Map<const Eigen::MatrixXd>;
using Vector = Eigen::Map<const Eigen::VectorXd>;

Dense view(const Matrix& matrix) {
  return {matrix.values.data(), static_cast<Eigen::Index>(matrix.rows),
          static_cast<Eigen::Index>(matrix.columns)};
}

Vector view(std::span<const double> values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

std::vector<double> transposed_product(const Matrix& q, std::span<const double> rows) {
  std::vector<double> product(q.columns);
  Eigen::Map<Eigen::VectorXd>(product.data(), static_cast<Eigen::Index>(q.columns)).noalias() =
      view(q).transpose() * view(rows);
  return product;
}

/// 1/2 log det Q'WQ and its derivative.
void add_penalty(const LogisticProblem& problem, std::span<const double> variance,
                 LogisticPoint& at) {
  const Matrix& q = problem.basis.q;
  const Cholesky factor = factorise(at.information, 1e-14);
  for (std::size_t j = 0; j < q.columns; ++j)
    at.loglik += 0.5 * std::log(factor.singular[j] ? 0.0 : factor.factor(j, j));
  at.loglik += problem.basis.log_determinant();
  const Matrix inverse = factor.inverse();
  const Eigen::MatrixXd spread = view(q) * view(inverse);
  const Eigen::VectorXd quadratic = spread.cwiseProduct(view(q)).rowwise().sum();
  std::vector<double> pull(q.rows);
  for (std::size_t i = 0; i < q.rows; ++i) {
    const double leverage = variance[i] * quadratic[static_cast<Eigen::Index>(i)];
    pull[i] = at.residual[i] - leverage * 0.5 * std::tanh(at.eta[i] / 2);  // 1/2 - pi
  }
  at.score = transposed_product(q, pull);
}

}  // namespace

Matrix weighted_cross_product(const Matrix& q, std::span<const double> weight) {
  Matrix product(q.columns, q.columns);
  const Eigen::MatrixXd weighted = view(weight).asDiagonal() * view(q);
  Eigen::Map<Eigen::MatrixXd>(product.values.data(), static_cast<Eigen::Index>(q.columns),
                              static_cast<Eigen::Index>(q.columns))
      .noalias() = view(q).transpose() * weighted;
  return product;
}

LogisticPoint evaluate(const LogisticProblem& problem, std::vector<double> gamma) {
  const Matrix& q = problem.basis.q;
  LogisticPoint at;
  at.gamma = std::move(gamma);
  at.eta = problem.offset;
  Eigen::Map<Eigen::VectorXd>(at.eta.data(), static_cast<Eigen::Index>(q.rows)).noalias() +=
      view(q) * view(std::span<const double>(at.gamma));
  at.residual.resize(q.rows);
  std::vector<double> variance(q.rows);
  for (std::size_t i = 0; i < q.rows; ++i) {
    // All from e^-|eta|, so that a probability near 1 keeps the digits of its complement.
    const double small = std::exp(-std::abs(at.eta[i])), whole = 1 + small;
    const bool up = at.eta[i] > 0, yes = problem.outcome[i] > 0;
    const double wrong = (up == yes ? small : 1.0) / whole;
    const double w = problem.weight[i];
    at.plain -= w * (std::log1p(small) + (up == yes ? 0.0 : std::abs(at.eta[i])));
    at.residual[i] = yes ? w * wrong : -w * wrong;
    variance[i] = w * small / (whole * whole);
  }
  at.loglik = at.plain;
  at.information = weighted_cross_product(q, variance);
  if (problem.firth)
    add_penalty(problem, variance, at);
  else
    at.score = transposed_product(q, at.residual);
  return at;
}

}  // namespace venscope::response
