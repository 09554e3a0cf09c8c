/// The baseline hazard of a fitted Cox model, and the survival it predicts for a new patient.
#pragma once

#include "venscope/survival/cox.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// One row per distinct time of a stratum, event or not. The counts are weighted.
struct HazardPoint {
  double time = 0;
  double n_risk = 0, n_event = 0, n_censor = 0;
  double cumulative_hazard = 0;
  double std_error = 0;  ///< of the cumulative hazard
};

struct HazardCurve {
  std::int32_t stratum = 0;  ///< the code given in CoxData::strata, 0 without strata
  std::vector<HazardPoint> points;
};

/// The cumulative hazard of a patient with covariates x and offset o, in every stratum:
///
///   H(t) = exp(eta) sum_{s <= t} dH0(s),   eta = x beta + o
///   Var H(t) = exp(2 eta) ( sum_{s <= t} sum_k w / D_k^2 + q(t)' V q(t) )
///   q(t) = sum_{s <= t} sum_k (x - m_k(s)) w / D_k
///
/// dH0 is Breslow's w / S0 or, for Efron's ties, the sum over k of w / D_k (see TiedSums); after
/// exact ties, Breslow's. V is the covariance of the coefficients, robust in a robust fit (as R).
/// Equals R's survfit(coxph, newdata): cumhaz, std.err. Source: [Tsiatis1981], [Therneau2000],
/// section 10.2. Cost O(n p^2).
/// Right by: by_hand/survival/cox_six, reference/survival/cox_after.
Result<std::vector<HazardCurve>> cumulative_hazard(const CoxData& data, const CoxFit& fit,
                                                   std::span<const double> x, double offset = 0);

/// The patient that a baseline hazard is that of. The offset is the weighted mean offset.
enum class Baseline {
  at_means,  ///< x = fit.means (R: basehaz(fit), centered)
  at_zero,   ///< x = 0 (R: basehaz(fit, centered = FALSE))
};
Result<std::vector<HazardCurve>> baseline_hazard(const CoxData& data, const CoxFit& fit,
                                                 Baseline at = Baseline::at_means);

struct SurvivalPoint {
  double time = 0;
  double survival = 1;   ///< exp(-H(t))
  double std_error = 0;  ///< of the survival probability: S times that of H
  double lower = 1, upper = 1;
};

struct PredictedCurve {
  std::int32_t stratum = 0;
  std::vector<SurvivalPoint> points;
};

/// S(t) = exp(-H(t)) with its pointwise interval, on the scale asked for (R's conf.type, default
/// log).
Result<std::vector<PredictedCurve>> predicted_survival(const CoxData& data, const CoxFit& fit,
                                                       std::span<const double> x, double offset = 0,
                                                       ConfidenceScale scale = ConfidenceScale::log,
                                                       double level = 0.95);

}  // namespace venscope::survival
