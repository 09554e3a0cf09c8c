#include "venscope/survival/coxnet_solver.hpp"

#include "venscope/survival/nearest_combination.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include <Eigen/Cholesky>
#include <Eigen/Core>

namespace venscope::survival {

namespace {

using Columns = Eigen::Map<const Eigen::MatrixXd, 0, Eigen::OuterStride<>>;
using Vector = Eigen::Map<Eigen::VectorXd>;

constexpr int most_newton_steps = 100, most_halvings = 30, most_sweeps = 100000;

/// From this many columns in play on, the information found at an earlier penalty serves: a step
/// then costs n m + m^2 instead of n m^2. It is formed anew within a penalty where a second step
/// shrinks the one before it by less than a third (in squares: slowest), or a step had to be
/// shortened; and before the next penalty where the last one took many steps.
constexpr std::size_t fewest_to_keep = 16;
constexpr double slowest = 0.4;
constexpr int many_kept_steps = 14, most_renewals = 5, most_slow = 2;
/// Steps by an old information converge linearly: they end where what is left is smaller by this
/// factor (in squares) than the last step of Newton's may be.
constexpr double kept_accuracy = 1e-5;

/// Columns whose products are asked for in one call.
constexpr std::size_t columns_together = 64;

/// Of columns that gain by leaving 0 those join that gain this share of what the best does.
constexpr double much = 0.2;

/// Steps that are remembered to make the next one better.
constexpr std::size_t most_remembered = 8;

/// A score within this share of the threshold does not reach it where the others are solved for.
constexpr double reach = 1e-11;

/// Where coordinates have not come to rest after this many sweeps, those that are not 0 are solved
/// for together.
constexpr int sweeps_before_solving = 8;

/// Up to this many columns in play the information of all pairs is formed; beyond, each coordinate
/// step goes over the rows.
constexpr std::size_t most_pairwise = 3000;

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

/// Squared, what is left of the way after a step of this square and the one before it, if all
/// shrink alike, and by no more than this: a great success of mixing need not come twice.
constexpr double best_share = 0.1;
double left_after(double moved, double before) {
  const double share = std::isfinite(before) ? std::max(moved / before, best_share) : slowest;
  const double beyond = 1 - std::sqrt(share);
  return beyond > 0 ? moved * share / (beyond * beyond) : std::numeric_limits<double>::infinity();
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
  const double* const gradient = likelihood_.gradient().data();
  std::array<const double*, columns_together> chosen{};
  std::array<std::size_t, columns_together> which{};
  std::array<double, columns_together> product{};
  std::size_t count = 0;
  const auto find = [&] {
    column_kernels().products(chosen.data(), count, &gradient, 1, problem_.columns.rows,
                              product.data(), columns_together);
    for (std::size_t k = 0; k < count; ++k)
      score_[which[k]] = problem_.scale[which[k]] * product[k];
    count = 0;
  };
  for (const std::size_t j : columns) {
    if (is_working_[j]) continue;
    chosen[count] = problem_.columns.column(j).data();
    which[count++] = j;
    if (count == columns_together) find();
  }
  find();
}

bool CoxnetSolver::add_violators(std::span<const std::size_t> columns, double lambda) {
  const std::size_t before = working_.size();
  for (const std::size_t j : columns) {
    if (is_working_[j] || std::abs(score_[j]) <= threshold(j, lambda)) continue;
    is_working_[j] = true;
    working_.push_back(j);
  }
  std::sort(working_.begin() + static_cast<std::ptrdiff_t>(held_), working_.end());
  return working_.size() > before;
}

/// Columns that were in play stay so as long as the information kept of them is used: they cost
/// little, until most of them are 0.
void CoxnetSolver::begin(double lambda, double lambda_before) {
  const auto is_needed = [&](std::size_t j) {
    return beta_[j] != 0 || problem_.factor[j] == 0 || std::abs(score_[j]) > threshold(j, lambda);
  };
  std::size_t needed = 0;
  for (const std::size_t j : all_) needed += is_needed(j);
  if (kept_steps_ > many_kept_steps || 2 * held_ > 3 * needed || needed < fewest_to_keep) held_ = 0;
  kept_steps_ = 0;
  if (held_ == 0) {
    std::fill(is_working_.begin(), is_working_.end(), 0);
    working_.clear();
  }
  strong_.clear();
  const double strong = problem_.alpha * (2 * lambda - lambda_before);
  for (const std::size_t j : all_) {
    if (is_working_[j]) continue;
    if (is_needed(j)) {
      is_working_[j] = true;
      working_.push_back(j);
    } else if (std::abs(score_[j]) >= strong * problem_.factor[j]) {
      strong_.push_back(j);
    }
  }
}

/// Most columns that are missing show after the first step.
bool CoxnetSolver::settle(double lambda) {
  bool roughly = !strong_.empty();
  for (;;) {
    if (!solve_working(lambda, roughly)) return false;
    find_scores(strong_);
    if (!add_violators(strong_, lambda) && !roughly) return true;
    roughly = false;
  }
}

bool CoxnetSolver::fit(double lambda, double lambda_before) {
  begin(lambda, lambda_before);
  do {
    if (!settle(lambda)) return false;
    find_scores(all_);
  } while (add_violators(all_, lambda));
  return true;
}

/// The columns in play where they lie, for many fits read the same ones, and where they stand.
void CoxnetSolver::gather() {
  const std::size_t m = working_.size();
  now_.resize(m);
  next_.resize(m);
  slope_.resize(m);
  direction_.resize(m);
  curvature_.resize(m);
  x_.resize(m);
  unit_.resize(m);
  for (std::size_t k = 0; k < m; ++k) {
    const std::size_t j = working_[k];
    now_[k] = beta_[j];
    x_[k] = problem_.columns.column(j).data();
    unit_[k] = problem_.scale[j];
  }
}

/// The gradient on the columns in play, where the likelihood stands.
void CoxnetSolver::find_slope() {
  const std::size_t m = working_.size();
  const double* const gradient = likelihood_.gradient().data();
  column_kernels().products(x_.data(), m, &gradient, 1, problem_.columns.rows, slope_.data(), m);
  for (std::size_t k = 0; k < m; ++k) slope_[k] *= unit_[k];
}

/// The minimum over the columns in play, or (`roughly`) where the first step to it leads.
bool CoxnetSolver::solve_working(double lambda, bool roughly) {
  if (working_.empty()) return true;
  const std::size_t m = working_.size();
  // Without a penalty there may be no minimum: Newton steps tell.
  keeps_ = lambda > 0 && m >= fewest_to_keep && m <= most_pairwise;
  if (!keeps_) held_ = 0;
  gather();
  find_slope();
  bool newton = !extend_model();
  // What was learnt of the information holds at the next penalty; columns that are new come last.
  last_now_.clear();
  for (Change& change : history_) {
    change.place.resize(m);
    change.move.resize(m);
  }
  int renewals = 0, slow = 0;
  double before = std::numeric_limits<double>::infinity();
  for (int i = 0; i < most_newton_steps; ++i) {
    step(lambda, newton);
    kept_steps_ += !newton;
    const bool close = newton ? moved_ <= problem_.tolerance
                              : left_after(moved_, before) <= problem_.tolerance * kept_accuracy;
    const bool rests = !shortened_ && (roughly || close);
    if (!std::isfinite(loglik_)) {
      if (newton) return false;
      // The old information led nowhere: from here on with that of where we are.
      likelihood_.evaluate(eta_);
      loglik_ = likelihood_.loglik();
      find_slope();
      renewals = most_renewals;
      shortened_ = true;
    }
    if (rests && std::isfinite(loglik_)) {
      for (std::size_t k = 0; k < m; ++k) {
        beta_[working_[k]] = now_[k];
        score_[working_[k]] = slope_[k];
      }
      return true;
    }
    slow += !(moved_ < slowest * before);
    newton = !keeps_ || renewals >= most_renewals || shortened_ || slow >= most_slow;
    renewals += newton;
    if (newton) slow = 0;
    before = newton ? std::numeric_limits<double>::infinity() : moved_;
  }
  return false;
}

/// Room for the information of that many columns; what is there stays.
void CoxnetSolver::make_room(std::size_t columns) {
  if (columns <= room_) return;
  const std::size_t room = columns + columns / 2 + 16;
  std::vector<double> wider(room * room);
  for (std::size_t k = 0; k < held_; ++k)
    std::copy_n(information(k), held_, wider.data() + k * room);
  information_.swap(wider);
  room_ = room;
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
      likelihood.times_information({x_[from + k], n}, {product, n});
      products[k] = product;
    }
    // Of two new columns once.
    column_kernels().products(x_.data(), from + count, products.data(), count, n, information(from),
                              room_);
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
  make_room(m);
  find_information(*kept_likelihood_, old);
  held_ = m;
  return true;
}

/// The second derivatives of l on the columns in play.
void CoxnetSolver::build_model() {
  const std::size_t n = problem_.columns.rows, m = working_.size();
  if (m > most_pairwise) {
    hx_.resize(n * m);
    for (std::size_t k = 0; k < m; ++k) {
      const double* const product = hx_.data() + k * n;
      likelihood_.times_information({x_[k], n}, {hx_.data() + k * n, n});
      column_kernels().products(&x_[k], 1, &product, 1, n, &curvature_[k], 1);
      curvature_[k] *= unit_[k] * unit_[k];
    }
    return;
  }
  held_ = 0;
  make_room(m);
  find_information(likelihood_, 0);
  if (!keeps_) return;
  kept_likelihood_.emplace(likelihood_);
  held_ = m;
  together_.clear();
  factor_.clear();
}

/// Brings the factor to the columns that are not 0 or not penalised. False where one of them is
/// explained by the others.
bool CoxnetSolver::bring_together(double lambda) {
  const std::size_t m = working_.size();
  const double ridge = lambda * (1 - problem_.alpha);
  if (ridge != factor_ridge_) {
    together_.clear();
    factor_.clear();
    factor_ridge_ = ridge;
  }
  const auto belongs = [&](std::size_t k) {
    return curvature_[k] > 0 && (next_[k] != 0 || threshold(working_[k], lambda) == 0);
  };
  is_together_.resize(m);
  for (std::size_t place = together_.size(); place-- > 0;)
    if (!belongs(together_[place])) leave(place);
  is_together_.assign(m, 0);
  for (const std::size_t k : together_) is_together_[k] = true;
  if (!together_.empty()) {
    for (std::size_t k = 0; k < m; ++k)
      if (!is_together_[k] && belongs(k) && !join(k)) return false;
    return true;
  }
  std::vector<double> ridges;
  for (std::size_t k = 0; k < m; ++k) {
    if (!belongs(k)) continue;
    together_.push_back(k);
    ridges.push_back(ridge * problem_.factor[working_[k]]);
    is_together_[k] = true;
  }
  if (factor_.add_all(information_.data(), room_, together_, ridges)) return true;
  together_.clear();
  return false;
}

bool CoxnetSolver::join(std::size_t k) {
  const double* column = information(k);
  std::vector<double> products;
  for (const std::size_t l : together_) products.push_back(column[l]);
  if (!factor_.add(products, column[k] + factor_ridge_ * problem_.factor[working_[k]]))
    return false;
  together_.push_back(k);
  is_together_[k] = true;
  return true;
}

void CoxnetSolver::leave(std::size_t place) {
  factor_.drop(place);
  is_together_[together_[place]] = false;
  together_.erase(together_.begin() + static_cast<std::ptrdiff_t>(place));
}

/// The gradient of the model at next_, of the columns that are not solved for or of all.
void CoxnetSolver::find_model_slope(bool of_all) {
  const std::size_t m = working_.size();
  chosen_.clear();
  which_.clear();
  for (std::size_t k = 0; k < m; ++k) {
    direction_[k] = next_[k] - now_[k];
    if (!of_all && (is_together_[k] || curvature_[k] <= 0)) continue;
    chosen_.push_back(information(k));
    which_.push_back(k);
  }
  product_.resize(chosen_.size());
  const double* const direction = direction_.data();
  column_kernels().products(chosen_.data(), chosen_.size(), &direction, 1, m, product_.data(),
                            chosen_.size());
  for (std::size_t l = 0; l < which_.size(); ++l)
    slope_[which_[l]] = slope_now_[which_[l]] - product_[l];
}

/// Columns that gain by leaving 0 join: the one that gains most, and others that gain much. False
/// where it is explained by those that are there.
bool CoxnetSolver::join_gaining(double lambda) {
  gains_.clear();
  for (std::size_t k = 0; k < working_.size(); ++k) {
    if (is_together_[k] || curvature_[k] <= 0) continue;
    const double limit = threshold(working_[k], lambda);
    const double beyond = std::abs(slope_[k]) - limit;
    if (beyond > reach * limit) gains_.push_back({beyond * beyond / curvature_[k], k});
  }
  std::sort(gains_.begin(), gains_.end(), [](const auto& a, const auto& b) {
    return a.first > b.first || (a.first == b.first && a.second < b.second);
  });
  for (const auto& [gain, k] : gains_) {
    if (gain < much * gains_[0].first) break;
    if (!join(k)) return k != gains_[0].second;
  }
  return true;
}

/// The minimum as below by solving for all columns that are not 0 at once: on the way there the
/// first that reaches 0 leaves, and once there those that gain join. False, with next_ and slope_
/// somewhere on the way, where a column is explained by the others.
bool CoxnetSolver::descend_together(double lambda) {
  slope_now_ = slope_;
  if (bring_together(lambda) && walk_together(lambda)) return true;
  find_model_slope(/*of_all=*/true);
  return false;
}

bool CoxnetSolver::walk_together(double lambda) {
  const std::size_t m = working_.size();
  // What is left of the gradient of model and penalty, in the order of together_.
  std::vector<double> left, move;
  for (const std::size_t k : together_) {
    const double ridge = factor_ridge_ * problem_.factor[working_[k]];
    left.push_back(slope_[k] - ridge * next_[k] -
                   std::copysign(threshold(working_[k], lambda), next_[k]));
  }
  for (std::size_t change = 0; change < 10 * m + 100; ++change) {
    move = left;
    factor_.solve(move);
    double length = 1;
    std::size_t first = m, joining = 0, wrong = 0;
    for (std::size_t l = together_.size(); l-- > 0;) {
      const std::size_t k = together_[l];
      if (threshold(working_[k], lambda) == 0) continue;
      if (next_[k] == 0) {
        // Each that joins gains by itself, not always beside the others.
        ++joining;
        if (move[l] * left[l] > 0) continue;
        ++wrong;
        leave(l);
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(l));
        continue;
      }
      if (next_[k] * (next_[k] + length * move[l]) >= 0) continue;
      length = -next_[k] / move[l];
      first = l;
    }
    // One of them does: where none does, rounding rules.
    if (wrong > 0 && wrong == joining) return false;
    if (wrong > 0) continue;
    for (std::size_t l = 0; l < together_.size(); ++l) {
      double& b = next_[together_[l]];
      b = l == first ? 0 : b + length * move[l];
      left[l] *= 1 - length;
    }
    if (first < m) {
      leave(first);
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(first));
      continue;
    }
    find_model_slope(/*of_all=*/false);
    const std::size_t before = together_.size();
    if (!join_gaining(lambda)) return false;
    if (together_.size() == before) return true;
    std::fill(left.begin(), left.end(), 0.0);
    for (std::size_t l = before; l < together_.size(); ++l) {
      const std::size_t k = together_[l];
      left.push_back(slope_[k] - std::copysign(threshold(working_[k], lambda), slope_[k]));
    }
  }
  return false;
}

