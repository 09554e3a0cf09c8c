#include "venscope/imputation/regression.hpp"

#include "venscope/base/cholesky.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>
#include <Eigen/Core>

namespace venscope::imputation {

namespace {

using Map = Eigen::Map<const Eigen::MatrixXd>;

Eigen::Index index_of(std::size_t value) {
  return static_cast<Eigen::Index>(value);
}

Map mapped(const Matrix& x) {
  return {x.values.data(), index_of(x.rows), index_of(x.columns)};
}

/// The lower factor of the inverse of a positive definite matrix.
Matrix factor_of_inverse(const Eigen::MatrixXd& information) {
  const Eigen::Index p = information.rows();
  const Eigen::LLT<Eigen::MatrixXd> decomposition(information);
  const Eigen::MatrixXd inverse = decomposition.solve(Eigen::MatrixXd::Identity(p, p));
  const Eigen::MatrixXd lower = inverse.llt().matrixL();
  Matrix factor(static_cast<std::size_t>(p), static_cast<std::size_t>(p));
  std::copy(lower.data(), lower.data() + p * p, factor.values.begin());
  return factor;
}

constexpr int most_steps = 50, most_step_halvings = 20;
constexpr double likelihood_tolerance = 1e-11;
/// A column counts as a combination of others when less than this share of its variance is left.
constexpr double collinear_share = 1e-8;

/// The log-likelihood of a category with its derivatives at one beta, as products of matrices.
class CategoryModel {
public:
  CategoryModel(const Matrix& x, std::span<const std::int32_t> y, std::span<const double> weights,
                std::size_t levels)
      : x_(mapped(x)),
        y_(y),
        weights_(weights.data(), index_of(weights.size())),
        free_(index_of(levels - 1)) {}

