/// A fitted Cox model laid down in risk order once more, for everything that is read off it later.
#pragma once

#include "venscope/survival/cox.hpp"
#include "venscope/survival/risk_order.hpp"
#include "venscope/survival/risk_sums.hpp"
#include "venscope/survival/sorted_design.hpp"

#include <span>
#include <vector>

namespace venscope::survival {

/// `beta` is on the scale of the sorted design, 0 for collinear columns; `eta` is by position.
struct CoxContext {
  RiskOrder order;
  SortedDesign design;
  std::vector<double> beta, eta;
  bool efron = true;

  RiskSums sums(bool moments) const { return risk_sums(order, design, eta, efron, moments); }
  /// eta of a patient with these values of the columns and this offset.
  double eta_of_patient(std::span<const double> x, double offset) const;
};

Result<CoxContext> cox_context(const CoxData& data, const CoxFit& fit);

/// The naive covariance (inverse information) of a fit.
inline const Matrix& naive_covariance(const CoxFit& fit) {
  return fit.naive_covariance ? *fit.naive_covariance : fit.covariance;
}

}  // namespace venscope::survival
