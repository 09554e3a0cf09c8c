#include "venscope/survival/baseline.hpp"

#include "venscope/survival/cox_context.hpp"
#include "venscope/survival/curve_limits.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::survival {

namespace {

/// Weighted numbers at risk just before, dying and censored at every tied set.
struct Counts {
  std::vector<double> risk, died, censored;
};

Counts count(const CoxContext& context) {
  const RiskOrder& order = context.order;
  const std::vector<double>& weight = context.design.weight;
  const std::size_t sets = order.sets.size();
  Counts counts{std::vector<double>(sets), std::vector<double>(sets), std::vector<double>(sets)};
  for (const RiskOrder::Stratum& stratum : order.strata) {
    double at_risk = 0;
    std::uint32_t leaving = stratum.begin;
    for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
      const RiskOrder::TiedSet& set = order.sets[s];
      for (std::uint32_t i = set.begin; i < set.end; ++i) {
        at_risk += weight[i];
        (order.event[i] != 0 ? counts.died : counts.censored)[s] += weight[i];
      }
      for (; order.delayed_entry() && leaving < stratum.end; ++leaving) {
        const std::uint32_t i = order.by_entry[leaving];
        if (order.entry[i] < set.time) break;
        at_risk -= weight[i];
      }
      counts.risk[s] = at_risk;
    }
  }
  return counts;
}

/// Hazard, variance and q(t) of one patient, summed up from the start of a stratum.
struct Accumulated {
  explicit Accumulated(std::size_t p) : q(p) {}

  void add(const RiskSums& sums, std::size_t t, double eta, std::span<const double> x) {
    const EventTime& at = sums.times[t];
    const double relative = std::exp(eta - at.shift);
    hazard += relative * at.tied.hazard;
    variance += relative * relative * at.tied.inverse_square;
    const double *s1 = sums.risk_moment(t), *d1 = sums.dead_moment(t);
    for (std::size_t j = 0; j < q.size(); ++j)
      q[j] += relative *
              (x[j] * at.tied.hazard - (at.tied.inverse_square * s1[j] - at.tied.cross * d1[j]));
  }
  double std_error(const Matrix& covariance) const {
    double sum = variance;
    for (std::size_t j = 0; j < q.size(); ++j)
      for (std::size_t k = 0; k < q.size(); ++k) sum += q[j] * covariance(j, k) * q[k];
    return std::sqrt(std::max(0.0, sum));
  }

  double hazard = 0, variance = 0;
  std::vector<double> q;
};

Problems shape_problems(const CoxFit& fit, std::span<const double> x) {
  if (x.size() == fit.terms.size()) return {};
  return {{"cox.new_patient",
           {},
           fmt::format("{} values for {} columns", x.size(), fit.terms.size()),
           "one value per column of the design",
           "",
           Fault::internal}};
}

}  // namespace

Result<std::vector<HazardCurve>> cumulative_hazard(const CoxData& data, const CoxFit& fit,
                                                   std::span<const double> x, double offset) {
  if (Problems problems = shape_problems(fit, x); !problems.empty())
    return failure(std::move(problems));
  const Result<CoxContext> context = cox_context(data, fit);
  if (!context) return failure(context.error());
  const RiskOrder& order = context->order;
  const SortedDesign& design = context->design;
  const std::size_t p = design.columns;
  const RiskSums sums = context->sums(true);
  const Counts counts = count(*context);
  const double eta = context->eta_of_patient(x, offset);
  std::vector<double> scaled(p);
  Matrix covariance = fit.covariance;
  for (std::size_t j = 0; j < p; ++j) {
    scaled[j] = (x[j] - design.centre[j]) * design.scale[j];
    for (std::size_t k = 0; k < p; ++k) covariance(k, j) /= design.scale[j] * design.scale[k];
  }
  std::vector<HazardCurve> curves(order.strata.size());
  std::size_t next = sums.times.size();
  for (std::size_t k = order.strata.size(); k-- > 0;) {
    const RiskOrder::Stratum& stratum = order.strata[k];
    curves[k].stratum = stratum.code;
    Accumulated sum(p);
    for (std::uint32_t s = stratum.last_set; s-- > stratum.first_set;) {
      if (next > 0 && sums.times[next - 1].set == s) sum.add(sums, --next, eta, scaled);
      curves[k].points.push_back({order.sets[s].time, counts.risk[s], counts.died[s],
                                  counts.censored[s], sum.hazard, sum.std_error(covariance)});
    }
  }
  return curves;
}

Result<std::vector<HazardCurve>> baseline_hazard(const CoxData& data, const CoxFit& fit,
                                                 Baseline at) {
  std::vector<double> x(fit.means.size(), 0.0);
  if (at == Baseline::at_means) x = fit.means;
  double offset = 0, total = 0;
  for (std::size_t i = 0; i < data.offset.size(); ++i) {
    const double weight = data.weights.empty() ? 1 : data.weights[i];
    offset += weight * data.offset[i];
    total += weight;
  }
  if (total > 0) offset /= total;
  return cumulative_hazard(data, fit, x, offset);
}

Result<std::vector<PredictedCurve>> predicted_survival(const CoxData& data, const CoxFit& fit,
                                                       std::span<const double> x, double offset,
                                                       ConfidenceScale scale, double level) {
  const Result<std::vector<HazardCurve>> hazards = cumulative_hazard(data, fit, x, offset);
  if (!hazards) return failure(hazards.error());
  const double z = two_sided_z(level);
  std::vector<PredictedCurve> curves;
  for (const HazardCurve& hazard : *hazards) {
    curves.push_back({hazard.stratum, {}});
    for (const HazardPoint& point : hazard.points) {
      SurvivalPoint predicted;
      predicted.time = point.time;
      predicted.survival = std::exp(-point.cumulative_hazard);
      predicted.std_error = predicted.survival * point.std_error;
      const Limits limits = curve_limits(predicted.survival, point.std_error, scale, z);
      predicted.lower = limits.lower;
      predicted.upper = limits.upper;
      curves.back().points.push_back(predicted);
    }
  }
  return curves;
}

}  // namespace venscope::survival
