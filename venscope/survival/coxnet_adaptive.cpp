#include "venscope/survival/coxnet_adaptive.hpp"

#include "venscope/survival/coxnet_relaxed.hpp"

#include <cmath>
#include <limits>

namespace venscope::survival {

namespace {

double factor_of(const CoxnetOptions& options, std::size_t j) {
  return options.penalty_factor.empty() ? 1 : options.penalty_factor[j];
}

}  // namespace

std::vector<double> adaptive_factors(std::span<const double> first, const CoxnetOptions& options,
                                     double gamma) {
  std::vector<double> factors(first.size());
  for (std::size_t j = 0; j < first.size(); ++j) {
    const double given = factor_of(options, j);
    factors[j] = given == 0      ? 0
                 : first[j] == 0 ? std::numeric_limits<double>::infinity()
                                 : given * std::pow(std::abs(first[j]), -gamma);
  }
  return factors;
}

std::vector<double> univariate_coefficients(const RiskOrder& order, const CoxnetColumns& columns,
                                            std::span<const double> weight,
                                            const CoxnetOptions& options) {
  const std::vector<double> deviation = column_spread(columns, weight).deviation;
  std::vector<std::size_t> chosen;
  for (std::size_t j = 0; j < columns.columns; ++j)
    if (factor_of(options, j) == 0 && deviation[j] > 0) chosen.push_back(j);
  std::vector<double> first(columns.columns, 0.0);
  chosen.push_back(0);
  for (std::size_t j = 0; j < columns.columns; ++j) {
    if (factor_of(options, j) == 0 || deviation[j] == 0 || std::isinf(factor_of(options, j)))
      continue;
    chosen.back() = j;
    const auto fit = unpenalised_fit(order, columns, chosen, weight, deviation, {},
                                     options.ties == Ties::efron, options.tolerance);
    if (fit) first[j] = fit->b.back();
  }
  return first;
}

std::vector<double> standardised_coefficients(const CoxnetStep& step, const CoxnetColumns& columns,
                                              std::span<const double> weight) {
  const std::vector<double> deviation = column_spread(columns, weight).deviation;
  std::vector<double> b(columns.columns, 0.0);
  for (const CoxnetCoefficient& one : step.coefficients)
    b[one.column] = one.value * deviation[one.column];
  return b;
}

CoxnetOptions ridge_options(const CoxnetOptions& options) {
  CoxnetOptions ridge = options;
  ridge.alpha = 0;
  ridge.lambda.clear();
  return ridge;
}

}  // namespace venscope::survival
