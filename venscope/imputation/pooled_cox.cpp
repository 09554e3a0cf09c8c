#include "venscope/imputation/pooled_cox.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/formula/model_frame.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::imputation {

namespace {

struct Fitted {
  std::vector<std::string> names;
  survival::CoxFit fit;
};

Result<Fitted> fit_one(std::string_view formula, const cohort::Table& table,
                       const survival::CoxOptions& options,
                       const std::optional<std::string>& weights) {
  auto frame = formula::model_frame(formula, table, {.weights = weights});
  if (!frame) return tl::unexpected(std::move(frame.error()));
  auto fit = survival::cox({.outcomes = frame->outcomes,
                            .design = frame->design,
                            .strata = frame->strata.group,
                            .weights = frame->weights,
                            .offset = frame->offset,
                            .cluster = frame->clusters.group},
                           options, frame->column_names);
  if (!fit) return tl::unexpected(std::move(fit.error()));
  return Fitted{std::move(frame->column_names), std::move(*fit)};
}

double variance_of(const survival::CoxTerm& term) {
  const double error = term.robust_se.value_or(term.std_error);
  return error * error;
}

/// Pools g(estimates) with the standard errors g' carries over, and comes back by `inverse`.
template <class Scale, class Slope, class Inverse>
std::optional<PooledShare> pool_on(std::span<const double> values,
                                   std::span<const double> std_errors, double level, Scale scale,
                                   Slope slope, Inverse inverse) {
  std::vector<double> estimates, variances;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (!(values[k] > 0 && values[k] < 1)) return {};
    estimates.push_back(scale(values[k]));
    variances.push_back(std::pow(slope(values[k]) * std_errors[k], 2));
  }
  const Result<Pooled> pooled = pool(estimates, variances);
  if (!pooled || !(pooled->within > 0)) return {};
  const Pooled::Interval interval = pooled->interval(level);
  const double one = inverse(interval.low), other = inverse(interval.high);
  return PooledShare{inverse(pooled->estimate), std::min(one, other), std::max(one, other)};
}

}  // namespace

Result<PooledCox> pooled_cox(std::string_view formula, const cohort::Table& table,
                             const Imputation& imputation, const survival::CoxOptions& options,
                             const std::optional<std::string>& weights) {
  const std::size_t m = imputation.values.size();
  std::vector<Result<Fitted>> fits(m, Result<Fitted>(tl::unexpect, Problems{}));
  parallel_for(m, imputation.options.threads, [&](std::size_t k) {
    fits[k] = fit_one(formula, completed(table, imputation, k), options, weights);
  });
  for (const Result<Fitted>& fit : fits) {
    if (!fit) return failure(fit.error());
    if (fit->names != fits.front()->names)
      return cannot_analyse("imputation.terms_differ", "a level does not occur in every imputation",
                            "join rare levels before");
  }
  PooledCox pooled;
  const survival::CoxFit& first = fits.front()->fit;
  pooled.n = first.n;
  pooled.events = first.events;
  pooled.imputations = m;
  pooled.level = options.level;
  for (const Result<Fitted>& fit : fits)
    pooled.linear_predictors.push_back(fit->fit.linear_predictor);
  const double complete_df = std::max(1.0, first.events - static_cast<double>(first.terms.size()));
  for (std::size_t j = 0; j < first.terms.size(); ++j) {
    const std::string& name = fits.front()->names[j];
    std::vector<double> estimates, variances;
    bool trouble = false;
    for (const Result<Fitted>& fit : fits) {
      estimates.push_back(fit->fit.terms[j].coef);
      variances.push_back(variance_of(fit->fit.terms[j]));
      trouble = trouble || fit->fit.terms[j].trouble != survival::CoxTrouble::none;
    }
    if (std::any_of(estimates.begin(), estimates.end(), [](double b) { return std::isnan(b); }))
      return cannot_analyse("imputation.not_estimable",
                            name + " cannot be estimated in every imputation",
                            "leave it out, or join levels");
    if (trouble)
      pooled.warnings.push_back(name + ": not to be taken at face value in some imputation");
    Result<Pooled> rule = pool(estimates, variances, complete_df);
    if (!rule) return tl::unexpected(std::move(rule.error()));
    const Pooled::Interval interval = rule->interval(options.level);
    pooled.terms.push_back(
        {name, *rule, rule->p(), std::exp(interval.low), std::exp(interval.high)});
  }
  return pooled;
}

std::optional<PooledShare> pool_shares(std::span<const double> shares,
                                       std::span<const double> std_errors, double level) {
  return pool_on(
      shares, std_errors, level, [](double c) { return std::log(c / (1 - c)); },
      [](double c) { return 1 / (c * (1 - c)); }, [](double y) { return 1 / (1 + std::exp(-y)); });
}

std::optional<PooledShare> pool_survival(std::span<const double> survival,
                                         std::span<const double> std_errors, double level) {
  return pool_on(
      survival, std_errors, level, [](double s) { return std::log(-std::log(s)); },
      [](double s) { return 1 / (s * std::log(s)); },
      [](double y) { return std::exp(-std::exp(y)); });
}

}  // namespace venscope::imputation
