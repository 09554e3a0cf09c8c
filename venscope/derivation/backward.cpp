#include "venscope/derivation/backward.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace venscope::derivation {
namespace {

double criterion_of(const SampleFit& fit, double penalty) {
  return -2 * fit.loglik + penalty * static_cast<double>(fit.columns.size());
}

/// Columns by Wald's statistic: the one that will go mostly comes first, and the others need not be
/// fitted to the end.
std::vector<std::size_t> least_first(const SampleFit& fit) {
  std::vector<std::size_t> order(fit.columns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto wald = [&](std::size_t j) { return fit.beta[j] * fit.beta[j] / fit.covariance(j, j); };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return wald(a) < wald(b); });
  return order;
}

/// Log-likelihoods that differ by less are the same: a tie.
constexpr double same_loglik = 1e-9;

}  // namespace

std::optional<Backward> backward(SampleLikelihood& likelihood, const Sample& sample,
                                 std::vector<std::size_t> columns, double penalty,
                                 std::optional<SampleFit> full) {
  std::optional<SampleFit> current =
      full ? std::move(full) : fit(likelihood, sample, std::move(columns));
  if (!current) return std::nullopt;
  Backward result{std::move(*current), 0, {}};
  result.criterion = criterion_of(result.fit, penalty);
  while (!result.fit.columns.empty()) {
    std::optional<SampleFit> best;
    std::size_t left = 0;
    for (const std::size_t j : least_first(result.fit)) {
      const double floor = best ? best->loglik : -std::numeric_limits<double>::infinity();
      std::optional<SampleFit> without = fit_without(likelihood, sample, result.fit, j, floor);
      if (!without) return std::nullopt;
      const double more = without->loglik - floor;
      if (more < -same_loglik || (more <= same_loglik && j > left)) continue;
      best = std::move(without);
      left = j;
    }
    const double criterion = criterion_of(*best, penalty);
    if (!(criterion < result.criterion)) break;
    result.steps.push_back({result.fit.columns[left], criterion});
    // Once more by Newton's own steps, for the covariance that the next round starts from.
    best = fit(likelihood, sample, std::move(best->columns), std::move(best->beta));
    if (!best) return std::nullopt;
    result.fit = std::move(*best);
    result.criterion = criterion_of(result.fit, penalty);
  }
  return result;
}

}  // namespace venscope::derivation
