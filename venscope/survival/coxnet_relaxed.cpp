#include "venscope/survival/coxnet_relaxed.hpp"

#include "venscope/survival/coxnet_solver.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::survival {

namespace {

/// A hazard e^40 times another's is one of a fit that has no finite maximum.
constexpr double runaway_eta = 40;

/// glmnet's rule: more columns than that are not fitted without a penalty.
std::size_t most_relaxed(std::size_t rows) {
  return rows > 3 ? rows - 3 : 0;
}

CoxnetColumns chosen_columns(const CoxnetColumns& columns, std::span<const std::size_t> chosen) {
  CoxnetColumns few;
  few.rows = columns.rows;
  few.columns = chosen.size();
  few.row = columns.row;
  few.weight = columns.weight;
  few.offset = columns.offset;
  for (const std::size_t j : chosen) {
    few.values.push_back(columns.values[j]);
    few.centre.push_back(columns.centre[j]);
    few.shift.push_back(columns.shift[j]);
  }
  return few;
}

bool runs_away(std::span<const double> eta, std::span<const double> weight) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (std::size_t i = 0; i < eta.size(); ++i) {
    if (weight[i] <= 0) continue;
    low = std::min(low, eta[i]);
    high = std::max(high, eta[i]);
  }
  return !(high - low < runaway_eta);
}

/// Columns that send the likelihood to its bound at infinity do so beside others too.
bool holds(std::span<const std::size_t> set, std::span<const std::size_t> part) {
  return std::includes(set.begin(), set.end(), part.begin(), part.end());
}

std::vector<double> shares_of(std::span<const double> weight) {
  double total = 0;
  for (const double value : weight) total += value;
  std::vector<double> share(weight.begin(), weight.end());
  for (double& value : share) value /= total;
  return share;
}

/// Steps without a fit take the last that has one.
void stand_in(CoxnetTrace& relaxed, const std::vector<char>& fitted, std::size_t rows,
              bool keep_eta) {
  const auto last = std::find(fitted.rbegin(), fitted.rend(), 1);
  if (last == fitted.rend()) return;
  const auto from = static_cast<std::size_t>(fitted.rend() - last) - 1;
  for (std::size_t k = 0; k < fitted.size(); ++k) {
    if (fitted[k]) continue;
    relaxed.path.steps[k].coefficients = relaxed.path.steps[from].coefficients;
    relaxed.path.steps[k].deviance_ratio = relaxed.path.steps[from].deviance_ratio;
    if (keep_eta)
      std::copy_n(relaxed.eta.begin() + static_cast<std::ptrdiff_t>(from * rows), rows,
                  relaxed.eta.begin() + static_cast<std::ptrdiff_t>(k * rows));
  }
}

}  // namespace

std::optional<UnpenalisedFit> unpenalised_fit(const RiskOrder& order, const CoxnetColumns& columns,
                                              std::span<const std::size_t> chosen,
                                              std::span<const double> weight,
                                              std::span<const double> deviation,
                                              std::span<const double> start, bool efron,
                                              double tolerance, CoxnetCounts* counts) {
  const CoxnetColumns few = chosen_columns(columns, chosen);
  std::vector<double> scale(chosen.size());
  const std::vector<double> factor(chosen.size(), 1.0);
  for (std::size_t k = 0; k < chosen.size(); ++k) scale[k] = 1 / deviation[chosen[k]];
  EtaLikelihood likelihood(order, efron);
  likelihood.set_weights(shares_of(weight));
  CoxnetSolver solver({few, scale, factor, 1, tolerance, runaway_eta}, likelihood);
  if (!(start.empty() ? solver.start() : solver.start_at(start))) return {};
  const bool converged = solver.fit(0, 0);
  if (counts) counts->add(solver.counts());
  std::vector<double> eta = solver.eta();
  if (!converged || runs_away(eta, weight)) return {};
  return UnpenalisedFit{{solver.coefficients().begin(), solver.coefficients().end()},
                        std::move(eta),
                        solver.loglik()};
}

