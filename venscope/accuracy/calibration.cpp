#include "venscope/accuracy/calibration.hpp"

#include "venscope/accuracy/risk_problems.hpp"
#include "venscope/accuracy/smooth_calibration.hpp"
#include "venscope/base/distributions.hpp"
#include "venscope/base/quantile.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::accuracy {

namespace {

std::optional<double> if_defined(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// The curve at `time`; nothing beyond its last time, unless it has reached 0.
void read_off(const survival::KaplanMeier& fit, double time, ObservedRisk& result) {
  if (fit.curve.empty()) return;
  if (fit.curve.back().time < time && fit.curve.back().survival > 0) return;
  const survival::KaplanMeierPoint point =
      survival::at_times(fit, std::vector<double>{time}).front();
  result.observed = 1 - point.survival;
  result.std_error = if_defined(point.std_error);
  if (const auto upper = if_defined(point.upper)) result.conf_low = 1 - *upper;
  if (const auto lower = if_defined(point.lower)) result.conf_high = 1 - *lower;
}

/// Row by row, in which of at most `count` groups of about equal size the risk lies.
std::vector<std::int32_t> quantile_groups(std::span<const double> risk, std::size_t count) {
  std::vector<double> sorted(risk.begin(), risk.end());
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> cuts;
  for (std::size_t j = 1; j < count; ++j) {
    const double share = static_cast<double>(j) / static_cast<double>(count);
    const double cut = sorted_quantile(sorted, share);
    if (cut < sorted.back() && (cuts.empty() || cut > cuts.back())) cuts.push_back(cut);
  }
  std::vector<std::int32_t> group;
  for (const double value : risk)
    group.push_back(static_cast<std::int32_t>(std::lower_bound(cuts.begin(), cuts.end(), value) -
                                              cuts.begin()));
  return group;
}

/// Predicted against observed risk in each of the groups 0 … k-1.
Result<std::vector<ObservedRisk>> observed_risks(const endpoint::Outcomes& outcomes,
                                                 std::span<const double> risk,
                                                 std::span<const std::int32_t> group, double time,
                                                 const CalibrationOptions& options) {
  const std::int32_t last = *std::max_element(group.begin(), group.end());
  std::vector<ObservedRisk> result(static_cast<std::size_t>(last) + 1);
  for (std::size_t i = 0; i < risk.size(); ++i) {
    ObservedRisk& of = result[static_cast<std::size_t>(group[i])];
    of.n += 1;
    of.events += outcomes.event[i] != 0 && outcomes.time[i] <= time;
    of.predicted += risk[i];
  }
  const auto fits = survival::kaplan_meier_groups(outcomes, group, result.size(), {}, {},
                                                  {.scale = options.scale, .level = options.level});
  if (!fits) return failure(fits.error());
  for (std::size_t k = 0; k < result.size(); ++k) {
    if (result[k].n > 0) result[k].predicted /= static_cast<double>(result[k].n);
    read_off((*fits)[k], time, result[k]);
  }
  return result;
}

std::optional<Ratio> in_the_large(const ObservedRisk& overall, double level) {
  if (!overall.observed || !(overall.predicted > 0)) return {};
  Ratio ratio;
  ratio.estimate = *overall.observed / overall.predicted;
  if (!overall.std_error || !(*overall.observed > 0)) return ratio;
  const double margin = normal_quantile(0.5 + level / 2) * *overall.std_error / *overall.observed;
  ratio.conf_low = ratio.estimate * std::exp(-margin);
  ratio.conf_high = ratio.estimate * std::exp(margin);
  return ratio;
}

endpoint::Outcomes cut_at(const endpoint::Outcomes& outcomes, double time) {
  endpoint::Outcomes result = outcomes;
  for (std::size_t i = 0; i < result.size(); ++i)
    if (result.time[i] > time) {
      result.time[i] = time;
      result.event[i] = 0;
    }
  return result;
}

std::vector<double> cloglog(std::span<const double> risk) {
  std::vector<double> result;
  for (const double p : risk) result.push_back(std::log(-std::log1p(-p)));
  return result;
}

bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

/// What comes out of a Cox model: slope and smooth curve.
void add_models(const endpoint::Outcomes& outcomes, const Predictions& predictions,
                Calibration& result) {
  const std::vector<double> transformed = cloglog(predictions.risk);
  const bool finite = all_finite(transformed);
  if (!finite) result.undefined.push_back("smooth curve: a predicted risk is 0 or 1");
  if (finite || !predictions.linear_predictor.empty()) {
    const auto slope = calibration_slope(outcomes,
                                         predictions.linear_predictor.empty()
                                             ? std::span<const double>(transformed)
                                             : predictions.linear_predictor,
                                         result.options.level);
    if (slope)
      result.slope = *slope;
    else
      result.undefined.push_back("slope: " + slope.error().front().what);
  }
  if (!finite) return;
  auto smooth =
      smooth_calibration(outcomes, predictions.risk, transformed, result.time, result.options);
  if (smooth)
    result.smooth = std::move(*smooth);
  else
    result.undefined.push_back("smooth curve: " + smooth.error().front().what);
}

}  // namespace

Result<Calibration> calibration(const endpoint::Outcomes& outcomes, const Predictions& predictions,
                                double time, const CalibrationOptions& options) {
  if (outcomes.size() == 0) return cannot_analyse("accuracy.no_rows", "there is no row");
  if (Problems problems = risk_problems(predictions.risk, outcomes.size()); !problems.empty())
    return failure(std::move(problems));
  Calibration result;
  result.time = time;
  result.options = options;
  const std::vector<std::int32_t> everyone(outcomes.size(), 0);
  const auto overall = observed_risks(outcomes, predictions.risk, everyone, time, options);
  if (!overall) return failure(overall.error());
  result.overall = overall->front();
  result.observed_expected = in_the_large(result.overall, options.level);
  std::vector<std::int32_t> quantiles;
  if (predictions.group.empty())
    quantiles = quantile_groups(predictions.risk, std::max<std::size_t>(options.groups, 1));
  auto groups = observed_risks(outcomes, predictions.risk,
                               quantiles.empty() ? predictions.group : quantiles, time, options);
  if (!groups) return failure(groups.error());
  result.groups = std::move(*groups);
  if (!result.overall.observed) {
    result.undefined.push_back("follow-up ends before the time");
    return result;
  }
  add_models(options.until_time ? cut_at(outcomes, time) : outcomes, predictions, result);
  return result;
}

Result<CalibrationSlope> calibration_slope(const endpoint::Outcomes& outcomes,
                                           std::span<const double> linear_predictor, double level) {
  Matrix design(linear_predictor.size(), 1);
  std::copy(linear_predictor.begin(), linear_predictor.end(), design.values.begin());
  const auto fit = survival::cox({outcomes, design}, {.robust = false});
  if (!fit) return failure(fit.error());
  const survival::CoxTerm& term = fit->terms.front();
  if (term.trouble != survival::CoxTrouble::none || fit->trouble != survival::CoxTrouble::none)
    return cannot_analyse("accuracy.slope", term.trouble == survival::CoxTrouble::collinear
                                                ? "the predictor does not vary"
                                                : "the likelihood of the slope has no maximum");
  CalibrationSlope slope{term.coef, term.std_error, 0, 0, 0, 1};
  const double margin = normal_quantile(0.5 + level / 2) * term.std_error;
  slope.conf_low = term.coef - margin;
  slope.conf_high = term.coef + margin;
  slope.z = (term.coef - 1) / term.std_error;
  slope.p = normal_two_sided(slope.z);
  return slope;
}

Result<Recalibration> recalibrate(const endpoint::Outcomes& outcomes,
                                  std::span<const double> linear_predictor, Recalibrate what,
                                  double level) {
  Recalibration result;
  if (what != Recalibrate::baseline) {
    const auto slope = calibration_slope(outcomes, linear_predictor, level);
    if (!slope) return failure(slope.error());
    result.slope = *slope;
  }
  if (what == Recalibrate::slope) return result;
  std::vector<double> offset(linear_predictor.begin(), linear_predictor.end());
  for (double& value : offset) value *= result.slope.slope;
  const Matrix none(linear_predictor.size(), 0);
  const survival::CoxData data{.outcomes = outcomes, .design = none, .offset = offset};
  const auto fit = survival::cox(data);
  if (!fit) return failure(fit.error());
  auto hazard = survival::cumulative_hazard(data, *fit, {}, 0);
  if (!hazard) return failure(hazard.error());
  result.baseline = std::move(hazard->front().points);
  return result;
}

}  // namespace venscope::accuracy
