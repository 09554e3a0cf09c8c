/// The quadratic model of a step: the information of the columns in play, kept where it can be, and
/// its minimum by coordinate descent.
#include "venscope/survival/coxnet_limits.hpp"
#include "venscope/survival/coxnet_solver.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

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

/// Columns that are turned into floats at a time: they stay in a near cache.
constexpr std::size_t rough_together = 8;

/// Of so many at a time the products are found: as many as floats of theirs are worth to be held.
constexpr std::size_t least_rough = 32, most_rough = 128, most_scratch = std::size_t{1} << 16;

/// Curvatures beyond this, or below its inverse, are not for floats.
constexpr double most_in_floats = 1e12;

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

/// The information in the predictors times the scaled columns given, in floats, and their squares
/// in doubles. False where floats cannot hold them or what is found with them.
bool CoxnetSolver::times_rough_information(std::span<const std::size_t> columns) {
  const std::size_t n = problem_.columns.rows;
  if (hx_.size() != n) std::vector<double>(n).swap(hx_);
  resize_closely(rough_hx_, n * columns.size());
  const double* const product = hx_.data();
  bool fits = true;
  for (std::size_t l = 0; l < columns.size(); ++l) {
    const std::size_t k = columns[l];
    times_information(*kept_likelihood_, k, hx_.data());
    column_kernels().products(&x_[k], 1, &product, 1, n, &curvature_[k], 1);
    curvature_[k] *= unit_[k] * unit_[k];
    fits = fits && curvature_[k] < most_in_floats &&
           (curvature_[k] > 1 / most_in_floats || curvature_[k] == 0);
    constexpr double centre = 0;
    single_column_kernels().standardise(&product, &centre, &unit_[k], 1, n,
                                        rough_hx_.data() + l * n);
  }
  return fits;
}

/// The products of the first `count` columns of rough_hx_ with the scaled columns given, some at a
/// time: write(l, first, values), of column l with those from place `first` of them on. Each thread
/// has a share of the columns and turns them into floats.
template <class Write>
void CoxnetSolver::find_rough_products(std::size_t count, std::span<const std::size_t> with,
                                       Write write) {
  const std::size_t n = problem_.columns.rows;
  const bool worth = with.size() * count * n > worth_a_thread * columns_together;
  const std::size_t panels = (with.size() + rough_together - 1) / rough_together;
  const std::size_t parts = problem_.crew ? problem_.crew->threads() : 1;
  resize_closely(rough_x_, parts * n * rough_together);
  std::vector<const float*> products;
  for (std::size_t l = 0; l < count; ++l) products.push_back(rough_hx_.data() + l * n);
  share(parts, worth, [&](std::size_t part) {
    float* const scaled = rough_x_.data() + part * n * rough_together;
    std::array<const double*, rough_together> x{};
    std::array<const float*, rough_together> below{};
    std::array<double, rough_together> shift{}, unit{};
    std::array<float, rough_together * most_rough> found{};
    for (std::size_t panel = part; panel < panels; panel += parts) {
      const std::size_t first = panel * rough_together;
      const std::size_t size = std::min(rough_together, with.size() - first);
      for (std::size_t c = 0; c < size; ++c) {
        const std::size_t k = with[first + c];
        x[c] = x_[k];
        shift[c] = shift_[k];
        unit[c] = unit_[k];
        below[c] = scaled + c * n;
      }
      single_column_kernels().standardise(x.data(), shift.data(), unit.data(), size, n, scaled);
      single_column_kernels().products(below.data(), size, products.data(), count, n, found.data(),
                                       rough_together);
      for (std::size_t l = 0; l < count; ++l)
        write(l, first, std::span<const float>(found.data() + l * rough_together, size));
    }
  });
}

/// Calls work(from, some) for as many of the columns at a time as scratch is worth to be had for.
template <class Work>
bool CoxnetSolver::in_rough_blocks(std::span<const std::size_t> columns, Work work) {
  const std::size_t at_once =
      std::clamp(most_scratch / problem_.columns.rows, least_rough, most_rough);
  bool fits = true;
  for (std::size_t from = 0; from < columns.size(); from += at_once) {
    const auto some = columns.subspan(from, std::min(at_once, columns.size() - from));
    fits = times_rough_information(some) && fits;
    work(from, some);
  }
  return fits;
}

/// The information of the columns that are together, below its diagonal.
bool CoxnetSolver::find_rough_together() {
  return in_rough_blocks(together_, [&](std::size_t from, std::span<const std::size_t> some) {
    find_rough_products(some.size(), std::span(together_).subspan(from),
                        [&](std::size_t l, std::size_t first, std::span<const float> values) {
                          const std::size_t above = std::min(l - std::min(l, first), values.size());
                          rough_.write_together(from + l, from + first + above,
                                                values.subspan(above));
                        });
  });
}

/// The rows of those of the columns from `first` on that are not.
bool CoxnetSolver::find_rough_rows(std::size_t first) {
  const std::size_t m = working_.size();
  std::vector<std::size_t> all(m), rows;
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (std::size_t k = first; k < m; ++k)
    if (rough_.has_row(k)) rows.push_back(k);
  return in_rough_blocks(rows, [&](std::size_t, std::span<const std::size_t> some) {
    find_rough_products(some.size(), all,
                        [&](std::size_t l, std::size_t from, std::span<const float> values) {
                          rough_.write_row(some[l], from, values);
                        });
  });
}

/// The model in floats of where the likelihood stands, or in doubles where floats do not do.
void CoxnetSolver::build_rough_model(double lambda) {
  const std::size_t m = working_.size();
  held_ = m;
  together_.clear();
  for (std::size_t k = 0; k < m; ++k)
    if (now_[k] != 0 && threshold(working_[k], lambda) > 0) together_.push_back(k);
  factor_ridge_ = lambda * (1 - problem_.alpha);
  rough_.begin(m, together_);
  const bool fits = find_rough_together() && find_rough_rows(0);
  // What comes later is found for few columns at a time.
  std::vector<float>().swap(rough_hx_);
  if (!fits || !rough_.factorise(diagonal_together())) make_exact();
}

/// In doubles from now on: floats cannot tell what is explained by what. The information of the
/// columns in play is found again, where it was.
void CoxnetSolver::make_exact() {
  exact_ = true;
  together_.clear();
  left_.clear();
  rough_.release();
  const std::size_t held = std::exchange(held_, 0);
  if (held < working_.size()) return;
  ++counts_.formed;
  make_room(held);
  find_information(*kept_likelihood_, 0);
  held_ = held;
}

/// The information of columns that are new in play, found where that of the others was. False where
/// there is too little to build on.
bool CoxnetSolver::extend_model() {
  const std::size_t m = working_.size(), old = held_;
  if (old == 0 || 2 * old < m) return false;
  if (old == m) return true;
  held_ = m;
  if (!is_rough()) {
    make_room(m);
    find_information(*kept_likelihood_, old);
    return true;
  }
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
