/// Columns that those in the factor explain: without a penalty, and where there are as many as the
/// rows tell apart. Along what they say alike the model is flat; only the penalty decides which of
/// them stays.
#include "venscope/survival/coxnet_solver.hpp"

#include <cmath>
#include <limits>

namespace venscope::survival {

/// A column that gains by leaving 0 takes the place of one that it makes needless. False where none
/// can go.
bool CoxnetSolver::exchange_for(std::size_t k, double lambda) {
  return walk_along(k, shares_in(k), std::copysign(1.0, slope_[k]), lambda);
}

/// The same for one that is not 0: the way that costs least, down to where one of them is 0.
bool CoxnetSolver::give_way(std::size_t k, double lambda) {
  const std::vector<double> share = shares_in(k);
  const auto pull = [&](std::size_t l) {
    return slope_[l] - std::copysign(threshold(working_[l], lambda), next_[l]);
  };
  double gain = pull(k);
  for (std::size_t l = 0; l < together_.size(); ++l) gain -= share[l] * pull(together_[l]);
  return walk_along(k, share, std::copysign(1.0, gain), lambda);
}

/// What the columns together make of column k.
std::vector<double> CoxnetSolver::shares_in(std::size_t k) {
  std::vector<double> share;
  for (const std::size_t l : together_) share.push_back(information(k)[l]);
  factor_.solve(share);
  return share;
}

/// Moves k by `sign` and those together by what undoes it, until a penalised one of them reaches 0
/// and leaves; k joins unless it is the one. False where none does: with a ridge nothing is flat.
bool CoxnetSolver::walk_along(std::size_t k, std::span<const double> share, double sign,
                              double lambda) {
  if (factor_ridge_ > 0) return false;
  const auto time_to_0 = [&](std::size_t l, double move) {
    return threshold(working_[l], lambda) > 0 && next_[l] * move < 0
               ? -next_[l] / move
               : std::numeric_limits<double>::infinity();
  };
  double length = time_to_0(k, sign);
  bool stays_out = std::isfinite(length);
  for (std::size_t l = 0; l < together_.size(); ++l) {
    const double time = time_to_0(together_[l], -sign * share[l]);
    if (!(time < length)) continue;
    length = time;
    stays_out = false;
  }
  if (!std::isfinite(length)) return false;
  next_[k] = stays_out ? 0 : next_[k] + sign * length;
  for (std::size_t l = together_.size(); l-- > 0;) {
    double& b = next_[together_[l]];
    const double before = b;
    // Those that reach 0 at the same time do so but for rounding.
    if (threshold(working_[together_[l]], lambda) > 0 &&
        time_to_0(together_[l], -sign * share[l]) <= length * (1 + 1e-12)) {
      b = 0;
      leave(l);
    } else {
      b = before - sign * length * share[l];
    }
  }
  return stays_out || join(k, lambda);
}

/// The minimum of the model without a penalty. Columns that others explain stay where they are: if
/// they gain nevertheless there is no minimum, and this one is none.
void CoxnetSolver::solve_freely() {
  const std::size_t m = working_.size();
  slope_now_ = slope_;
  together_.clear();
  left_.clear();
  factor_.clear();
  factor_ridge_ = 0;
  is_together_.assign(m, 0);
  for (std::size_t k = 0; k < m; ++k)
    if (curvature_[k] > 0) together_.push_back(k);
  if (!put_all_together())
    for (std::size_t k = 0; k < m; ++k)
      if (curvature_[k] > 0) join(k, /*lambda=*/0);
  find_left(/*lambda=*/0);
  factor_.solve(left_);
  for (std::size_t l = 0; l < together_.size(); ++l) next_[together_[l]] += left_[l];
  find_model_slope(/*of_all=*/false);
  at_rest_ = true;
  for (std::size_t k = 0; k < m; ++k)
    if (!is_together_[k] && slope_[k] * slope_[k] > problem_.tolerance * curvature_[k])
      at_rest_ = false;
}

}  // namespace venscope::survival
