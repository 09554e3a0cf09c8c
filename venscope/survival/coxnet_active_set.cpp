/// The minimum of a step's model by the factor of the columns that are not 0: they move together,
/// leave at 0 and join where they gain.
#include "venscope/survival/coxnet_limits.hpp"
#include "venscope/survival/coxnet_solver.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {

namespace {

/// Of columns that gain by leaving 0 those join that gain this share of what the best does.
constexpr double much = 0.2;

/// The ridge in a factor in floats may be off by this share: the model is then one of so much more
/// or less curvature, and its steps still end where the gradient does.
constexpr double other_ridge = 0.15;

/// A score within this share of the threshold does not reach it where the others are solved for.
constexpr double reach = 1e-11;

}  // namespace

/// Whether a column is to be solved for: one that is not 0 or not penalised.
bool CoxnetSolver::belongs(std::size_t k, double lambda) const {
  return curvature_[k] > 0 && (next_[k] != 0 || threshold(working_[k], lambda) == 0);
}

std::vector<double> CoxnetSolver::diagonal_together() const {
  std::vector<double> diagonal;
  for (const std::size_t k : together_)
    diagonal.push_back(curvature_[k] + factor_ridge_ * problem_.factor[working_[k]]);
  return diagonal;
}

/// Brings the factor to the columns that belong there. False where one of them is explained by the
/// others and none can go.
bool CoxnetSolver::bring_together(double lambda) {
  const std::size_t m = working_.size();
  const double ridge = lambda * (1 - problem_.alpha);
  if (is_rough()) {
    if (std::abs(ridge - factor_ridge_) > other_ridge * factor_ridge_) {
      factor_ridge_ = ridge;
      forget();  // moves by another model
      if (!rough_.refactorise(diagonal_together())) return false;
    }
  } else if (ridge != factor_ridge_) {
    factor_ridge_ = ridge;
    together_.clear();
    factor_.clear();
  }
  ridge_beyond_ = factor_ridge_ - ridge;
  left_.clear();
  is_together_.assign(m, 0);
  for (const std::size_t k : together_) is_together_[k] = true;
  for (std::size_t place = together_.size(); place-- > 0;)
    if (!belongs(together_[place], lambda)) leave(place);
  if (together_.empty() && !is_rough()) {
    for (std::size_t k = 0; k < m; ++k)
      if (belongs(k, lambda)) together_.push_back(k);
    put_all_together();
  }
  for (std::size_t k = 0; k < m; ++k)
    if (!is_together_[k] && belongs(k, lambda) && !join(k, lambda) &&
        (is_rough() || !give_way(k, lambda)))
      return false;
  find_left(lambda);
  return true;
}

/// The factor, in doubles, of all that are to be together, or of none.
bool CoxnetSolver::put_all_together() {
  const std::size_t size = together_.size();
  std::vector<double> products;
  factor_.expect(size);
  for (std::size_t column = 0; column < size; ++column) {
    products.clear();
    for (std::size_t row = column; row < size; ++row)
      products.push_back(information(together_[column])[together_[row]]);
    factor_.write(column, column, products);
  }
  const bool made = factor_.factorise(diagonal_together());
  if (!made) together_.clear();
  for (const std::size_t k : together_) is_together_[k] = true;
  return made;
}

/// What is left of the gradient of model and penalty, of one that is 0 on the side where it gains.
double CoxnetSolver::left_of(std::size_t k, double lambda) const {
  const double ridge = lambda * (1 - problem_.alpha) * problem_.factor[working_[k]];
  return slope_[k] - ridge * next_[k] -
         std::copysign(threshold(working_[k], lambda), next_[k] != 0 ? next_[k] : slope_[k]);
}

void CoxnetSolver::find_left(double lambda) {
  left_.clear();
  for (const std::size_t k : together_) left_.push_back(left_of(k, lambda));
}

bool CoxnetSolver::join(std::size_t k, double lambda) {
  const double diagonal = curvature_[k] + factor_ridge_ * problem_.factor[working_[k]];
  if (is_rough()) {
    if (!rough_.join(k, together_, diagonal)) return false;
  } else {
    std::vector<double> products;
    for (const std::size_t l : together_) products.push_back(information(k)[l]);
    if (!factor_.add(products, diagonal)) return false;
  }
  together_.push_back(k);
  left_.push_back(left_of(k, lambda));
  is_together_[k] = true;
  ++counts_.changes;
  return true;
}

