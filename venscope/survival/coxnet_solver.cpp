/// From penalty to penalty: which columns come into play, and whether some were missed.
#include "venscope/survival/coxnet_solver.hpp"

#include "venscope/survival/coxnet_limits.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace venscope::survival {

namespace {

/// The information that was kept is formed anew before the next penalty where the last one took
/// more steps by it.
constexpr int many_kept_steps = 14;

}  // namespace

CoxnetSolver::CoxnetSolver(CoxnetProblem problem, EtaLikelihood& likelihood)
    : problem_(std::move(problem)),
      likelihood_(likelihood),
      beta_(problem_.columns.columns),
      score_(problem_.columns.columns),
      score_place_(problem_.columns.columns),
      eta_(problem_.columns.rows),
      trial_(eta_.size()),
      gradient_(eta_.size()),
      at_position_(eta_.size()),
      product_at_position_(eta_.size()),
      is_working_(beta_.size()) {
  problem_.columns.to_rows(problem_.columns.offset, eta_);
  all_.reserve(beta_.size());
  for (std::size_t j = 0; j < beta_.size(); ++j)
    if (plays(j)) all_.push_back(j);
}

std::vector<double> CoxnetSolver::eta() const {
  std::vector<double> by_position(eta_.size());
  problem_.columns.to_positions(eta_, by_position);
  return by_position;
}

bool CoxnetSolver::start(bool with_scores) {
  if (!evaluate(eta_)) return false;
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
    const double shift = problem_.columns.shift[j];
    for (std::size_t i = 0; i < x.size(); ++i) eta_[i] += slope * (x[i] - shift);
  }
  return start();
}

void CoxnetSolver::leave_out(std::span<const CoxnetCopy> copies) {
  for (const CoxnetCopy& copy : copies) problem_.scale[copy.column] = 0;
  std::erase_if(all_, [&](std::size_t j) { return !plays(j); });
}

/// dl/db of the columns that are not in play; `step` keeps that of the others.
void CoxnetSolver::find_scores(std::span<const std::size_t> columns) {
  const double* const gradient = gradient_.data();
  std::array<const double*, columns_together> chosen{};
  std::array<std::size_t, columns_together> which{};
  std::array<double, columns_together> product{};
  std::size_t count = 0;
  const auto find = [&] {
    column_kernels().products(chosen.data(), count, &gradient, 1, problem_.columns.rows,
                              product.data(), columns_together);
    for (std::size_t k = 0; k < count; ++k)
      set_score(which[k], problem_.scale[which[k]] * product[k], /*here=*/true);
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
    if (!violates(j, lambda)) continue;
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
  // The strong rule asks less than what is needed: few columns are looked at twice.
  const double strong = problem_.alpha * (2 * lambda - lambda_before);
  looked_at_.clear();
  std::size_t needed = 0;
  for (const std::size_t j : all_) {
    if (std::abs(score_[j]) < strong * problem_.factor[j] && beta_[j] == 0) continue;
    looked_at_.push_back(j);
    needed += is_needed(j);
  }
  if (kept_steps_ > many_kept_steps || 2 * held_ > 3 * needed || needed < fewest_to_keep) held_ = 0;
  kept_steps_ = 0;
  too_wide_ = false;
  if (held_ == 0) {
    std::fill(is_working_.begin(), is_working_.end(), 0);
    working_.clear();
  }
  strong_.clear();
  for (const std::size_t j : looked_at_) {
    if (is_working_[j]) continue;
    if (is_needed(j)) {
      is_working_[j] = true;
      working_.push_back(j);
    } else if (std::abs(score_[j]) >= strong * problem_.factor[j]) {
      strong_.push_back(j);
    }
  }
}

bool CoxnetSolver::settle(double lambda) {
  for (;;) {
    const Ended ended = solve_working(lambda);
    if (ended != Ended::with_violators) return ended == Ended::at_minimum;
    add_violators(strong_, lambda);
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

}  // namespace venscope::survival