CoxnetTrace relaxed_path(const RiskOrder& order, const CoxnetColumns& columns,
                         std::span<const double> weight, const CoxnetOptions& options,
                         const CoxnetTrace& trace) {
  const bool efron = options.ties == Ties::efron, keep_eta = !trace.eta.empty();
  const std::vector<double> deviation = column_spread(columns, weight).deviation;
  CoxnetTrace relaxed = trace;
  relaxed.path.warnings.clear();
  relaxed.counts = {};
  EtaLikelihood likelihood(order, efron);
  likelihood.set_weights(shares_of(weight));
  const double null = likelihood.loglik_at(columns.offset).value_or(0);
  const double explainable = likelihood.saturated() - null;
  std::vector<char> fitted(trace.path.steps.size(), 0);
  std::vector<std::vector<std::size_t>> sets(trace.path.steps.size());
  std::vector<std::size_t> endless;  // steps that were tried and have no finite fit
  std::size_t too_many = 0, infinite = 0;
  for (std::size_t k = 0; k < trace.path.steps.size(); ++k) {
    CoxnetStep& step = relaxed.path.steps[k];
    std::vector<double> start;
    for (const CoxnetCoefficient& one : step.coefficients) {
      sets[k].push_back(one.column);
      start.push_back(one.value * deviation[one.column]);
    }
    if (sets[k].empty()) {
      fitted[k] = 1;
      continue;
    }
    const auto same =
        std::find(sets.begin(), sets.begin() + static_cast<std::ptrdiff_t>(k), sets[k]);
    if (const auto l = static_cast<std::size_t>(same - sets.begin()); l < k) {
      fitted[k] = fitted[l];
      step.coefficients = relaxed.path.steps[l].coefficients;
      step.deviance_ratio = relaxed.path.steps[l].deviance_ratio;
      if (keep_eta)
        std::copy_n(relaxed.eta.begin() + static_cast<std::ptrdiff_t>(l * columns.rows),
                    columns.rows,
                    relaxed.eta.begin() + static_cast<std::ptrdiff_t>(k * columns.rows));
      continue;
    }
    if (sets[k].size() > most_relaxed(trace.path.n)) {
      ++too_many;
      continue;
    }
    if (std::any_of(endless.begin(), endless.end(),
                    [&](std::size_t l) { return holds(sets[k], sets[l]); })) {
      ++infinite;
      continue;
    }
    ++relaxed.counts.looks;
    const auto fit = unpenalised_fit(order, columns, sets[k], weight, deviation, start, efron,
                                     options.tolerance * explainable, &relaxed.counts);
    if (!fit) {
      endless.push_back(k);
      ++infinite;
      continue;
    }
    fitted[k] = 1;
    for (std::size_t m = 0; m < sets[k].size(); ++m)
      step.coefficients[m].value = fit->b[m] / deviation[sets[k][m]];
    step.deviance_ratio = (fit->loglik - null) / explainable;
    if (keep_eta)
      std::copy(fit->eta.begin(), fit->eta.end(),
                relaxed.eta.begin() + static_cast<std::ptrdiff_t>(k * columns.rows));
  }
  if (too_many > 0)
    relaxed.path.warnings.push_back(fmt::format(
        "{} sets of columns have too many for a fit without a penalty: the last that has one "
        "stands in for them",
        too_many));
  if (infinite > 0)
    relaxed.path.warnings.push_back(
        fmt::format("{} sets of columns have no finite fit without a penalty: the last that has "
                    "one stands in for them",
                    infinite));
  stand_in(relaxed, fitted, columns.rows, keep_eta);
  return relaxed;
}

std::vector<CoxnetCoefficient> CoxnetRelaxed::coefficients(const CoxnetPath& penalised,
                                                           double share, std::size_t step) const {
  std::vector<double> all(penalised.columns, 0.0);
  for (const CoxnetCoefficient& one : penalised.steps[step].coefficients)
    all[one.column] += share * one.value;
  for (const CoxnetCoefficient& one : path.steps[step].coefficients)
    all[one.column] += (1 - share) * one.value;
  std::vector<CoxnetCoefficient> blended;
  for (std::size_t j = 0; j < all.size(); ++j)
    if (all[j] != 0) blended.push_back({j, all[j]});
  return blended;
}

}  // namespace venscope::survival
