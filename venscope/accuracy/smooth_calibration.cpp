#include "venscope/accuracy/smooth_calibration.hpp"

#include "venscope/base/quantile.hpp"
#include "venscope/formula/splines.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::accuracy {

namespace {

/// Harrell's knots, fewer where they coincide; empty for a straight line.
std::vector<double> knots_of(std::span<const double> x, std::size_t count) {
  for (; count >= 3; --count) {
    auto knots = formula::harrell_knots(x, count);
    if (knots &&
        std::adjacent_find(knots->begin(), knots->end(), std::greater_equal<>()) == knots->end())
      return std::move(*knots);
  }
  return {};
}

Matrix basis(std::span<const double> x, std::span<const double> knots) {
  if (!knots.empty()) return formula::restricted_cubic_spline(x, knots);
  Matrix line(x.size(), 1);
  std::copy(x.begin(), x.end(), line.values.begin());
  return line;
}

struct SplineModel {
  std::vector<double> knots;
  Matrix design;
  survival::CoxFit fit;
};

Result<SplineModel> fit_spline(const endpoint::Outcomes& outcomes,
                               std::span<const double> transformed, std::size_t count) {
  SplineModel model;
  model.knots = knots_of(transformed, count);
  for (;;) {
    model.design = basis(transformed, model.knots);
    auto fit = survival::cox({outcomes, model.design}, {.robust = false});
    if (!fit) return failure(fit.error());
    const bool sound = std::all_of(
        fit->terms.begin(), fit->terms.end(),
        [](const survival::CoxTerm& term) { return term.trouble == survival::CoxTrouble::none; });
    if (sound && fit->trouble == survival::CoxTrouble::none) {
      model.fit = std::move(*fit);
      return model;
    }
    if (model.knots.empty())
      return cannot_analyse("accuracy.smooth", "the predicted risks do not tell patients apart");
    model.knots.clear();
  }
}

double hazard_at(const std::vector<survival::HazardPoint>& points, double time) {
  double hazard = 0;
  for (const survival::HazardPoint& point : points)
    if (point.time <= time) hazard = point.cumulative_hazard;
  return hazard;
}

CalibrationPoint curve_point(const survival::CoxData& data, const SplineModel& model,
                             double predicted, double time, const CalibrationOptions& options) {
  const Matrix x = basis(std::vector<double>{std::log(-std::log1p(-predicted))}, model.knots);
  CalibrationPoint result{predicted, 0, {}, {}};
  const auto curves =
      survival::predicted_survival(data, model.fit, x.values, 0, options.scale, options.level);
  if (!curves) return result;
  survival::SurvivalPoint at;
  for (const survival::SurvivalPoint& point : curves->front().points)
    if (point.time <= time) at = point;
  result.observed = 1 - at.survival;
  if (std::isfinite(at.upper)) result.conf_low = 1 - at.upper;
  if (std::isfinite(at.lower)) result.conf_high = 1 - at.lower;
  return result;
}

}  // namespace

Result<SmoothCalibration> smooth_calibration(const endpoint::Outcomes& outcomes,
                                             std::span<const double> risk,
                                             std::span<const double> transformed, double time,
                                             const CalibrationOptions& options) {
  const auto model = fit_spline(outcomes, transformed, options.knots);
  if (!model) return failure(model.error());
  const survival::CoxData data{outcomes, model->design};
  const auto baseline = survival::baseline_hazard(data, model->fit);
  if (!baseline) return failure(baseline.error());
  const double hazard = hazard_at(baseline->front().points, time);

  SmoothCalibration result;
  result.knots = std::max<std::size_t>(model->knots.size(), 2);
  std::vector<double> apart;
  for (std::size_t i = 0; i < risk.size(); ++i) {
    const double observed = -std::expm1(-hazard * std::exp(model->fit.linear_predictor[i]));
    apart.push_back(std::fabs(observed - risk[i]));
    result.ici += apart.back() / static_cast<double>(risk.size());
  }
  std::sort(apart.begin(), apart.end());
  result.e50 = sorted_quantile(apart, 0.5);
  result.e90 = sorted_quantile(apart, 0.9);
  result.emax = apart.back();

  std::vector<double> sorted(risk.begin(), risk.end());
  std::sort(sorted.begin(), sorted.end());
  const double low = sorted_quantile(sorted, 0.01), high = sorted_quantile(sorted, 0.99);
  for (std::size_t k = 0; k < options.curve_points; ++k) {
    const double share =
        options.curve_points > 1
            ? static_cast<double>(k) / static_cast<double>(options.curve_points - 1)
            : 0.5;
    result.curve.push_back(curve_point(data, *model, low + share * (high - low), time, options));
  }
  return result;
}

}  // namespace venscope::accuracy
