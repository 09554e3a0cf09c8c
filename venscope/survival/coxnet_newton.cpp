/// The minimum over the columns in play, step by step, by the information there or an old one.
#include "venscope/survival/coxnet_limits.hpp"
#include "venscope/survival/coxnet_solver.hpp"
#include "venscope/survival/nearest_combination.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace venscope::survival {

namespace {

constexpr int most_newton_steps = 100, most_halvings = 30;

/// An old information is formed anew within a penalty where a second step shrinks the one before it
/// by less than a third (in squares: slowest), or a step had to be shortened.
constexpr double slowest = 0.4;
constexpr int most_renewals = 5, most_slow = 2;
/// Steps by an old information converge linearly: they end where what is left is smaller by this
/// factor (in squares) than the last step of Newton's may be.
constexpr double kept_accuracy = 1e-5;
/// Where the ridge in the factor is not the penalty's they shrink alike in all directions, and what
/// is left is more than its largest part tells: so much smaller then.
constexpr double ridge_accuracy = 1e-2;

/// Steps that are remembered to make the next one better.
constexpr std::size_t most_remembered = 8;

/// Squared, what is left of the way after a step of this square and the one before it, if all
/// shrink alike, and by no more than this: a great success of mixing need not come twice.
constexpr double best_share = 0.1;
double left_after(double moved, double before) {
  const double share = std::isfinite(before) ? std::max(moved / before, best_share) : slowest;
  const double beyond = 1 - std::sqrt(share);
  return beyond > 0 ? moved * share / (beyond * beyond) : std::numeric_limits<double>::infinity();
}

}  // namespace

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

/// The columns in play where they lie, for many fits read the same ones, and where they stand.
void CoxnetSolver::gather() {
  const std::size_t m = working_.size();
  resize_closely(now_, m);
  resize_closely(next_, m);
  resize_closely(slope_, m);
  resize_closely(direction_, m);
  resize_closely(curvature_, m);
  resize_closely(x_, m);
  resize_closely(unit_, m);
  resize_closely(shift_, m);
  for (std::size_t k = 0; k < m; ++k) {
    const std::size_t j = working_[k];
    now_[k] = beta_[j];
    x_[k] = problem_.columns.column(j).data();
    unit_[k] = problem_.scale[j];
    shift_[k] = problem_.columns.shift[j];
  }
}

void CoxnetSolver::find_products(ColumnPointers columns, const double* g, double* out) const {
  const std::size_t n = problem_.columns.rows, count = columns.size();
  const std::size_t parts = (count + columns_together - 1) / columns_together;
  share(parts, count * n > worth_a_thread, [&](std::size_t part) {
    const std::size_t from = part * columns_together;
    const ColumnPointers some = columns.subspan(from, std::min(columns_together, count - from));
    column_kernels().products(some.data(), some.size(), &g, 1, n, out + from, some.size());
  });
}

void CoxnetSolver::add_chosen(std::span<double> y) const {
  const std::size_t n = y.size(), parts = (n + rows_together - 1) / rows_together;
  const bool worth = chosen_.size() * n > worth_a_thread;
  share(worth ? parts : 1, worth, [&](std::size_t part) {
    if (!worth) return column_kernels().add(chosen_.data(), by_.data(), by_.size(), n, y.data());
    const std::size_t from = part * rows_together;
    std::vector<const double*> below(chosen_);
    for (const double*& column : below) column += from;
    column_kernels().add(below.data(), by_.data(), by_.size(), std::min(rows_together, n - from),
                         y.data() + from);
  });
}

/// The gradient on the columns in play, where the likelihood stands.
void CoxnetSolver::find_slope() {
  const std::size_t m = working_.size();
  const double* const gradient = gradient_.data();
  find_products(x_, gradient, slope_.data());
  for (std::size_t k = 0; k < m; ++k) slope_[k] *= unit_[k];
}

/// The gradient where the last steps ended, as far as it is not known from there.
void CoxnetSolver::find_first_slope() {
  const double* const gradient = gradient_.data();
  chosen_.clear();
  which_.clear();
  for (std::size_t k = 0; k < working_.size(); ++k) {
    slope_[k] = score_[working_[k]];
    if (score_place_[working_[k]] == place_) continue;
    chosen_.push_back(x_[k]);
    which_.push_back(k);
  }
  resize_closely(product_, chosen_.size());
  find_products(chosen_, gradient, product_.data());
  for (std::size_t l = 0; l < which_.size(); ++l)
    slope_[which_[l]] = unit_[which_[l]] * product_[l];
}

bool CoxnetSolver::evaluate(std::span<const double> eta) {
  ++place_;
  problem_.columns.to_positions(eta, at_position_);
  const bool defined = likelihood_.evaluate(at_position_);
  if (defined) problem_.columns.to_rows(likelihood_.gradient(), gradient_);
  too_wide_ = too_wide_ || !defined;
  return defined;
}

/// Whether a column that the strong rule keeps has to come into play, from where we are.
bool CoxnetSolver::finds_violators(double lambda) {
  find_scores(strong_);
  return std::any_of(strong_.begin(), strong_.end(),
                     [&](std::size_t j) { return violates(j, lambda); });
}

/// Where the columns in play stand, for all who ask by column.
void CoxnetSolver::keep_working() {
  for (std::size_t k = 0; k < working_.size(); ++k) {
    beta_[working_[k]] = now_[k];
    set_score(working_[k], slope_[k], /*here=*/true);
  }
}

