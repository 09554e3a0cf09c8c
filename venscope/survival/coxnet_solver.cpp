/// From penalty to penalty: which columns come into play, and whether some were missed.
#include "venscope/survival/coxnet_solver.hpp"

#include "venscope/survival/coxnet_limits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace venscope::survival {

namespace {

/// The information that was kept is formed anew before the next penalty where the last one took
/// more steps by it.
constexpr int many_kept_steps = 14;

/// Columns whose score misses the threshold by this share of the way that the penalty falls come
/// into play too: many would be missed later, each time at the price of further steps.
constexpr double nearly = 0.4;

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

/// Which columns are needed, and which of the others the strong rule keeps. Returns how many of
/// all are needed; `joining` are those that are not in play yet.
std::size_t CoxnetSolver::choose(double lambda, double lambda_before,
                                 std::vector<std::size_t>& joining) {
  const double early = 2 * lambda > lambda_before ? nearly * (lambda_before - lambda) : 0;
  const double strong = problem_.alpha * (2 * lambda - lambda_before);
  std::size_t needed = 0;
  strong_.clear();
  joining.clear();
  for (const std::size_t j : all_) {
    const double size = std::abs(score_[j]), factor = problem_.factor[j];
    if (beta_[j] != 0 || factor == 0 || size > threshold(j, lambda - early)) {
      ++needed;
      if (!is_working_[j]) joining.push_back(j);
    } else if (size >= strong * factor && !is_working_[j]) {
      strong_.push_back(j);
    }
  }
  return needed;
}

/// Columns that were in play stay so as long as the information kept of them is used: they cost
/// little, until most of them are 0.
void CoxnetSolver::begin(double lambda, double lambda_before) {
  std::vector<std::size_t> joining;
  const std::size_t needed = choose(lambda, lambda_before, joining);
  if (kept_steps_ > many_kept_steps || 2 * held_ > 3 * needed || needed < fewest_to_keep) held_ = 0;
  kept_steps_ = 0;
  if (held_ == 0 && !working_.empty()) {
    std::fill(is_working_.begin(), is_working_.end(), 0);
    working_.clear();
    choose(lambda, lambda_before, joining);
  }
  // The scores of columns that were not in play may be known roughly only.
  find_scores(joining);
  for (const std::size_t j : joining) is_working_[j] = true;
  working_.insert(working_.end(), joining.begin(), joining.end());
}

/// Most columns that are missing show after the first step, nearly all others well before the last.
bool CoxnetSolver::settle(double lambda) {
  static constexpr std::array<double, 3> enough{std::numeric_limits<double>::infinity(), 1e6, 1};
  std::size_t part = strong_.empty() ? enough.size() - 1 : 0;
  for (bool goes_on = false;;) {
    if (!solve_working(lambda, enough[part], goes_on)) return false;
    find_scores(strong_);
    const bool more = add_violators(strong_, lambda);
    goes_on = !more;
    if (part + 1 < enough.size()) {
      ++part;
    } else if (!more) {
      return true;
    }
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
