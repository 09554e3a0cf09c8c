#include "venscope/survival/cox_residuals.hpp"

#include "venscope/survival/cox_context.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {

namespace {

/// values * square, row by row.
Matrix times(const Matrix& values, const Matrix& square) {
  Matrix result(values.rows, values.columns);
  for (std::size_t j = 0; j < values.columns; ++j)
    for (std::size_t k = 0; k < values.columns; ++k)
      for (std::size_t i = 0; i < values.rows; ++i) result(i, j) += values(i, k) * square(k, j);
  return result;
}

}  // namespace

Result<std::vector<double>> martingale_residuals(const CoxData& data, const CoxFit& fit) {
  const Result<CoxContext> context = cox_context(data, fit);
  if (!context) return failure(context.error());
  const RiskOrder& order = context->order;
  const std::vector<double> lived = lived_by_position(order, context->sums(false));
  std::vector<double> residual(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    residual[order.row[i]] = (order.event[i] != 0 ? 1 : 0) - lived[i];
  return residual;
}

Result<std::vector<double>> deviance_residuals(const CoxData& data, const CoxFit& fit) {
  Result<std::vector<double>> residual = martingale_residuals(data, fit);
  if (!residual) return residual;
  for (std::size_t i = 0; i < residual->size(); ++i) {
    double& m = (*residual)[i];
    const bool event = data.outcomes.event[i] != 0;
    // 1 - m is the expected number of events, above 0 wherever there is an event.
    const double inside = m + (event ? std::log(std::max(1 - m, 1e-300)) : 0);
    m = std::copysign(std::sqrt(std::max(0.0, -2 * inside)), m);
  }
  return residual;
}

Result<Matrix> score_residuals(const CoxData& data, const CoxFit& fit) {
  if (fit.options.ties == Ties::exact)
    return cannot_analyse("cox.exact_score", "score residuals do not exist for exact ties",
                          "use efron or breslow");
  const Result<CoxContext> context = cox_context(data, fit);
  if (!context) return failure(context.error());
  const RiskOrder& order = context->order;
  const SortedDesign& design = context->design;
  const std::vector<double> scores = score_by_position(order, design, context->sums(true));
  Matrix result(order.size(), design.columns);
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t j = 0; j < design.columns; ++j)
      result(order.row[i], j) = scores[i * design.columns + j] / design.scale[j];
  return result;
}

Result<Matrix> dfbeta(const CoxData& data, const CoxFit& fit) {
  const Result<Matrix> scores = score_residuals(data, fit);
  if (!scores) return scores;
  Matrix result = times(*scores, naive_covariance(fit));
  for (std::size_t j = 0; j < result.columns; ++j)
    for (std::size_t i = 0; i < result.rows && !data.weights.empty(); ++i)
      result(i, j) *= data.weights[i];
  return result;
}

Result<Matrix> dfbetas(const CoxData& data, const CoxFit& fit) {
  Result<Matrix> result = dfbeta(data, fit);
  if (!result) return result;
  for (std::size_t j = 0; j < result->columns; ++j) {
    const double variance = naive_covariance(fit)(j, j);
    for (double& value : result->column(j)) value = variance > 0 ? value / std::sqrt(variance) : 0;
  }
  return result;
}

Result<SchoenfeldResiduals> schoenfeld_residuals(const CoxData& data, const CoxFit& fit) {
  const Result<CoxContext> context = cox_context(data, fit);
  if (!context) return failure(context.error());
  const RiskOrder& order = context->order;
  const SortedDesign& design = context->design;
  const RiskSums sums = context->sums(true);
  SchoenfeldResiduals result;
  std::vector<double> values;  // row by row
  std::size_t last = 0;
  // Strata upwards, times upwards; RiskSums has the latest time of a stratum first.
  for (std::size_t first = 0; first < sums.times.size(); first = last) {
    last = first;
    while (last < sums.times.size() && sums.times[last].stratum == sums.times[first].stratum)
      ++last;
    for (std::size_t t = last; t-- > first;) {
      const EventTime& at = sums.times[t];
      const RiskOrder::TiedSet& set = order.sets[at.set];
      for (std::uint32_t i = set.begin; i < set.end; ++i) {
        if (order.event[i] == 0 || design.weight[i] <= 0) continue;
        result.time.push_back(set.time);
        result.row.push_back(order.row[i]);
        for (std::size_t j = 0; j < design.columns; ++j) {
          const double mean = (at.tied.hazard * sums.risk_moment(t)[j] -
                               at.tied.hazard_dead * sums.dead_moment(t)[j]) /
                              at.weight_dead;
          values.push_back((design.row(i)[j] - mean) / design.scale[j]);
        }
      }
    }
  }
  result.values = Matrix(result.row.size(), design.columns);
  for (std::size_t i = 0; i < result.row.size(); ++i)
    for (std::size_t j = 0; j < design.columns; ++j)
      result.values(i, j) = values[i * design.columns + j];
  return result;
}

Result<SchoenfeldResiduals> scaled_schoenfeld_residuals(const CoxData& data, const CoxFit& fit) {
  Result<SchoenfeldResiduals> result = schoenfeld_residuals(data, fit);
  if (!result) return result;
  const auto events = static_cast<double>(result->row.size());
  result->values = times(result->values, naive_covariance(fit));
  for (std::size_t j = 0; j < result->values.columns; ++j) {
    const double coef = std::isnan(fit.terms[j].coef) ? 0 : fit.terms[j].coef;
    for (double& value : result->values.column(j)) value = value * events + coef;
  }
  return result;
}

}  // namespace venscope::survival
