/// Cox's likelihood written as the formula stands, one risk set at a time.
#pragma once

#include "venscope/survival/cox.hpp"

#include <cmath>
#include <functional>
#include <random>
#include <vector>

namespace venscope::test {

/// A data set with every complication.
struct RandomCox {
  endpoint::Outcomes outcomes;
  Matrix design;
  std::vector<std::int32_t> strata;
  std::vector<double> weights, offset;

  survival::CoxData data() const { return {outcomes, design, strata, weights, offset}; }
};

inline RandomCox random_cox(unsigned seed, std::size_t n, std::size_t p, bool entry) {
  std::mt19937 random(seed);
  const auto uniform = [&] { return static_cast<double>(random()) / 4294967296.0; };
  RandomCox result;
  result.design = Matrix(n, p);
  for (std::size_t i = 0; i < n; ++i) {
    const double time = 1 + std::floor(6 * uniform());  // ties everywhere
    result.outcomes.time.push_back(time);
    result.outcomes.event.push_back(uniform() < 0.6);
    if (entry) result.outcomes.entry.push_back(std::floor(time * uniform()));
    for (std::size_t j = 0; j < p; ++j) result.design(i, j) = 2 * uniform() - 1;
    result.strata.push_back(static_cast<std::int32_t>(3 * uniform()));
    // Multiples of a half; some are 0.
    result.weights.push_back(std::floor(4 * uniform()) / 2);
    result.offset.push_back(uniform());
  }
  return result;
}

/// Rows at risk at `time` in the stratum of row `like`.
inline std::vector<std::size_t> risk_set(const RandomCox& d, double time, std::size_t like) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < d.outcomes.size(); ++i)
    if (d.strata[i] == d.strata[like] && d.weights[i] > 0 && d.outcomes.time[i] >= time &&
        (d.outcomes.entry.empty() || d.outcomes.entry[i] < time))
      rows.push_back(i);
  return rows;
}

inline double eta_of_row(const RandomCox& d, std::size_t i, const std::vector<double>& beta) {
  double eta = d.offset[i];
  for (std::size_t j = 0; j < beta.size(); ++j) eta += beta[j] * d.design(i, j);
  return eta;
}

/// Calls `visit(risk set, dying rows)` once for every time and stratum with a death.
inline void for_each_death_time(const RandomCox& d,
                                const std::function<void(const std::vector<std::size_t>&,
                                                         const std::vector<std::size_t>&)>& visit) {
  for (std::size_t i = 0; i < d.outcomes.size(); ++i) {
    std::vector<std::size_t> dying;
    for (const std::size_t k : risk_set(d, d.outcomes.time[i], i))
      if (d.outcomes.event[k] != 0 && d.outcomes.time[k] == d.outcomes.time[i]) dying.push_back(k);
    if (!dying.empty() && dying.front() == i) visit(risk_set(d, d.outcomes.time[i], i), dying);
  }
}

inline double slow_loglik(const RandomCox& d, const std::vector<double>& beta, bool efron) {
  double loglik = 0;
  for_each_death_time(d, [&](const auto& at_risk, const auto& dying) {
    double s0 = 0, d0 = 0, weight = 0;
    for (const std::size_t k : at_risk) s0 += d.weights[k] * std::exp(eta_of_row(d, k, beta));
    for (const std::size_t k : dying) {
      d0 += d.weights[k] * std::exp(eta_of_row(d, k, beta));
      weight += d.weights[k];
      loglik += d.weights[k] * eta_of_row(d, k, beta);
    }
    const auto deaths = static_cast<double>(dying.size());
    for (std::size_t k = 0; k < dying.size(); ++k)
      loglik -= weight / deaths * std::log(s0 - (efron ? static_cast<double>(k) / deaths * d0 : 0));
  });
  return loglik;
}

/// Central differences of a function of beta.
inline std::vector<double> gradient(const std::function<double(const std::vector<double>&)>& f,
                                    std::vector<double> beta, double step) {
  std::vector<double> result;
  for (double& value : beta) {
    const double at = value;
    value = at + step;
    const double above = f(beta);
    value = at - step;
    result.push_back((above - f(beta)) / (2 * step));
    value = at;
  }
  return result;
}

inline double second_difference(const std::function<double(const std::vector<double>&)>& f,
                                const std::vector<double>& beta, std::size_t i, std::size_t j,
                                double step) {
  const auto at = [&](double a, double b) {
    std::vector<double> moved = beta;
    moved[i] += a * step;
    moved[j] += b * step;
    return f(moved);
  };
  return (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / (4 * step * step);
}

}  // namespace venscope::test