/// Steps by an information that is not quite that of here converge linearly. From how the moves
/// changed with the places they began at, the step is one to where the next move would be least
/// (Anderson's mixing): a guess, and the steps after it tell. The model's own step stands where the
/// guess would take a column to 0 or across it.
void CoxnetSolver::accelerate(double lambda) {
  const std::size_t m = working_.size();
  if (!last_now_.empty()) {
    Change change{now_, direction_};
    for (std::size_t k = 0; k < m; ++k) {
      change.place[k] -= last_now_[k];
      change.move[k] -= last_move_[k];
    }
    history_.insert(history_.begin(), std::move(change));
    if (history_.size() > most_remembered) history_.pop_back();
  }
  last_now_ = now_;
  last_move_ = direction_;
  if (history_.empty()) return;
  std::vector<double> step = direction_;
  combine(step);
  for (std::size_t k = 0; k < m; ++k)
    if (threshold(working_[k], lambda) > 0 && next_[k] != 0 &&
        !(next_[k] * (now_[k] + step[k]) > 0))
      return;
  for (std::size_t k = 0; k < m; ++k) {
    if (next_[k] == 0) continue;
    direction_[k] = step[k];
    next_[k] = now_[k] + step[k];
  }
}

/// Takes from the step what the changes remembered explain of it, in squares weighted by curvature,
/// and the way they went meanwhile.
void CoxnetSolver::combine(std::vector<double>& step) {
  const std::size_t m = step.size(), count = history_.size();
  scaled_.resize((count + 1) * m);
  chosen_.clear();
  for (std::size_t c = 0; c <= count; ++c) {
    const std::vector<double>& from = c < count ? history_[c].move : step;
    double* const to = scaled_.data() + c * m;
    for (std::size_t k = 0; k < m; ++k) to[k] = std::sqrt(curvature_[k]) * from[k];
    if (c < count) chosen_.push_back(to);
  }
  std::vector<double> by = nearest_combination(chosen_, scaled_.data() + count * m, m);
  chosen_.clear();
  for (double& value : by) value = -value;
  for (std::size_t c = 0; c < by.size(); ++c) chosen_.push_back(history_[c].place.data());
  column_kernels().add(chosen_.data(), by.data(), by.size(), m, step.data());
  for (std::size_t c = 0; c < by.size(); ++c) chosen_[c] = history_[c].move.data();
  column_kernels().add(chosen_.data(), by.data(), by.size(), m, step.data());
}

