#include "venscope/enrichment/nnls.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Dense>

namespace venscope::enrichment {
namespace {

using Vector = Eigen::VectorXd;
using Dense = Eigen::MatrixXd;

Eigen::Map<const Dense> mapped(const Matrix& matrix) {
  return {matrix.values.data(), static_cast<Eigen::Index>(matrix.rows),
          static_cast<Eigen::Index>(matrix.columns)};
}

/// The least-squares solution on the columns that are in.
Vector passive_solution(const Dense& a, const Vector& b, const std::vector<Eigen::Index>& in) {
  Dense used(a.rows(), static_cast<Eigen::Index>(in.size()));
  for (std::size_t k = 0; k < in.size(); ++k) used.col(static_cast<Eigen::Index>(k)) = a.col(in[k]);
  return used.householderQr().solve(b);
}

/// Is the column nearly a combination of those that are in?
bool dependent(const Dense& a, Eigen::Index column, const std::vector<Eigen::Index>& in) {
  if (in.empty()) return a.col(column).norm() == 0;
  const Vector rest = a.col(column) - [&] {
    const Vector x = passive_solution(a, a.col(column), in);
    Vector sum = Vector::Zero(a.rows());
    for (std::size_t k = 0; k < in.size(); ++k)
      sum += x[static_cast<Eigen::Index>(k)] * a.col(in[k]);
    return sum;
  }();
  return rest.norm() <= 1e-12 * a.col(column).norm();
}

/// One fit; `a` is square.
class ActiveSets {
public:
  ActiveSets(const Dense& a, const Vector& b) : a_(a), b_(b), x_(Vector::Zero(a.cols())) {}

  bool run() {
    const Eigen::Index most = 3 * a_.cols();
    // Gradients of a size that rounding explains are none.
    const double noise = 1e-13 * a_.colwise().norm().maxCoeff() * b_.norm();
    std::vector<char> refused(static_cast<std::size_t>(a_.cols()), 0);
    for (Eigen::Index steps = 0; steps < most;) {
      const Vector gradient = a_.transpose() * (b_ - a_ * x_);
      Eigen::Index best = -1;
      for (Eigen::Index j = 0; j < a_.cols(); ++j)
        if (!is_in(j) && refused[static_cast<std::size_t>(j)] == 0 && gradient[j] > noise &&
            (best < 0 || gradient[j] > gradient[best]))
          best = j;
      if (best < 0) return true;
      if (dependent(a_, best, in_) || !enter(best)) {
        refused[static_cast<std::size_t>(best)] = 1;
        continue;
      }
      std::fill(refused.begin(), refused.end(), 0);
      ++steps;
    }
    return false;
  }

  const Vector& coefficients() const { return x_; }

private:
  bool is_in(Eigen::Index j) const { return std::find(in_.begin(), in_.end(), j) != in_.end(); }

  /// False where the column would enter with a coefficient that is not positive.
  bool enter(Eigen::Index column) {
    in_.push_back(column);
    Vector z = passive_solution(a_, b_, in_);
    if (!(z[z.size() - 1] > 0)) {
      in_.pop_back();
      return false;
    }
    while (!in_.empty() && z.minCoeff() <= 0) {
      double step = std::numeric_limits<double>::infinity();
      for (std::size_t k = 0; k < in_.size(); ++k) {
        const double goal = z[static_cast<Eigen::Index>(k)], now = x_[in_[k]];
        if (goal <= 0) step = std::min(step, now / (now - goal));
      }
      for (std::size_t k = 0; k < in_.size(); ++k) {
        double& now = x_[in_[k]];
        const double goal = z[static_cast<Eigen::Index>(k)];
        const bool leaves = goal <= 0 && now / (now - goal) <= step;
        now = leaves ? 0.0 : now + step * (goal - now);
      }
      std::erase_if(in_, [&](Eigen::Index j) { return x_[j] <= 0; });
      if (!in_.empty()) z = passive_solution(a_, b_, in_);
    }
    x_.setZero();
    for (std::size_t k = 0; k < in_.size(); ++k) x_[in_[k]] = z[static_cast<Eigen::Index>(k)];
    return true;
  }

  const Dense& a_;
  const Vector& b_;
  Vector x_;
  std::vector<Eigen::Index> in_;
};

}  // namespace

NonNegativeLeastSquares::NonNegativeLeastSquares(const Matrix& design)
    : rows_(design.rows),
      columns_(design.columns),
      orthogonal_(design.rows, design.columns),
      triangular_(design.columns, design.columns) {
  const Eigen::HouseholderQR<Dense> qr(mapped(design));
  const auto p = static_cast<Eigen::Index>(columns_);
  const auto n = static_cast<Eigen::Index>(rows_);
  Eigen::Map<Dense>(orthogonal_.values.data(), n, p) = qr.householderQ() * Dense::Identity(n, p);
  Eigen::Map<Dense>(triangular_.values.data(), p, p) =
      qr.matrixQR().topRows(p).triangularView<Eigen::Upper>();
}

NonNegativeFit NonNegativeLeastSquares::fit(std::span<const double> response) const {
  const Eigen::Map<const Vector> b(response.data(), static_cast<Eigen::Index>(rows_));
  const Vector reduced = mapped(orthogonal_).transpose() * b;
  const Dense a = mapped(triangular_);
  ActiveSets sets(a, reduced);
  NonNegativeFit fit;
  fit.converged = sets.run();
  fit.coefficient.assign(sets.coefficients().begin(), sets.coefficients().end());
  const Vector outside = b - mapped(orthogonal_) * reduced;
  fit.residual_sum = outside.squaredNorm() + (reduced - a * sets.coefficients()).squaredNorm();
  return fit;
}

}  // namespace venscope::enrichment
