/// Residuals of a fitted Cox model, as R's residuals.coxph defines them. Per row of the data, n or
/// n x p; not multiplied by the case weights, except dfbeta and dfbetas, which are (as in R).
/// After exact ties they are those of Breslow's, as in R; score residuals and dfbeta do not exist.
/// In dfbeta and dfbetas the columns of collinear coefficients are 0.
/// Right by: by_hand/survival/cox_six, laws/survival/cox, reference/survival/cox_after.
#pragma once

#include "venscope/survival/cox.hpp"

#include <vector>

namespace venscope::survival {

/// M_i = delta_i - exp(eta_i) (Lambda(t_i) - Lambda(entry_i)).
Result<std::vector<double>> martingale_residuals(const CoxData& data, const CoxFit& fit);

/// sign(M) sqrt(-2 (M + delta log(delta - M))).
Result<std::vector<double>> deviance_residuals(const CoxData& data, const CoxFit& fit);

/// L_i = integral of (x_i - xbar(t)) dM_i(t); the weighted sum over rows is the score, 0 at the
/// fit.
Result<Matrix> score_residuals(const CoxData& data, const CoxFit& fit);

/// w_i L_i V: the change of the coefficients when row i leaves, to first order.
Result<Matrix> dfbeta(const CoxData& data, const CoxFit& fit);

/// dfbeta in standard errors.
Result<Matrix> dfbetas(const CoxData& data, const CoxFit& fit);

/// One row per event, by stratum, time and row: x_i - xbar(t_i), xbar the mean over the risk set
/// (for Efron's ties the average of its d means).
struct SchoenfeldResiduals {
  std::vector<double> time;
  std::vector<std::size_t> row;
  Matrix values;
};
Result<SchoenfeldResiduals> schoenfeld_residuals(const CoxData& data, const CoxFit& fit);

/// Schoenfeld residuals times events times V, plus the coefficients: their running mean shows
/// beta(t). V is the inverse information, also in a robust fit.
Result<SchoenfeldResiduals> scaled_schoenfeld_residuals(const CoxData& data, const CoxFit& fit);

}  // namespace venscope::survival