/// The minimum of the quadratic model plus penalty, from now_ into next_; slope_ comes in as the
/// gradient at now_ and is used up. Cyclic: all columns, then those that are not 0 until they rest.
void CoxnetSolver::descend_by_information(double lambda) {
  const std::size_t m = working_.size();
  const Columns information(information_.data(), index(m), index(m),
                            Eigen::OuterStride<>(index(room_)));
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
}

/// Moves the coordinates that are not 0 to the minimum on their side of 0, or to where the first of
/// them reaches 0. False where their information is singular.
bool CoxnetSolver::solve_together(double lambda) {
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
  const std::size_t n = problem_.columns.rows, m = working_.size();
  const std::span<const double> gradient = likelihood_.gradient();
  residual_.assign(gradient.begin(), gradient.end());
  const double* const residual = residual_.data();
  double largest = 0;
  bool all = true;
  for (int sweep = 0; sweep < most_sweeps; ++sweep) {
    double moved = 0;
    for (std::size_t k = 0; k < m; ++k) {
      if ((!all && next_[k] == 0) || curvature_[k] <= 0) continue;
      const std::size_t j = working_[k];
      const double ridge = lambda * (1 - problem_.alpha) * problem_.factor[j];
      double slope = 0;
      column_kernels().products(&x_[k], 1, &residual, 1, n, &slope, 1);
      const double b = soft(unit_[k] * slope + curvature_[k] * next_[k], threshold(j, lambda),
                            curvature_[k] + ridge);
      const double change = b - next_[k];
      if (change == 0) continue;
      next_[k] = b;
      const double* const hx = hx_.data() + k * n;
      const double by = -change * unit_[k];
      column_kernels().add(&hx, &by, 1, n, residual_.data());
      moved = std::max(moved, curvature_[k] * change * change);
    }
    largest = std::max(largest, moved);
    const bool rests = moved <= std::max(descent_accuracy * largest, 1e-8 * problem_.tolerance);
    if (rests && all) break;
    all = rests;
  }
}

