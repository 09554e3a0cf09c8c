/// Do predicted risks come true: calibration of risks at a time, and of a linear predictor.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"
#include "venscope/survival/baseline.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::accuracy {

/// A predicted risk against the observed one, 1 - S(t) by Kaplan-Meier. Empty where the curve ends
/// before t, limits also where its scale has none (nobody, or everyone, had the event).
struct ObservedRisk {
  std::size_t n = 0, events = 0;  ///< rows; those with the event by t
  double predicted = 0;           ///< mean of the predicted risks
  std::optional<double> observed, std_error, conf_low, conf_high;
};

/// Coefficient of a Cox model of the linear predictor alone: 1 if predictions differ as outcomes
/// do, below 1 if they are too extreme.
struct CalibrationSlope {
  double slope = 1, std_error = 0;
  double conf_low = 1, conf_high = 1;
  double z = 0, p = 1;  ///< Wald's test of slope 1
};

struct CalibrationPoint {
  double predicted = 0, observed = 0;
  std::optional<double> conf_low, conf_high;
};

/// Observed risks as a smooth function of predicted ones, and how far they lie apart:
/// |observed - predicted| of the rows.
struct SmoothCalibration {
  std::size_t knots = 0;              ///< 2: a straight line
  double ici = 0;                     ///< mean (integrated calibration index)
  double e50 = 0, e90 = 0, emax = 0;  ///< median, 90th percentile, maximum
  std::vector<CalibrationPoint> curve;
};

struct Ratio {
  double estimate = 1;
  std::optional<double> conf_low, conf_high;
};

struct CalibrationOptions {
  double level = 0.95;
  survival::ConfidenceScale scale = survival::ConfidenceScale::log_log;  ///< of observed risks
  std::size_t knots = 3;
  std::size_t curve_points = 50;  ///< of the smooth curve; 0 for none
  std::size_t groups = 5;         ///< by quantiles of the risk, where no groups are given
  /// Slope and smooth curve from what happened up to `time` only. Otherwise from the whole
  /// follow-up, as the published methods have it.
  bool until_time = false;
};

/// What is judged. Views; the caller keeps the data alive.
struct Predictions {
  std::span<const double> risk;  ///< of the event by the time, per row
  /// Of the model that made the risks. Empty: log(-log(1 - risk)).
  std::span<const double> linear_predictor = {};
  std::span<const std::int32_t> group = {};  ///< risk groups 0 … k-1; empty: quantiles
};

struct Calibration {
  double time = 0;
  CalibrationOptions options;
  ObservedRisk overall;
  std::optional<Ratio> observed_expected;  ///< calibration in the large
  std::optional<CalibrationSlope> slope;
  std::optional<SmoothCalibration> smooth;
  std::vector<ObservedRisk> groups;
  std::vector<std::string> undefined;  ///< why something above is empty
};

/// Calibration of the risks of the event by `time`, in four ways:
///  - in the large: O / E with O = 1 - S(t) by Kaplan-Meier, E the mean risk, its interval
///    exp(log(O/E) -+ z se(S)/O), the predictions taken as given
///  - slope: see calibration_slope
///  - smooth [Austin2020]: Cox model of a restricted cubic spline of log(-log(1 - risk)) (knots as
///    Harrell places them, fewer where they coincide); what it predicts at `time` for each row is
///    the observed risk. The curve runs over the middle 98 % of the risks, with the model's limits.
///  - by group: Kaplan-Meier against the mean risk. Quantile groups are (q_{j-1}, q_j] with type 7
///    quantiles; equal risks stay together, so there can be fewer.
/// Problems: accuracy.risk; accuracy.no_rows. Where a risk is 0 or 1 its log(-log(1 - risk)) is
/// infinite: no smooth curve, and a slope only of a given linear predictor. Cost: O(n log n), and
/// O(n) for each point of the curve. Source: [Austin2020], [Harrell2015], [McLernon2023];
/// docs/methods/calibration.md. Right by: reference/accuracy/calibration (R's survival, Hmisc),
/// unit/accuracy/calibration.
Result<Calibration> calibration(const endpoint::Outcomes& outcomes, const Predictions& predictions,
                                double time, const CalibrationOptions& options = {});

/// Slope of a linear predictor. Problems: those of survival::cox, accuracy.slope where the
/// predictor does not vary or the fit has no maximum.
Result<CalibrationSlope> calibration_slope(const endpoint::Outcomes& outcomes,
                                           std::span<const double> linear_predictor,
                                           double level = 0.95);

/// What of a model is estimated anew.
enum class Recalibrate {
  slope,               ///< the slope; the baseline hazard is not
  baseline,            ///< the baseline hazard, with slope 1
  slope_and_baseline,  ///< both
};

struct Recalibration {
  CalibrationSlope slope;  ///< slope 1, std_error 0 for `baseline`
  /// Cumulative hazard of a patient with linear predictor 0, by distinct time; empty for `slope`.
  std::vector<survival::HazardPoint> baseline;
};

/// An existing linear predictor on new patients: the new prediction is
/// 1 - exp(-H0(t) exp(slope x linear predictor)), H0 by Efron's ties (baseline.hpp).
/// Source: [vanHouwelingen2000], [Steyerberg2019]. Right by: reference/accuracy/calibration (R's
/// coxph with offset, survfit).
Result<Recalibration> recalibrate(const endpoint::Outcomes& outcomes,
                                  std::span<const double> linear_predictor, Recalibrate what,
                                  double level = 0.95);

}  // namespace venscope::accuracy
