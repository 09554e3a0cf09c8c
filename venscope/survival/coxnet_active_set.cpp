/// The minimum of a step's model by the factor of the columns that are not 0: they move together,
/// leave at 0 and join where they gain.
#include "venscope/survival/coxnet_solver.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {

namespace {

/// Of columns that gain by leaving 0 those join that gain this share of what the best does.
constexpr double much = 0.2;

/// A score within this share of the threshold does not reach it where the others are solved for.
constexpr double reach = 1e-11;

}  // namespace

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

}  // namespace venscope::survival