/// One Newton step on the columns in play, by the information there (`newton`) or an old one.
/// Likelihood and slope are then those of its end; the likelihood is NaN where it leads nowhere.
void CoxnetSolver::step(double lambda, bool newton) {
  const std::size_t n = problem_.columns.rows, m = working_.size();
  if (newton) build_model();
  next_ = now_;
  if (m > most_pairwise) {
    descend_by_rows(lambda);
  } else if (!keeps_ || !descend_together(lambda)) {
    descend_by_information(lambda);
  }
  moved_ = 0;
  for (std::size_t k = 0; k < m; ++k) {
    direction_[k] = next_[k] - now_[k];
    const double ridge = lambda * (1 - problem_.alpha) * problem_.factor[working_[k]];
    moved_ = std::max(moved_, (curvature_[k] + ridge) * direction_[k] * direction_[k]);
  }
  if (newton)
    forget();
  else
    accelerate(lambda);
  const double before = loglik_ - penalty(lambda, now_);
  residual_.assign(n, 0.0);
  chosen_.clear();
  by_.clear();
  for (std::size_t k = 0; k < m; ++k) {
    if (direction_[k] == 0) continue;
    chosen_.push_back(x_[k]);
    by_.push_back(direction_[k] * unit_[k]);
  }
  column_kernels().add(chosen_.data(), by_.data(), chosen_.size(), n, residual_.data());
  double length = 1;
  for (int halving = 0; halving < most_halvings; ++halving, length /= 2) {
    for (std::size_t i = 0; i < n; ++i) trial_[i] = eta_[i] + length * residual_[i];
    if (length < 1)
      for (std::size_t k = 0; k < m; ++k) next_[k] = now_[k] + length * direction_[k];
    if (!likelihood_.evaluate(trial_)) continue;
    // Close to the maximum the gain of a good step drowns in rounding.
    const double after = likelihood_.loglik() - penalty(lambda, next_);
    if (after >= before - 1e-12 * (1 + std::abs(before))) {
      loglik_ = likelihood_.loglik();
      now_.swap(next_);
      eta_.swap(trial_);
      find_slope();
      shortened_ = length < 1;
      if (shortened_) forget();
      return;
    }
  }
  loglik_ = std::numeric_limits<double>::quiet_NaN();
}

}  // namespace venscope::survival
