#include "venscope/survival/coxnet.hpp"

#include "venscope/survival/coxnet_path.hpp"
#include "venscope/survival/coxnet_solver.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::survival {

namespace {

/// glmnet's rules for ending a path.
constexpr std::size_t fewest_steps = 5;
constexpr double least_gain = 1e-3, enough_explained = 0.99;
/// The penalty under which only what is not penalised moves.
constexpr double no_entry = 9.9e35;
/// Ridge has no lambda at which everything is 0: its path begins where that of this alpha does.
constexpr double least_alpha = 1e-3;

bool left_out(double factor) {
  return std::isinf(factor);
}

/// Factors that sum to p; those of columns left out count as 1 in that sum, as in glmnet.
std::vector<double> scaled_factors(const CoxnetOptions& options, std::size_t p) {
  std::vector<double> factor(p, 1.0);
  double sum = 0;
  for (std::size_t j = 0; j < p; ++j) {
    if (!options.penalty_factor.empty() && !left_out(options.penalty_factor[j]))
      factor[j] = options.penalty_factor[j];
    sum += factor[j];
  }
  for (double& value : factor) value *= static_cast<double>(p) / sum;
  return factor;
}

double largest_lambda(const CoxnetSolver& solver, const std::vector<double>& scale,
                      const std::vector<double>& factor, double alpha) {
  double largest = 0;
  for (std::size_t j = 0; j < factor.size(); ++j)
    if (scale[j] > 0 && factor[j] > 0)
      largest = std::max(largest, std::abs(solver.score()[j]) / factor[j]);
  return largest / std::max(alpha, least_alpha);
}

bool ends(const std::vector<CoxnetStep>& steps) {
  if (steps.size() < fewest_steps) return false;
  const double now = steps.back().deviance_ratio;
  const double then = steps[steps.size() - fewest_steps].deviance_ratio;
  return now > enough_explained || now - then < least_gain * now;
}

}  // namespace

std::vector<double> CoxnetPath::coefficients(std::size_t step) const {
  std::vector<double> all(columns, 0.0);
  for (const CoxnetCoefficient& one : steps[step].coefficients) all[one.column] = one.value;
  return all;
}

CoxnetPath coxnet_path(const RiskOrder& order, const CoxnetColumns& columns,
                       std::span<const double> weight, const CoxnetOptions& options,
                       std::vector<double>* eta) {
  const std::size_t p = columns.columns;
  CoxnetPath path;
  path.columns = p;
  double total = 0;
  for (std::size_t i = 0; i < columns.rows; ++i) {
    total += weight[i];
    path.n += weight[i] > 0;
    path.events += weight[i] > 0 && order.event[i] != 0;
  }
  std::vector<double> share(weight.begin(), weight.end());
  for (double& value : share) value /= total;

  std::vector<double> scale = standard_deviations(columns, share);
  for (std::size_t j = 0; j < p; ++j) {
    if (scale[j] > 0) scale[j] = options.standardise ? 1 / scale[j] : 1;
    if (!options.penalty_factor.empty() && left_out(options.penalty_factor[j])) scale[j] = 0;
  }
  const std::vector<double> factor = scaled_factors(options, p);
  EtaLikelihood likelihood(order, options.ties == Ties::efron);
  likelihood.set_weights(share);
  const double saturated = likelihood.saturated();
  const std::optional<double> null = likelihood.loglik_at(columns.offset);
  if (!null) {
    path.warnings.push_back("the offsets lie too far apart for a likelihood");
    return path;
  }
  const double explainable = saturated - *null;
  path.null_deviance = 2 * total * explainable;
  if (!(explainable > 0)) {
    path.warnings.push_back("there is nothing to explain: every event has a risk set of its own");
    return path;
  }
  CoxnetSolver solver({columns, scale, factor, options.alpha, options.tolerance * explainable},
                      likelihood);
  solver.start();

  const bool given = !options.lambda.empty();
  std::vector<double> lambdas = options.lambda;
  std::sort(lambdas.begin(), lambdas.end(), std::greater<>());
  const std::size_t count = given ? lambdas.size() : options.lambda_count;
  const double ratio = options.lambda_min_ratio.value_or(path.n < p ? 0.01 : 1e-4);
  double before = no_entry;
  for (std::size_t k = 0; k < count; ++k) {
    const double fitted_at = given ? lambdas[k] : k == 0 ? no_entry : lambdas[k];
    if (!solver.fit(fitted_at, before)) {
      path.warnings.push_back(fmt::format(
          "the fit does not converge at step {} of {}: the path ends before it", k + 1, count));
      break;
    }
    if (!given && k == 0) {
      const double first = largest_lambda(solver, scale, factor, options.alpha);
      if (!(first > 0)) {
        path.warnings.push_back("no column that is penalised has anything to do with the outcome");
        break;
      }
      for (std::size_t l = 0; l < count; ++l)
        lambdas.push_back(first * std::pow(ratio, count > 1 ? static_cast<double>(l) /
                                                                  static_cast<double>(count - 1)
                                                            : 0));
    }
    before = lambdas[k];
    CoxnetStep step{lambdas[k], (solver.loglik() - *null) / explainable, {}};
    for (std::size_t j = 0; j < p; ++j)
      if (solver.coefficients()[j] != 0)
        step.coefficients.push_back({j, solver.coefficients()[j] * scale[j]});
    path.steps.push_back(std::move(step));
    if (eta) eta->insert(eta->end(), solver.eta().begin(), solver.eta().end());
    if (!given && ends(path.steps)) break;
  }
  return path;
}

Result<CoxnetPath> coxnet(const CoxData& data, const CoxnetOptions& options) {
  Problems problems = obstacles_to_coxnet(data, options);
  if (!problems.empty()) return failure(std::move(problems));
  const Result<RiskOrder> order = risk_order(data.outcomes, data.strata);
  if (!order) return failure(order.error());
  const CoxnetColumns columns = coxnet_columns(*order, data);
  CoxnetPath path = coxnet_path(*order, columns, columns.weight, options);
  if (path.steps.empty())
    return cannot_analyse("coxnet.no_path",
                          path.warnings.empty() ? "there is no path" : path.warnings.front());
  return path;
}

}  // namespace venscope::survival
