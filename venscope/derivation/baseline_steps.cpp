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

}  // namespace

Result<BaselineSteps> baseline_steps(const DerivationData& data, const Rule& rule,
                                     survival::Ties ties, std::size_t least_at_risk) {
  const Matrix design = columns_of(data.design, rule.columns);
  std::vector<std::string> names;
  for (const std::size_t column : rule.columns) names.push_back(data.candidates[column].name);
  const survival::CoxData cox{data.outcomes, design};
  survival::CoxOptions options;
  options.ties = ties;
  Result<survival::CoxFit> fit = survival::cox(cox, options, names);
  if (!fit) return failure(fit.error());
  BaselineSteps result;
  result.fit = std::move(*fit);
  survival::CoxFit at_points = result.fit;
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
  return result;
}

}  // namespace venscope::derivation
