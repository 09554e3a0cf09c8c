#include "venscope/derivation/backward.hpp"

namespace venscope::derivation {
namespace {

double criterion_of(const SampleFit& fit, double penalty) {
  return -2 * fit.loglik + penalty * static_cast<double>(fit.columns.size());
}

}  // namespace

std::optional<Backward> backward(SampleLikelihood& likelihood, const Sample& sample,
                                 std::vector<std::size_t> columns, double penalty) {
  std::optional<SampleFit> current = fit(likelihood, sample, std::move(columns));
  if (!current) return std::nullopt;
  Backward result{std::move(*current), 0, {}};
  result.criterion = criterion_of(result.fit, penalty);
  while (!result.fit.columns.empty()) {
    std::optional<SampleFit> best;
    std::size_t left = 0;
    for (std::size_t j = 0; j < result.fit.columns.size(); ++j) {
      std::optional<SampleFit> without = fit_without(likelihood, sample, result.fit, j);
      if (!without) return std::nullopt;
      if (best && without->loglik <= best->loglik) continue;
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
