#include "venscope/survival/fine_gray.hpp"

#include "venscope/survival/cox_checks.hpp"
#include "venscope/survival/cox_diagnosis.hpp"
#include "venscope/survival/cox_maximum.hpp"
#include "venscope/survival/cox_summary.hpp"
#include "venscope/survival/fine_gray_sums.hpp"
#include "venscope/survival/newton.hpp"
#include "venscope/survival/risk_order.hpp"
#include "venscope/survival/robust_variance.hpp"
#include "venscope/survival/sorted_design.hpp"

#include <algorithm>

#include <Eigen/Core>
#include <fmt/format.h>

namespace venscope::survival {
namespace {

Problems obstacles_to_fine_gray(const CoxData& data, std::int32_t cause) {
  Problems problems;
  const auto add = [&](const char* code, std::string what, const char* remedy) {
    problems.push_back({code, {}, std::move(what), {}, remedy, Fault::analysis});
  };
  if (data.outcomes.delayed_entry())
    add("fine_gray.delayed_entry",
        "late entry: the weights of those with a competing event need everyone observed from the "
        "start",
        "model the cause-specific hazard: Surv(start, stop, cause == 1) in a Cox model");
  if (!data.weights.empty())
    add("fine_gray.weights", "the Fine-Gray model takes no case weights", "leave them out");
  const auto& events = data.outcomes.event;
  if (!events.empty() && std::find(events.begin(), events.end(), cause) == events.end())
    add("fine_gray.no_events",
        fmt::format("none of the {} rows has the cause {}", events.size(), cause),
        "a Fine-Gray model needs at least one");
  return problems;
}

/// The sandwich over clusters, on the scale of the sorted design.
Matrix sandwich(const Subdistribution& subdistribution, const RiskOrder& order,
                std::span<const double> beta, const Matrix& bread,
                std::span<const std::int32_t> cluster) {
  const std::size_t p = beta.size();
  const std::vector<double> residuals = subdistribution.residuals(beta);
  const ClusterIndex clusters(cluster, order.size());
  const auto columns = static_cast<Eigen::Index>(p);
  Eigen::MatrixXd sums =
      Eigen::MatrixXd::Zero(columns, static_cast<Eigen::Index>(clusters.count()));
  for (std::size_t i = 0; i < order.size(); ++i) {
    double* sum = sums.data() + clusters.of(order.row[i]) * p;
    for (std::size_t j = 0; j < p; ++j) sum[j] += residuals[i * p + j];
  }
  const Eigen::Map<const Eigen::MatrixXd> inverse(bread.values.data(), columns, columns);
  Matrix covariance(p, p);
  const Eigen::MatrixXd influence = inverse * sums;
  Eigen::Map<Eigen::MatrixXd>(covariance.values.data(), columns, columns).noalias() =
      influence * influence.transpose();
  return covariance;
}

/// The outcomes of one cause with the risk sets of its subdistribution: who had a competing event
/// is at risk to the end.
endpoint::Outcomes competing_kept_at_risk(const endpoint::Outcomes& outcomes,
                                          endpoint::Outcomes of_cause) {
  const auto& time = outcomes.time;
  const double last = time.empty() ? 0 : *std::max_element(time.begin(), time.end());
  for (std::size_t i = 0; i < time.size(); ++i)
    if (outcomes.event[i] != 0 && of_cause.event[i] == 0) of_cause.time[i] = last;
  return of_cause;
}

}  // namespace

Result<FineGrayFit> fine_gray(const CoxData& data, std::int32_t cause,
                              const FineGrayOptions& options, std::span<const std::string> names) {
  if (Problems problems = obstacles_to_fine_gray(data, cause); !problems.empty())
    return failure(std::move(problems));
  endpoint::Outcomes of_cause = data.outcomes;
  for (std::int32_t& event : of_cause.event) event = event == cause;
  const CoxData own{of_cause, data.design, data.strata, {}, data.offset, data.cluster};
  FineGrayFit fit;
  fit.cause = cause;
  CoxFit& model = fit.model;
  model.options.ties = Ties::breslow;
  model.options.robust = true;
  model.options.level = options.level;
  model.options.tolerance = options.tolerance;
  model.options.max_iterations = options.max_iterations;
  if (Problems problems = obstacles_to_cox(own, model.options); !problems.empty())
    return failure(std::move(problems));
  const Result<RiskOrder> order = risk_order(of_cause, data.strata);
  if (!order) return failure(order.error());
  const SortedDesign design = sorted_design(*order, data.design, {}, data.offset);

  std::vector<std::uint8_t> competing(order->size());
  for (std::size_t i = 0; i < order->size(); ++i) {
    const std::int32_t event = data.outcomes.event[order->row[i]];
    competing[i] = event != 0 && event != cause;
    model.events += event == cause;
    fit.competing += competing[i];
    fit.censored += event == 0;
  }
  model.n = order->size();
  const Subdistribution subdistribution(*order, design, std::move(competing));
  NewtonOptions newton;
  newton.tolerance = options.tolerance;
  newton.max_iterations = options.max_iterations;
  const endpoint::Outcomes staying = competing_kept_at_risk(data.outcomes, of_cause);
  const CoxData at_risk{staying, data.design, data.strata};
  const NewtonOutcome outcome = cox_maximum(
      at_risk, design, model.options.ties,
      [&](std::span<const double> beta, Likelihood& out) { subdistribution.evaluate(beta, out); },
      newton);

  model.iterations = outcome.iterations;
  fill_terms(outcome, design, model);
  fill_means(own, design, model);
  fill_linear_predictor(own, design, model);
  diagnose(at_risk, design, outcome, names, model);
  fit.inverse_information = std::move(model.covariance);
  model.covariance =
      sandwich(subdistribution, *order, outcome.beta, outcome.information.inverse(), data.cluster);
  for (std::size_t j = 0; j < design.columns; ++j)
    for (std::size_t i = 0; i < design.columns; ++i)
      model.covariance(i, j) *= design.scale[i] * design.scale[j];
  fill_tests(outcome, model);
  fill_inference(outcome, model);
  diagnose_variance(fit.inverse_information, names, model);
  return fit;
}

}  // namespace venscope::survival