void CoxnetSolver::leave(std::size_t place) {
  ++counts_.changes;
  const std::size_t k = together_[place];
  if (is_rough())
    rough_.leave(place, together_, curvature_[k]);
  else
    factor_.drop(place);
  is_together_[k] = false;
  together_.erase(together_.begin() + static_cast<std::ptrdiff_t>(place));
  if (place < left_.size()) left_.erase(left_.begin() + static_cast<std::ptrdiff_t>(place));
}

void CoxnetSolver::solve_together(std::span<double> x) const {
  is_rough() ? rough_.solve(x) : factor_.solve(x);
}

/// The gradient of the model at next_, of the columns that are not solved for or of all.
void CoxnetSolver::find_model_slope(bool of_all) {
  const std::size_t m = working_.size();
  for (std::size_t k = 0; k < m; ++k) direction_[k] = next_[k] - now_[k];
  if (is_rough()) {
    which_.clear();
    for (std::size_t k = 0; k < m; ++k)
      if (!is_together_[k] && curvature_[k] > 0) which_.push_back(k);
    resize_closely(product_, m);
    rough_.multiply(direction_, which_, product_);
    for (const std::size_t k : which_)
      slope_[k] = slope_now_[k] - product_[k] -
                  ridge_beyond_ * problem_.factor[working_[k]] * direction_[k];
    return;
  }
  chosen_.clear();
  which_.clear();
  for (std::size_t k = 0; k < m; ++k) {
    if (!of_all && (is_together_[k] || curvature_[k] <= 0)) continue;
    chosen_.push_back(information(k));
    which_.push_back(k);
  }
  resize_closely(product_, chosen_.size());
  const double* const direction = direction_.data();
  column_kernels().products(chosen_.data(), chosen_.size(), &direction, 1, m, product_.data(),
                            chosen_.size());
  for (std::size_t l = 0; l < which_.size(); ++l)
    slope_[which_[l]] = slope_now_[which_[l]] - product_[l];
}

/// Columns that gain by leaving 0 join: the one that gains most, and others that gain much. Where
/// the first is explained by those that are there one of them goes for it.
CoxnetSolver::Joined CoxnetSolver::join_gaining(double lambda) {
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
    if (join(k, lambda)) continue;
    if (is_rough()) return Joined::stuck;
    return k != gains_[0].second || exchange_for(k, lambda) ? Joined::some : Joined::stuck;
  }
  return gains_.empty() ? Joined::none : Joined::some;
}

/// The minimum as below by solving for all columns that are not 0 at once: on the way there the
/// first that reaches 0 leaves, and once there those that gain join. False, with next_ and slope_
/// somewhere on the way, where a column is explained by the others.
bool CoxnetSolver::descend_together(double lambda) {
  slope_now_ = slope_;
  at_rest_ = bring_together(lambda) && walk_together(lambda);
  if (at_rest_) return true;
  if (is_rough()) {
    make_exact();
    next_ = now_;
    slope_ = slope_now_;
    return descend_together(lambda);
  }
  find_model_slope(/*of_all=*/true);
  return false;
}

bool CoxnetSolver::walk_together(double lambda) {
  const std::size_t m = working_.size();
  std::vector<double> move;
  for (std::size_t change = 0; change < 10 * m + 100; ++change) {
    move = left_;
    solve_together(move);
    double length = 1;
    std::size_t first = m, joining = 0, wrong = 0;
    for (std::size_t l = together_.size(); l-- > 0;) {
      const std::size_t k = together_[l];
      if (threshold(working_[k], lambda) == 0) continue;
      if (next_[k] == 0) {
        // Each that joins gains by itself, not always beside the others.
        ++joining;
        if (move[l] * left_[l] > 0) continue;
        ++wrong;
        leave(l);
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
      left_[l] *= 1 - length;
    }
    if (first < m) {
      leave(first);
      continue;
    }
    find_model_slope(/*of_all=*/false);
    const Joined joined = join_gaining(lambda);
    if (joined != Joined::some) return joined == Joined::none;
  }
  return false;
}

}  // namespace venscope::survival