  double loglik(const std::vector<double>& beta);
  /// At the beta of the last call of loglik().
  void derivatives(Eigen::VectorXd& score, Eigen::MatrixXd& information) const;

private:
  Map x_;
  std::span<const std::int32_t> y_;
  Eigen::Map<const Eigen::VectorXd> weights_;
  Eigen::Index free_;  ///< levels but the first
  Eigen::MatrixXd p_;  ///< of each row and level but the first
};

double CategoryModel::loglik(const std::vector<double>& beta) {
  p_.noalias() = x_ * Eigen::Map<const Eigen::MatrixXd>(beta.data(), x_.cols(), free_);
  double loglik = 0;
  for (Eigen::Index i = 0; i < p_.rows(); ++i) {
    const double largest = std::max(0.0, p_.row(i).maxCoeff());
    const std::int32_t level = y_[static_cast<std::size_t>(i)];
    const double hit = (level > 0 ? p_(i, level - 1) : 0.0) - largest;
    double sum = std::exp(-largest);
    for (Eigen::Index l = 0; l < free_; ++l) sum += p_(i, l) = std::exp(p_(i, l) - largest);
    p_.row(i) /= sum;
    loglik += weights_[i] * (hit - std::log(sum));
  }
  return loglik;
}

void CategoryModel::derivatives(Eigen::VectorXd& score, Eigen::MatrixXd& information) const {
  const Eigen::Index q = x_.cols();
  Eigen::MatrixXd residuals = -p_;
  for (Eigen::Index i = 0; i < p_.rows(); ++i)
    if (const std::int32_t level = y_[static_cast<std::size_t>(i)]; level > 0)
      residuals(i, level - 1) += 1;
  const Eigen::MatrixXd scores = x_.transpose() * (weights_.asDiagonal() * residuals);
  score = scores.reshaped();
  information.resize(q * free_, q * free_);
  Eigen::MatrixXd weighted;
  for (Eigen::Index l = 0; l < free_; ++l)
    for (Eigen::Index k = 0; k <= l; ++k) {
      const auto both = p_.col(l).array() * ((k == l ? 1 : 0) - p_.col(k).array());
      weighted = (weights_.array() * both).matrix().asDiagonal() * x_;
      auto block = information.block(l * q, k * q, q, q);
      block.noalias() = x_.transpose() * weighted;
      if (k < l) information.block(k * q, l * q, q, q) = block.transpose();
    }
}

}  // namespace

std::vector<double> Coefficients::draw(RandomStream& random) const {
  return draw(random, 1);
}

std::vector<double> Coefficients::draw(RandomStream& random, double scale) const {
  std::vector<double> drawn = estimate;
  for (std::size_t k = 0; k < estimate.size(); ++k) {
    const double z = scale * random.normal();
    for (std::size_t j = k; j < estimate.size(); ++j) drawn[j] += factor(j, k) * z;
  }
  return drawn;
}

LinearFit fit_linear(const Matrix& x, std::span<const double> y) {
  const Map design = mapped(x);
  const Eigen::Map<const Eigen::VectorXd> outcome(y.data(), index_of(y.size()));
  const Eigen::MatrixXd square = design.transpose() * design;
  const Eigen::VectorXd beta = square.llt().solve(design.transpose() * outcome);
  LinearFit fit;
  fit.beta.estimate.assign(beta.data(), beta.data() + beta.size());
  fit.beta.factor = factor_of_inverse(square);
  fit.residual_sum = (outcome - design * beta).squaredNorm();
  fit.df = std::max(1.0, static_cast<double>(x.rows) - static_cast<double>(x.columns));
  return fit;
}

std::vector<double> CategoryFit::probabilities(std::span<const double> beta_values,
                                               std::span<const double> row) const {
  std::vector<double> p(levels, 0.0);
  double largest = 0;
  for (std::size_t l = 1; l < levels; ++l) {
    for (std::size_t j = 0; j < columns; ++j) p[l] += beta_values[(l - 1) * columns + j] * row[j];
    largest = std::max(largest, p[l]);
  }
  double sum = 0;
  for (double& value : p) sum += value = std::exp(value - largest);
  for (double& value : p) value /= sum;
  return p;
}

CategoryFit fit_category(const Matrix& x, std::span<const std::int32_t> y,
                         std::span<const double> weights, std::size_t levels) {
  CategoryFit fit;
  fit.levels = levels;
  fit.columns = x.columns;
  std::vector<double> beta(x.columns * (levels - 1), 0.0);
  CategoryModel model(x, y, weights, levels);
  Eigen::VectorXd score;
  Eigen::MatrixXd information;
  double loglik = model.loglik(beta);
  model.derivatives(score, information);
  for (int step = 0; step < most_steps && !fit.converged; ++step) {
    const Eigen::VectorXd move = information.ldlt().solve(score);
    std::vector<double> next = beta;
    double length = 1, found = 0;
    for (int halving = 0; halving < most_step_halvings; ++halving, length /= 2) {
      for (std::size_t j = 0; j < beta.size(); ++j) next[j] = beta[j] + length * move[index_of(j)];
      found = model.loglik(next);
      if (found >= loglik - 1e-12 * (1 + std::abs(loglik))) break;
    }
    fit.converged = std::abs(found - loglik) <= likelihood_tolerance * (1 + std::abs(loglik));
    beta = next;
    loglik = found;
    model.derivatives(score, information);
  }
  fit.beta.estimate = beta;
  fit.beta.factor = factor_of_inverse(information);
  return fit;
}

Augmented augment(const Matrix& x, std::span<const std::int32_t> y, const Matrix& basis,
                  std::size_t levels) {
  const std::size_t p = x.columns - 1, added = 2 * p * levels, n = x.rows;
  std::vector<double> mean(x.columns), deviation(x.columns), low(x.columns), high(x.columns);
  for (std::size_t j = 0; j < x.columns; ++j) {
    const std::span<const double> column = basis.column(j);
    for (const double value : column) mean[j] += value / static_cast<double>(column.size());
    for (const double value : column)
      deviation[j] +=
          (value - mean[j]) * (value - mean[j]) / static_cast<double>(column.size() - 1);
    deviation[j] = std::sqrt(deviation[j]);
    low[j] = *std::min_element(column.begin(), column.end());
    high[j] = *std::max_element(column.begin(), column.end());
  }
  Augmented result{Matrix(n + added, x.columns), {y.begin(), y.end()}, std::vector<double>(n, 1.0)};
  for (std::size_t j = 0; j < x.columns; ++j) {
    for (std::size_t i = 0; i < n; ++i) result.x(i, j) = x(i, j);
    for (std::size_t i = n; i < n + added; ++i) result.x(i, j) = mean[j];
  }
  std::size_t row = n;
  for (std::size_t j = 1; j <= p; ++j)
    for (std::size_t l = 0; l < levels; ++l)
      for (const double side : {0.5, -0.5}) {
        result.x(row++, j) = std::clamp(mean[j] + side * deviation[j], low[j], high[j]);
        result.y.push_back(static_cast<std::int32_t>(l));
        result.weights.push_back(static_cast<double>(p + 1) / static_cast<double>(added));
      }
  return result;
}

std::vector<std::size_t> independent_columns(const Matrix& x) {
  const Eigen::MatrixXd square = mapped(x).transpose() * mapped(x);
  Matrix scaled(x.columns, x.columns);
  for (std::size_t j = 0; j < x.columns; ++j)
    for (std::size_t i = j; i < x.columns; ++i) {
      const double size = square(index_of(i), index_of(i)) * square(index_of(j), index_of(j));
      scaled(i, j) = size > 0 ? square(index_of(i), index_of(j)) / std::sqrt(size) : 0;
    }
  const Cholesky factor = factorise(scaled, collinear_share);
  std::vector<std::size_t> kept;
  for (std::size_t j = 0; j < x.columns; ++j)
    if (!factor.singular[j]) kept.push_back(j);
  return kept;
}

}  // namespace venscope::imputation
