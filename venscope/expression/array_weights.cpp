#include "venscope/expression/array_weights.hpp"

#include "venscope/expression/least_squares.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Dense>

namespace venscope::expression {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double prior_genes = 10.0, least_variance = 1e-15;

/// Z: a column per sample but the last, 1 for it and -1 for the last.
MatrixXd sum_contrasts(Index samples) {
  MatrixXd z = MatrixXd::Zero(samples, samples - 1);
  z.topRows(samples - 1).setIdentity();
  z.row(samples - 1).setConstant(-1.0);
  return z;
}

/// With the information about (mean, samples) `info`: that about the samples, the mean taken out.
MatrixXd without_mean(const MatrixXd& info) {
  const Index k = info.rows() - 1;
  return info.bottomRightCorner(k, k) -
         info.block(1, 0, k, 1) * info.block(0, 1, 1, k) / info(0, 0);
}

VectorXd weights_of(const MatrixXd& z, const VectorXd& gamma) {
  return (z * -gamma).array().exp();
}

/// Weighted least squares of one gene on the samples where it is.
struct GeneFit {
  VectorXd scaled;    ///< w r^2; 0 where the value is missing
  VectorXd leverage;  ///< 1 - h; 0 there
  double variance = 0, df = 0;
  std::size_t used = 0;
};

class GeneByGene {
public:
  GeneByGene(const Matrix& expression, const Design& design, const Matrix* weights)
      : expression_(expression), design_(design), weights_(weights) {}

  VectorXd run() {
    const Index n = static_cast<Index>(expression_.rows);
    const MatrixXd z = sum_contrasts(n);
    MatrixXd z1(n, n);
    z1 << VectorXd::Ones(n), z;
    VectorXd gamma = VectorXd::Zero(n - 1), weight = VectorXd::Ones(n);
    MatrixXd information = prior_genes * (z.transpose() * z);
    for (std::size_t g = 0; g < expression_.columns; ++g) {
      if (!fit(g, weight)) continue;
      const MatrixXd info = z1.transpose() * gene_.leverage.asDiagonal() * z1;
      information += without_mean(info);
      const VectorXd score = z.transpose() * (gene_.scaled / gene_.variance - gene_.leverage);
      gamma += information.llt().solve(score);
      weight = weights_of(z, gamma);
    }
    return weight;
  }

private:
  bool fit(std::size_t g, const VectorXd& weight) {
    const auto y = expression_.column(g);
    used_.clear();
    for (std::size_t i = 0; i < y.size(); ++i)
      if (std::isfinite(y[i]) && !(weights_ && (*weights_)(i, g) == 0.0)) used_.push_back(i);
    const bool complete = used_.size() == y.size();
    if (!complete && used_.size() <= 2) return false;
    Matrix x(used_.size(), design_.names.size());
    std::vector<double> w(used_.size()), effects(used_.size());
    for (std::size_t k = 0; k < used_.size(); ++k) {
      w[k] = weight(static_cast<Index>(used_[k])) * (weights_ ? (*weights_)(used_[k], g) : 1.0);
      effects[k] = std::sqrt(w[k]) * y[used_[k]];
      for (std::size_t j = 0; j < x.columns; ++j)
        x(k, j) = std::sqrt(w[k]) * design_.columns(used_[k], j);
    }
    qr_.factor(x);
    const double df = static_cast<double>(used_.size() - qr_.rank());
    if (!complete && df < 2.0) return false;
    const Matrix q = qr_.orthonormal();
    const Index n = static_cast<Index>(y.size());
    gene_.scaled = gene_.leverage = VectorXd::Zero(n);
    std::vector<double> rest = effects;
    for (std::size_t c = 0; c < q.columns; ++c) {
      double product = 0.0;
      for (std::size_t k = 0; k < rest.size(); ++k) product += q(k, c) * rest[k];
      for (std::size_t k = 0; k < rest.size(); ++k) rest[k] -= product * q(k, c);
    }
    double squares = 0.0;
    for (std::size_t k = 0; k < rest.size(); ++k) {
      double h = 0.0;
      for (std::size_t c = 0; c < q.columns; ++c) h += q(k, c) * q(k, c);
      const Index at = static_cast<Index>(used_[k]);
      gene_.leverage(at) = 1.0 - h;
      gene_.scaled(at) = rest[k] * rest[k];  // w r^2
      squares += rest[k] * rest[k];
    }
    gene_.variance = squares / df;
    return gene_.variance >= least_variance;
  }

  const Matrix& expression_;
  const Design& design_;
  const Matrix* weights_;
  std::vector<std::size_t> used_;
  LeastSquares qr_;
  GeneFit gene_;
};

/// Restricted maximum likelihood over all genes, by Fisher's scoring.
class Likelihood {
public:
  Likelihood(const Matrix& expression, const Design& design)
      : expression_(expression), design_(design) {}

