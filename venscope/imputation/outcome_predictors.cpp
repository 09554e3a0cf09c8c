#include "venscope/imputation/impute.hpp"

#include <algorithm>
#include <numeric>

namespace venscope::imputation {

namespace {

/// H(t_i) = sum over event times up to t_i of deaths / at risk.
std::vector<double> nelson_aalen(const endpoint::Outcomes& outcomes, std::int32_t cause) {
  const std::size_t n = outcomes.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return outcomes.time[a] < outcomes.time[b];
  });
  std::vector<double> entry = outcomes.entry;
  std::sort(entry.begin(), entry.end());
  std::vector<double> hazard(n);
  double sum = 0;
  std::size_t entered = 0;
  for (std::size_t begin = 0; begin < n;) {
    const double time = outcomes.time[order[begin]];
    std::size_t end = begin, deaths = 0;
    for (; end < n && outcomes.time[order[end]] == time; ++end)
      deaths += outcomes.event[order[end]] == cause;
    while (entered < entry.size() && entry[entered] < time) ++entered;
    const std::size_t at_risk = (outcomes.delayed_entry() ? entered : n) - begin;
    if (deaths > 0) sum += static_cast<double>(deaths) / static_cast<double>(at_risk);
    for (std::size_t i = begin; i < end; ++i) hazard[order[i]] = sum;
    begin = end;
  }
  return hazard;
}

}  // namespace

Matrix outcome_predictors(const endpoint::Outcomes& outcomes) {
  std::vector<std::int32_t> causes = outcomes.event;
  std::sort(causes.begin(), causes.end());
  causes.erase(std::unique(causes.begin(), causes.end()), causes.end());
  std::erase(causes, 0);
  Matrix predictors(outcomes.size(), 2 * causes.size());
  for (std::size_t c = 0; c < causes.size(); ++c) {
    const std::vector<double> hazard = nelson_aalen(outcomes, causes[c]);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      predictors(i, 2 * c) = outcomes.event[i] == causes[c] ? 1 : 0;
      predictors(i, 2 * c + 1) = hazard[i];
    }
  }
  return predictors;
}

}  // namespace venscope::imputation