/// The minimum over the columns in play, and over those that the strong rule keeps, unless one of
/// these turns out to be needed on the way: the sooner the fewer steps are made in vain.
CoxnetSolver::Ended CoxnetSolver::solve_working(double lambda) {
  if (working_.empty()) return finds_violators(lambda) ? Ended::with_violators : Ended::at_minimum;
  const std::size_t m = working_.size();
  // Without a penalty there may be no minimum: Newton steps tell.
  keeps_ = lambda > 0 && m >= fewest_to_keep && m <= most_pairwise;
  if (!keeps_) held_ = 0;
  gather();
  find_first_slope();
  bool newton = !extend_model();
  // What was learnt of the information holds at the next penalty; columns that are new come last.
  last_now_.clear();
  for (Change& change : history_) {
    resize_closely(change.place, m);
    resize_closely(change.move, m);
  }
  int renewals = 0, slow = 0, wide = 0;
  double before = std::numeric_limits<double>::infinity();
  for (int i = 0; i < most_newton_steps; ++i) {
    step(lambda, newton);
    kept_steps_ += !newton;
    if (std::isfinite(loglik_)) wide = likelihood_.spread() > problem_.widest ? wide + 1 : 0;
    if (wide > 1) return Ended::nowhere;
    const bool exact = newton && !is_rough();
    const double accuracy = kept_accuracy * (ridge_beyond_ == 0 ? 1 : ridge_accuracy);
    const bool close = exact ? moved_ <= problem_.tolerance
                             : left_after(moved_, before) <= problem_.tolerance * accuracy;
    const bool rests = !shortened_ && close && at_rest_;
    if (!std::isfinite(loglik_)) {
      if (newton) return Ended::nowhere;
      // The old information led nowhere: from here on with that of where we are.
      evaluate(eta_);
      loglik_ = likelihood_.loglik();
      find_slope();
      renewals = most_renewals;
      shortened_ = true;
    }
    const bool looks = rests || (!shortened_ && moved_ > problem_.tolerance);
    if (looks && finds_violators(lambda)) {
      keep_working();
      return Ended::with_violators;
    }
    if (rests && std::isfinite(loglik_)) {
      keep_working();
      return Ended::at_minimum;
    }
    slow += !(moved_ < slowest * before);
    newton = !keeps_ || renewals >= most_renewals || shortened_ || slow >= most_slow;
    renewals += newton;
    if (newton && renewals > 1 && is_rough()) {
      held_ = 0;
      make_exact();
    }
    if (newton) slow = 0;
    before = newton ? std::numeric_limits<double>::infinity() : moved_;
  }
  return Ended::nowhere;
}

/// One Newton step on the columns in play, by the information there (`newton`) or an old one.
/// Likelihood and slope are then those of its end; the likelihood is NaN where it leads nowhere.
void CoxnetSolver::step(double lambda, bool newton) {
  const std::size_t n = problem_.columns.rows, m = working_.size();
  ++counts_.steps;
  if (newton) build_model(lambda);
  next_ = now_;
  if (m > most_pairwise) {
    descend_by_rows(lambda);
  } else if (lambda == 0) {
    solve_freely();
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
  chosen_.clear();
  by_.clear();
  double shift = 0;
  for (std::size_t k = 0; k < m; ++k) {
    if (direction_[k] == 0) continue;
    chosen_.push_back(x_[k]);
    by_.push_back(direction_[k] * unit_[k]);
    shift += by_.back() * shift_[k];
  }
  residual_.assign(n, -shift);
  add_chosen(residual_);
  double length = 1;
  for (int halving = 0; halving < most_halvings; ++halving, length /= 2) {
    for (std::size_t i = 0; i < n; ++i) trial_[i] = eta_[i] + length * residual_[i];
    if (length < 1)
      for (std::size_t k = 0; k < m; ++k) next_[k] = now_[k] + length * direction_[k];
    if (!evaluate(trial_)) continue;
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

/// Steps by an information that is not quite that of here converge linearly. From how the moves
/// changed with the places they began at, the step is one to where the next move would be least
/// (Anderson's mixing): a guess, and the steps after it tell. The model's own step stands where the
/// guess would take a column to 0 or across it.
void CoxnetSolver::accelerate(double lambda) {
  const std::size_t m = working_.size();
  if (!last_now_.empty()) {
    Change change{std::vector<float>(m), std::vector<float>(m)};
    for (std::size_t k = 0; k < m; ++k) {
      change.place[k] = static_cast<float>(now_[k] - last_now_[k]);
      change.move[k] = static_cast<float>(direction_[k] - last_move_[k]);
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
  std::vector<double> moves(count * m), target(m);
  for (std::size_t k = 0; k < m; ++k) {
    const double weight = std::sqrt(curvature_[k]);
    for (std::size_t c = 0; c < count; ++c) moves[c * m + k] = weight * history_[c].move[k];
    target[k] = weight * step[k];
  }
  const std::vector<double> by = nearest_combination(std::move(moves), target);
  for (std::size_t c = 0; c < by.size(); ++c) {
    const Change& change = history_[c];
    for (std::size_t k = 0; k < m; ++k)
      step[k] -= by[c] * (static_cast<double>(change.place[k]) + change.move[k]);
  }
}

}  // namespace venscope::survival
