/// The quadratic model of a step: the information of the columns in play, kept where it can be, and
/// its minimum by coordinate descent.
#include "venscope/survival/coxnet_limits.hpp"
#include "venscope/survival/coxnet_solver.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <Eigen/Cholesky>
#include <Eigen/Core>

namespace venscope::survival {

namespace {

using Columns = Eigen::Map<const Eigen::MatrixXd, 0, Eigen::OuterStride<>>;
using Vector = Eigen::Map<Eigen::VectorXd>;

/// A step need not go to the minimum of its model, only down: where coordinates do not come to rest
/// the steps after it go on.
constexpr int most_sweeps = 1000;

/// Where coordinates have not come to rest after this many sweeps, those that are not 0 are solved
/// for together.
constexpr int sweeps_before_solving = 8;

/// A model is minimised until its coordinates move by 1e-5 of the largest move so far, or by what
/// no longer matters.
constexpr double descent_accuracy = 1e-10;

Eigen::Index index(std::size_t value) {
  return static_cast<Eigen::Index>(value);
}

/// The minimiser of -u b + curvature b^2 / 2 + threshold |b| + ridge b^2 / 2.
double soft(double u, double threshold, double curvature) {
  const double beyond = std::abs(u) - threshold;
  return beyond > 0 ? std::copysign(beyond / curvature, u) : 0;
}

}  // namespace

/// Room for the information of that many columns; what is there stays. A little more than needed:
/// eleven models hold one each.
void CoxnetSolver::make_room(std::size_t columns) {
  if (columns <= room_) return;
  const std::size_t room = columns + columns / 8 + 16;
  LargeVector<double> wider(room * room);
  for (std::size_t k = 0; k < held_; ++k)
    std::copy_n(information(k), held_, wider.data() + k * room);
  information_.swap(wider);
  room_ = room;
}

/// The information in the predictors at `likelihood` times column k, centred; by row.
void CoxnetSolver::times_information(EtaLikelihood& likelihood, std::size_t k, double* product) {
  const CoxnetColumns& columns = problem_.columns;
  for (std::size_t i = 0; i < columns.rows; ++i)
    at_position_[i] = x_[k][columns.row[i]] - shift_[k];
  likelihood.times_information(at_position_, product_at_position_);
  columns.to_rows(product_at_position_, {product, columns.rows});
}

/// The information of the columns in play from `first` on with all of them, where `likelihood` is.
void CoxnetSolver::find_information(EtaLikelihood& likelihood, std::size_t first) {
  const std::size_t n = problem_.columns.rows, m = working_.size();
  std::array<const double*, columns_together> products{};
  hx_.resize(n * std::min(columns_together, m - first));
  for (std::size_t from = first; from < m; from += columns_together) {
    const std::size_t count = std::min(columns_together, m - from);
    for (std::size_t k = 0; k < count; ++k) {
      double* const product = hx_.data() + k * n;
      times_information(likelihood, from + k, product);
      products[k] = product;
    }
    // Of two new columns once.
    const std::size_t parts = (from + count + columns_together - 1) / columns_together;
    const bool worth = (from + count) * count * n > worth_a_thread * columns_together;
    share(parts, worth, [&](std::size_t part) {
      const std::size_t first_row = part * columns_together;
      const std::size_t rows = std::min(columns_together, from + count - first_row);
      column_kernels().products(x_.data() + first_row, rows, products.data(), count, n,
                                information(from) + first_row, room_);
    });
    for (std::size_t k = from; k < from + count; ++k)
      for (std::size_t l = 0; l < from + count; ++l) information(k)[l] *= unit_[k] * unit_[l];
  }
  for (std::size_t k = 0; k < m; ++k)
    for (std::size_t l = std::max(k + 1, first); l < m; ++l) information(k)[l] = information(l)[k];
  for (std::size_t k = first; k < m; ++k) curvature_[k] = information(k)[k];
}

/// The information of columns that are new in play, found where that of the others was. False where
/// there is too little to build on.
bool CoxnetSolver::extend_model() {
  const std::size_t m = working_.size(), old = held_;
  if (old == 0 || 2 * old < m) return false;
  if (old == m) return true;
  if (!is_rough()) {
    make_room(m);
    find_information(*kept_likelihood_, old);
    held_ = m;
    return true;
  }
  held_ = m;
  rough_.extend(m);
  if (find_rough_rows(old))
    rough_.mirror(old);
  else
    make_exact();
  return true;
}

/// The second derivatives of l on the columns in play.
void CoxnetSolver::build_model(double lambda) {
  const std::size_t n = problem_.columns.rows, m = working_.size();
  ++counts_.formed;
  if (m > most_pairwise) {
    hx_.resize(n * m);
    for (std::size_t k = 0; k < m; ++k) {
      const double* const product = hx_.data() + k * n;
      times_information(likelihood_, k, hx_.data() + k * n);
      column_kernels().products(&x_[k], 1, &product, 1, n, &curvature_[k], 1);
      curvature_[k] *= unit_[k] * unit_[k];
    }
    return;
  }
  held_ = 0;
  if (keeps_) {
    kept_likelihood_.emplace(likelihood_);
    if (is_rough()) return build_rough_model(lambda);
    together_.clear();
    factor_.clear();
  }
  make_room(m);
  find_information(likelihood_, 0);
  if (keeps_) held_ = m;
}

/// The minimum of the quadratic model plus penalty, from now_ into next_. Cyclic: all columns, then
/// those that are not 0 until they rest, then all again. `slope_of(k)` is the gradient of the model
/// at next_, `moved_by(k, change)` keeps it up to date; `meanwhile(sweep)` may move next_ further
/// while they do not rest, and says whether all columns are to be looked at after that.
template <class SlopeOf, class MovedBy, class Meanwhile>
void CoxnetSolver::descend_cyclically(double lambda, SlopeOf slope_of, MovedBy moved_by,
                                      Meanwhile meanwhile) {
  double largest = 0;
  bool all = true;
  for (int sweep = 0; sweep < most_sweeps; ++sweep) {
    ++counts_.sweeps;
    double moved = 0;
    for (std::size_t k = 0; k < working_.size(); ++k) {
      if ((!all && next_[k] == 0) || curvature_[k] <= 0) continue;
      const std::size_t j = working_[k];
      const double ridge = lambda * (1 - problem_.alpha) * problem_.factor[j];
      const double b =
          soft(slope_of(k) + curvature_[k] * next_[k], threshold(j, lambda), curvature_[k] + ridge);
      const double change = b - next_[k];
      if (change == 0) continue;
      next_[k] = b;
      moved_by(k, change);
      moved = std::max(moved, curvature_[k] * change * change);
    }
    largest = std::max(largest, moved);
    const bool rests = moved <= std::max(descent_accuracy * largest, 1e-8 * problem_.tolerance);
    at_rest_ = rests && all;
    if (at_rest_) break;
    all = rests || meanwhile(sweep);
  }
}

/// slope_ comes in as the gradient at now_ and is used up.
void CoxnetSolver::descend_by_information(double lambda) {
  const std::size_t m = working_.size();
  const Columns information(information_.data(), index(m), index(m),
                            Eigen::OuterStride<>(index(room_)));
  Vector slope(slope_.data(), index(m));
  descend_cyclically(
      lambda, [this](std::size_t k) { return slope_[k]; },
      [&](std::size_t k, double change) { slope -= change * information.col(index(k)); },
      [&](int sweep) {
        return sweep % sweeps_before_solving == sweeps_before_solving - 1 && solve_nonzero(lambda);
      });
}

/// Moves the coordinates that are not 0 to the minimum on their side of 0, or to where the first of
/// them reaches 0. False where their information is singular.
bool CoxnetSolver::solve_nonzero(double lambda) {
  const std::size_t m = working_.size();
  const Columns information(information_.data(), index(m), index(m),
                            Eigen::OuterStride<>(index(room_)));
  Vector slope(slope_.data(), index(m));
  nonzero_.clear();
  for (std::size_t k = 0; k < m; ++k)
    if (next_[k] != 0 && curvature_[k] > 0) nonzero_.push_back(index(k));
  const Eigen::Index size = index(nonzero_.size());
  Eigen::MatrixXd matrix = information(nonzero_, nonzero_);
  Eigen::VectorXd target(size);
  for (Eigen::Index l = 0; l < size; ++l) {
    const auto k = static_cast<std::size_t>(nonzero_[static_cast<std::size_t>(l)]);
    const double ridge = lambda * (1 - problem_.alpha) * problem_.factor[working_[k]];
    matrix(l, l) += ridge;
    target[l] =
        slope_[k] - ridge * next_[k] - std::copysign(threshold(working_[k], lambda), next_[k]);
  }
  const Eigen::LLT<Eigen::MatrixXd> factor(matrix);
  if (factor.info() != Eigen::Success || factor.rcond() < 1e-14) return false;
  const Eigen::VectorXd move = factor.solve(target);
  double length = 1;
  Eigen::Index first = -1;
  for (Eigen::Index l = 0; l < size; ++l) {
    const auto k = static_cast<std::size_t>(nonzero_[static_cast<std::size_t>(l)]);
    // A coordinate that is not penalised may change its sign.
    if (threshold(working_[k], lambda) == 0 || next_[k] * (next_[k] + length * move[l]) >= 0)
      continue;
    length = -next_[k] / move[l];
    first = l;
  }
  for (Eigen::Index l = 0; l < size; ++l) {
    const auto k = static_cast<std::size_t>(nonzero_[static_cast<std::size_t>(l)]);
    const double b = l == first ? 0 : next_[k] + length * move[l];
    slope -= (b - next_[k]) * information.col(index(k));
    next_[k] = b;
  }
  return true;
}

/// The same where there are too many pairs: the gradient of the model is kept by row.
void CoxnetSolver::descend_by_rows(double lambda) {
  const std::size_t n = problem_.columns.rows;
  residual_ = gradient_;
  const double* const residual = residual_.data();
  descend_cyclically(
      lambda,
      [&](std::size_t k) {
        double slope = 0;
        column_kernels().products(&x_[k], 1, &residual, 1, n, &slope, 1);
        return unit_[k] * slope;
      },
      [&](std::size_t k, double change) {
        const double* const hx = hx_.data() + k * n;
        const double by = -change * unit_[k];
        column_kernels().add(&hx, &by, 1, n, residual_.data());
      },
      [](int) { return false; });
}

}  // namespace venscope::survival
