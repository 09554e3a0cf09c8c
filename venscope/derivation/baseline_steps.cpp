#include "venscope/derivation/baseline_steps.hpp"

#include "venscope/survival/cox_context.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::derivation {
namespace {

Matrix columns_of(const Matrix& design, const std::vector<std::size_t>& columns) {
  Matrix result(design.rows, columns.size());
  for (std::size_t k = 0; k < columns.size(); ++k) {
    const auto from = design.column(columns[k]);
    std::copy(from.begin(), from.end(), result.column(k).begin());
  }
  return result;
}

std::size_t at_risk(const endpoint::Outcomes& outcomes, double time) {
  return static_cast<std::size_t>(std::count_if(outcomes.time.begin(), outcomes.time.end(),
                                                [&](double t) { return t >= time; }));
}

/// Terms and covariance of the rule's columns, from the model of all that were selected.
Result<BaselineSteps> coefficients(const DerivationData& data, const Derived& derived,
                                   survival::Ties ties) {
  const std::vector<std::size_t>& selected = derived.fit.columns;
  const Matrix design = columns_of(data.design, selected);
  std::vector<std::string> names;
  for (const std::size_t column : selected) names.push_back(data.candidates[column].name);
  survival::CoxOptions options;
  options.ties = ties;
  const auto fit = survival::cox({data.outcomes, design}, options, names);
  if (!fit) return failure(fit.error());
  std::vector<std::size_t> at;
  for (const std::size_t column : derived.rule.columns)
    at.push_back(static_cast<std::size_t>(std::find(selected.begin(), selected.end(), column) -
                                          selected.begin()));
  BaselineSteps result;
  result.covariance = Matrix(at.size(), at.size());
  for (std::size_t k = 0; k < at.size(); ++k) {
    result.terms.push_back(fit->terms[at[k]]);
    for (std::size_t l = 0; l < at.size(); ++l)
      result.covariance(k, l) = fit->covariance(at[k], at[l]);
  }
  return result;
}

}  // namespace

Result<BaselineSteps> baseline_steps(const DerivationData& data, const Derived& derived,
                                     survival::Ties ties, std::size_t least_at_risk) {
  const Rule& rule = derived.rule;
  Result<BaselineSteps> made = coefficients(data, derived, ties);
  if (!made) return made;
  BaselineSteps& result = *made;
  const Matrix design = columns_of(data.design, rule.columns);
  const survival::CoxData cox{data.outcomes, design};
  survival::CoxFit at_points;
  at_points.options.ties = ties;
  at_points.terms.resize(rule.points.size());
  for (std::size_t k = 0; k < rule.points.size(); ++k)
    at_points.terms[k].coef = rule.points[k].value();
  const Result<survival::CoxContext> context = survival::cox_context(cox, at_points);
  if (!context) return failure(context.error());
  const survival::RiskSums sums = context->sums(true);
  const survival::SortedDesign& sorted = context->design;
  const std::size_t p = rule.columns.size();
  const double eta = context->eta_of_patient(std::vector<double>(p, 0.0), 0);
  double hazard = 0, variance = 0;
  std::vector<double> mean(p);
  result.mean_hazard.resize(p);
  for (std::size_t t = sums.times.size(); t-- > 0;) {
    const survival::EventTime& at = sums.times[t];
    const double time = context->order.sets[at.set].time;
    if (at_risk(data.outcomes, time) < least_at_risk) break;
    const double relative = std::exp(eta - at.shift);
    hazard += relative * at.tied.hazard;
    variance += relative * relative * at.tied.inverse_square;
    const double *s1 = sums.risk_moment(t), *d1 = sums.dead_moment(t);
    result.time.push_back(time);
    result.survival.push_back(std::exp(-hazard));
    result.hazard_variance.push_back(variance);
    for (std::size_t k = 0; k < p; ++k) {
      mean[k] += relative * (at.tied.inverse_square * s1[k] - at.tied.cross * d1[k]);
      // From the centred and scaled columns back to those of the candidates.
      result.mean_hazard[k].push_back(mean[k] / sorted.scale[k] + sorted.centre[k] * hazard);
    }
  }
  if (result.time.empty())
    return cannot_analyse(
        "derivation.too_few_at_risk",
        fmt::format("fewer than {} patients are at risk at the first event", least_at_risk),
        "a baseline needs more patients");
  result.horizon = result.time.back();
  return made;
}

}  // namespace venscope::derivation