  ArrayWeights run() {
    const Index n = static_cast<Index>(expression_.rows);
    const MatrixXd z = sum_contrasts(n);
    MatrixXd z1(n, n);
    z1 << VectorXd::Ones(n), z;
    VectorXd gamma = VectorXd::Zero(n - 1), weight = VectorXd::Ones(n);
    ArrayWeights result;
    double last = std::numeric_limits<double>::infinity();
    for (int iteration = 1;; ++iteration) {
      if (!sweep(weight, iteration == 1)) break;
      const double genes = static_cast<double>(genes_.size());
      const VectorXd score =
          z.transpose() * (genes * (scaled_ - (1.0 - leverage_.array()).matrix()) +
                           prior_genes * (weight.array() - 1.0).matrix());
      const MatrixXd info =
          z1.transpose() * (1.0 - 2.0 * leverage_.array()).matrix().asDiagonal() * z1 +
          z1.transpose() * hat_squares_ * z1;
      const MatrixXd information = genes * without_mean(info) + prior_genes * (z.transpose() * z);
      const VectorXd step = information.partialPivLu().solve(score);
      const double criterion = score.dot(step) / static_cast<double>(n - 1) / (genes + prior_genes);
      if (!(criterion < last)) {
        result.warnings.push_back("the weights of the samples did not settle to 1e-5");
        break;
      }
      last = criterion;
      gamma += step;
      weight = weights_of(z, gamma);
      if (criterion < 1e-5) break;
      if (iteration == 50) {
        result.warnings.push_back("the weights of the samples did not settle in 50 rounds");
        break;
      }
    }
    result.weight.assign(weight.data(), weight.data() + n);
    return result;
  }

private:
  /// The mean over genes of w r^2 / s^2, the leverages, and the squares of the hat matrix.
  bool sweep(const VectorXd& weight, bool first) {
    const std::size_t n = expression_.rows;
    Matrix x = design_.columns;
    std::vector<double> root(n);
    for (std::size_t i = 0; i < n; ++i) {
      root[i] = std::sqrt(weight(static_cast<Index>(i)));
      for (std::size_t j = 0; j < x.columns; ++j) x(i, j) *= root[i];
    }
    LeastSquares qr;
    qr.factor(x);
    const Matrix q = qr.orthonormal();
    const Eigen::Map<const MatrixXd> orthonormal(q.values.data(), static_cast<Index>(n),
                                                 static_cast<Index>(q.columns));
    const MatrixXd hat = orthonormal * orthonormal.transpose();
    leverage_ = hat.diagonal();
    hat_squares_ = hat.array().square();
    if (first) {
      genes_.resize(expression_.columns);
      for (std::size_t g = 0; g < genes_.size(); ++g) genes_[g] = g;
    }
    scaled_ = VectorXd::Zero(static_cast<Index>(n));
    std::vector<std::size_t> kept;
    VectorXd rest(static_cast<Index>(n));
    for (const std::size_t g : genes_) {
      for (std::size_t i = 0; i < n; ++i) rest(static_cast<Index>(i)) = root[i] * expression_(i, g);
      for (Index c = 0; c < orthonormal.cols(); ++c)
        rest -= orthonormal.col(c).dot(rest) * orthonormal.col(c);
      const double variance = rest.squaredNorm() / static_cast<double>(n - q.columns);
      if (first && variance < least_variance) continue;
      if (first) kept.push_back(g);
      scaled_ += rest.array().square().matrix() / variance;
    }
    if (first) genes_ = kept;
    scaled_ /= static_cast<double>(genes_.size());
    return genes_.size() >= 2;
  }

  const Matrix& expression_;
  const Design& design_;
  std::vector<std::size_t> genes_;
  VectorXd scaled_, leverage_;
  MatrixXd hat_squares_;
};

}  // namespace

ArrayWeights array_weights(const Matrix& expression, const Design& design, const Matrix* weights,
                           ArrayWeightsMethod method) {
  ArrayWeights equal{std::vector<double>(expression.rows, 1.0), {}};
  if (expression.columns < 2 || expression.rows < design.names.size() + 2) return equal;
  const bool complete = std::all_of(expression.values.begin(), expression.values.end(),
                                    [](double y) { return std::isfinite(y); });
  if (method == ArrayWeightsMethod::automatic)
    method =
        complete && !weights ? ArrayWeightsMethod::likelihood : ArrayWeightsMethod::gene_by_gene;
  if (method == ArrayWeightsMethod::likelihood && complete && !weights)
    return Likelihood(expression, design).run();
  const VectorXd found = GeneByGene(expression, design, weights).run();
  equal.weight.assign(found.data(), found.data() + found.size());
  return equal;
}

}  // namespace venscope::expression
