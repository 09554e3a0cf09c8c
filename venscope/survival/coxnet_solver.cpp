#include "venscope/survival/coxnet_solver.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Cholesky>
#include <Eigen/Core>

namespace venscope::survival {

namespace {

using Columns = Eigen::Map<const Eigen::MatrixXd>;
using Vector = Eigen::Map<Eigen::VectorXd>;
using ConstVector = Eigen::Map<const Eigen::VectorXd>;

constexpr int most_newton_steps = 100, most_halvings = 30, most_sweeps = 100000;

/// Where coordinates have not come to rest after this many sweeps, those that are not 0 are solved
/// for together.
constexpr int sweeps_before_solving = 8;

/// Up to this many columns in play the information of all pairs is formed; beyond, each coordinate
/// step goes over the rows.
constexpr std::size_t most_pairwise = 1000;

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

CoxnetSolver::CoxnetSolver(CoxnetProblem problem, EtaLikelihood& likelihood)
    : problem_(std::move(problem)),
      likelihood_(likelihood),
      beta_(problem_.columns.columns),
      score_(problem_.columns.columns),
      eta_(problem_.columns.offset),
      trial_(eta_),
      is_working_(beta_.size()) {
  for (std::size_t j = 0; j < beta_.size(); ++j)
    if (plays(j)) all_.push_back(j);
}

bool CoxnetSolver::start(bool with_scores) {
  if (!likelihood_.evaluate(eta_)) return false;
  loglik_ = likelihood_.loglik();
  if (with_scores) find_scores(all_);
  return true;
}

bool CoxnetSolver::start_at(std::span<const double> coefficients) {
  for (const std::size_t j : all_) {
    if (coefficients[j] == 0) continue;
    beta_[j] = coefficients[j];
    const std::span<const double> x = problem_.columns.column(j);
    const double slope = coefficients[j] * problem_.scale[j];
    for (std::size_t i = 0; i < x.size(); ++i) eta_[i] += slope * x[i];
  }
  return start();
}

double CoxnetSolver::penalty(double lambda, std::span<const double> b) const {
  double sum = 0;
  for (std::size_t k = 0; k < working_.size(); ++k) {
    const double size = std::abs(b[k]);
    sum += problem_.factor[working_[k]] *
           (problem_.alpha * size + (1 - problem_.alpha) / 2 * size * size);
  }
  // Not lambda * sum for an infinite lambda on columns that are not penalised.
  return sum > 0 ? lambda * sum : 0;
}

/// dl/db of the columns that are not in play; `step` keeps that of the others.
void CoxnetSolver::find_scores(std::span<const std::size_t> columns) {
  const CoxnetColumns& data = problem_.columns;
  const std::span<const double> gradient = likelihood_.gradient();
  const ConstVector g(gradient.data(), index(gradient.size()));
  for (const std::size_t j : columns) {
    if (is_working_[j]) continue;
    score_[j] = problem_.scale[j] * ConstVector(data.column(j).data(), g.size()).dot(g);
  }
}

bool CoxnetSolver::add_violators(std::span<const std::size_t> columns, double lambda) {
  const std::size_t before = working_.size();
  for (const std::size_t j : columns) {
    if (is_working_[j] || std::abs(score_[j]) <= threshold(j, lambda)) continue;
    is_working_[j] = true;
    working_.push_back(j);
  }
  std::sort(working_.begin(), working_.end());
  return working_.size() > before;
}

void CoxnetSolver::begin(double lambda, double lambda_before) {
  std::fill(is_working_.begin(), is_working_.end(), 0);
  working_.clear();
  strong_.clear();
  const double strong = problem_.alpha * (2 * lambda - lambda_before);
  for (const std::size_t j : all_) {
    const bool penalised = problem_.factor[j] > 0;
    if (beta_[j] != 0 || !penalised || std::abs(score_[j]) > threshold(j, lambda)) {
      is_working_[j] = true;
      working_.push_back(j);
    } else if (std::abs(score_[j]) >= strong * problem_.factor[j]) {
      strong_.push_back(j);
    }
  }
}

bool CoxnetSolver::settle(double lambda) {
  do {
    if (!solve_working(lambda)) return false;
    find_scores(strong_);
  } while (add_violators(strong_, lambda));
  return true;
}

bool CoxnetSolver::fit(double lambda, double lambda_before) {
  begin(lambda, lambda_before);
  do {
    if (!settle(lambda)) return false;
    find_scores(all_);
  } while (add_violators(all_, lambda));
  return true;
}

/// The columns in play, side by side and standardised, and where they stand.
void CoxnetSolver::gather() {
  const std::size_t n = problem_.columns.rows, m = working_.size();
  z_.resize(n * m);
  now_.resize(m);
  next_.resize(m);
  slope_.resize(m);
  direction_.resize(m);
  curvature_.resize(m);
  for (std::size_t k = 0; k < m; ++k) {
    const std::size_t j = working_[k];
    const std::span<const double> x = problem_.columns.column(j);
    for (std::size_t i = 0; i < n; ++i) z_[k * n + i] = problem_.scale[j] * x[i];
    now_[k] = beta_[j];
  }
}

bool CoxnetSolver::solve_working(double lambda) {
  if (working_.empty()) return true;
  gather();
  for (int i = 0; i < most_newton_steps; ++i)
    if (step(lambda)) {
      for (std::size_t k = 0; k < working_.size(); ++k) {
        beta_[working_[k]] = now_[k];
        score_[working_[k]] = slope_[k];
      }
      return std::isfinite(loglik_);
    } else if (!std::isfinite(loglik_)) {
      return false;
    }
  return false;
}

/// The gradient and the second derivatives of l on the columns in play.
void CoxnetSolver::build_model() {
  const std::size_t n = problem_.columns.rows, m = working_.size();
  hz_.resize(n * m);
  for (std::size_t k = 0; k < m; ++k)
    likelihood_.times_information({z_.data() + k * n, n}, {hz_.data() + k * n, n});
  const Columns z(z_.data(), index(n), index(m)), hz(hz_.data(), index(n), index(m));
  if (m > most_pairwise) {
    for (std::size_t k = 0; k < m; ++k) curvature_[k] = z.col(index(k)).dot(hz.col(index(k)));
    return;
  }
  information_.resize(m * m);
  Eigen::Map<Eigen::MatrixXd> information(information_.data(), index(m), index(m));
  if (m < 12) {
    for (Eigen::Index k = 0; k < index(m); ++k)
      for (Eigen::Index l = k; l < index(m); ++l) information(l, k) = z.col(l).dot(hz.col(k));
  } else {
    information.triangularView<Eigen::Lower>() = z.transpose() * hz;
  }
  information.triangularView<Eigen::StrictlyUpper>() = information.transpose();
  for (std::size_t k = 0; k < m; ++k) curvature_[k] = information(index(k), index(k));
}

/// The minimum of the quadratic model plus penalty, from now_ into next_; slope_ comes in as the
/// gradient at now_ and is used up. Cyclic: all columns, then those that are not 0 until they rest.
double CoxnetSolver::descend_by_information(double lambda) {
  const std::size_t m = working_.size();
  const Columns information(information_.data(), index(m), index(m));
  Vector slope(slope_.data(), index(m));
  double largest = 0;
  bool all = true;
  for (int sweep = 0; sweep < most_sweeps; ++sweep) {
    double moved = 0;
    for (std::size_t k = 0; k < m; ++k) {
      if ((!all && next_[k] == 0) || curvature_[k] <= 0) continue;
      const std::size_t j = working_[k];
      const double ridge = lambda * (1 - problem_.alpha) * problem_.factor[j];
      const double b =
          soft(slope_[k] + curvature_[k] * next_[k], threshold(j, lambda), curvature_[k] + ridge);
      const double change = b - next_[k];
      if (change == 0) continue;
      next_[k] = b;
      slope -= change * information.col(index(k));
      moved = std::max(moved, curvature_[k] * change * change);
    }
    largest = std::max(largest, moved);
    const bool rests = moved <= std::max(descent_accuracy * largest, 1e-8 * problem_.tolerance);
    if (rests && all) break;
    all = rests;
    if (!rests && sweep % sweeps_before_solving == sweeps_before_solving - 1)
      all = solve_together(lambda);
  }
  return largest;
}

/// Moves the coordinates that are not 0 to the minimum on their side of 0, or to where the first of
/// them reaches 0. False where their information is singular.
bool CoxnetSolver::solve_together(double lambda) {
  const std::size_t m = working_.size();
  const Columns information(information_.data(), index(m), index(m));
  Vector slope(slope_.data(), index(m));
  together_.clear();
  for (std::size_t k = 0; k < m; ++k)
    if (next_[k] != 0 && curvature_[k] > 0) together_.push_back(index(k));
  const Eigen::Index size = index(together_.size());
  Eigen::MatrixXd matrix = information(together_, together_);
  Eigen::VectorXd target(size);
  for (Eigen::Index l = 0; l < size; ++l) {
    const auto k = static_cast<std::size_t>(together_[static_cast<std::size_t>(l)]);
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
    const auto k = static_cast<std::size_t>(together_[static_cast<std::size_t>(l)]);
    // A coordinate that is not penalised may change its sign.
    if (threshold(working_[k], lambda) == 0 || next_[k] * (next_[k] + length * move[l]) >= 0)
      continue;
    length = -next_[k] / move[l];
    first = l;
  }
  for (Eigen::Index l = 0; l < size; ++l) {
    const auto k = static_cast<std::size_t>(together_[static_cast<std::size_t>(l)]);
    const double b = l == first ? 0 : next_[k] + length * move[l];
    slope -= (b - next_[k]) * information.col(index(k));
    next_[k] = b;
  }
  return true;
}

/// The same where there are too many pairs: the gradient of the model is kept by row.
double CoxnetSolver::descend_by_rows(double lambda) {
  const std::size_t n = problem_.columns.rows, m = working_.size();
  const Columns z(z_.data(), index(n), index(m)), hz(hz_.data(), index(n), index(m));
  const std::span<const double> gradient = likelihood_.gradient();
  residual_.assign(gradient.begin(), gradient.end());
  Vector residual(residual_.data(), index(n));
  double largest = 0;
  bool all = true;
  for (int sweep = 0; sweep < most_sweeps; ++sweep) {
    double moved = 0;
    for (std::size_t k = 0; k < m; ++k) {
      if ((!all && next_[k] == 0) || curvature_[k] <= 0) continue;
      const std::size_t j = working_[k];
      const double ridge = lambda * (1 - problem_.alpha) * problem_.factor[j];
      const double u = z.col(index(k)).dot(residual) + curvature_[k] * next_[k];
      const double b = soft(u, threshold(j, lambda), curvature_[k] + ridge);
      const double change = b - next_[k];
      if (change == 0) continue;
      next_[k] = b;
      residual -= change * hz.col(index(k));
      moved = std::max(moved, curvature_[k] * change * change);
    }
    largest = std::max(largest, moved);
    const bool rests = moved <= std::max(descent_accuracy * largest, 1e-8 * problem_.tolerance);
    if (rests && all) break;
    all = rests;
  }
  return largest;
}

/// One Newton step on the columns in play. True when it was so small that the one after it would be
/// lost in rounding; the likelihood is then that of the end.
bool CoxnetSolver::step(double lambda) {
  const std::size_t n = problem_.columns.rows, m = working_.size();
  const Columns z(z_.data(), index(n), index(m));
  Vector slope(slope_.data(), index(m));
  const auto score_now = [&] {
    slope = z.transpose() * ConstVector(likelihood_.gradient().data(), index(n));
  };
  build_model();
  score_now();
  next_ = now_;
  if (m > most_pairwise) {
    descend_by_rows(lambda);
  } else {
    descend_by_information(lambda);
  }
  double largest = 0;
  for (std::size_t k = 0; k < m; ++k) {
    direction_[k] = next_[k] - now_[k];
    largest = std::max(largest, curvature_[k] * direction_[k] * direction_[k]);
  }
  const double before = loglik_ - penalty(lambda, now_);
  residual_.resize(n);
  Vector along(residual_.data(), index(n));
  along = z * ConstVector(direction_.data(), index(m));
  double length = 1;
  for (int halving = 0; halving < most_halvings; ++halving, length /= 2) {
    for (std::size_t i = 0; i < n; ++i) trial_[i] = eta_[i] + length * residual_[i];
    for (std::size_t k = 0; k < m; ++k) next_[k] = now_[k] + length * direction_[k];
    if (!likelihood_.evaluate(trial_)) continue;
    // Close to the maximum the gain of a good step drowns in rounding.
    const double after = likelihood_.loglik() - penalty(lambda, next_);
    if (after >= before - 1e-12 * (1 + std::abs(before))) {
      loglik_ = likelihood_.loglik();
      now_.swap(next_);
      eta_.swap(trial_);
      score_now();
      return length == 1 && largest <= problem_.tolerance;
    }
  }
  loglik_ = std::numeric_limits<double>::quiet_NaN();
  return false;
}

}  // namespace venscope::survival
