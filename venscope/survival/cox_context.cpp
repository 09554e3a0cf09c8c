#include "venscope/survival/cox_context.hpp"

#include <cmath>

namespace venscope::survival {

Result<CoxContext> cox_context(const CoxData& data, const CoxFit& fit) {
  Result<RiskOrder> order = risk_order(data.outcomes, data.strata);
  if (!order) return failure(order.error());
  CoxContext context;
  context.order = std::move(*order);
  context.design = sorted_design(context.order, data.design, data.weights, data.offset);
  context.efron = fit.options.ties == Ties::efron;
  context.beta.resize(data.design.columns);
  for (std::size_t j = 0; j < context.beta.size(); ++j) {
    const double coef = fit.terms[j].coef;
    context.beta[j] = std::isnan(coef) ? 0 : coef / context.design.scale[j];
  }
  context.eta = eta_of(context.design, context.beta);
  return context;
}

double CoxContext::eta_of_patient(std::span<const double> x, double offset) const {
  double value = offset - design.offset_mean;
  for (std::size_t j = 0; j < beta.size(); ++j)
    value += beta[j] * (x[j] - design.centre[j]) * design.scale[j];
  return value;
}

}  // namespace venscope::survival
