#include "venscope/survival/cox.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/survival/cox_checks.hpp"
#include "venscope/survival/cox_diagnosis.hpp"
#include "venscope/survival/cox_maximum.hpp"
#include "venscope/survival/cox_summary.hpp"
#include "venscope/survival/exact_likelihood.hpp"
#include "venscope/survival/firth.hpp"
#include "venscope/survival/newton.hpp"
#include "venscope/survival/partial_likelihood.hpp"
#include "venscope/survival/pattern_likelihood.hpp"
#include "venscope/survival/risk_order.hpp"
#include "venscope/survival/robust_variance.hpp"
#include "venscope/survival/sorted_design.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::survival {

namespace {

bool whole(std::span<const double> weights) {
  return std::all_of(weights.begin(), weights.end(),
                     [](double weight) { return weight == std::floor(weight); });
}

NewtonOptions newton_options(const CoxOptions& options, const RiskOrder& order) {
  NewtonOptions newton;
  newton.tolerance = options.tolerance;
  newton.max_iterations = options.max_iterations;
  newton.stops_after_halving = !order.delayed_entry() && options.ties != Ties::exact;
  newton.rank_is_fixed = order.delayed_entry() && options.ties != Ties::exact;
  return newton;
}

/// The multiplications of one evaluation beyond which exact ties are refused: about a minute.
constexpr double most_exact_work = 3e10;

/// A column's profile interval and test, on the scale of the sorted design.
struct Profile {
  ProfileInterval interval;
  double p = 1;
};

std::vector<Profile> profiles_of(FirthLikelihood& likelihood, const NewtonOutcome& outcome,
                                 double level) {
  const double quantile = std::pow(normal_quantile(0.5 + level / 2), 2);
  std::vector<Profile> profiles(outcome.beta.size());
  for (std::size_t j = 0; j < profiles.size(); ++j)
    if (!outcome.information.singular[j])
      profiles[j] = {profile_interval(likelihood, outcome, j, quantile),
                     chi_squared_upper(profile_test(likelihood, outcome, j), 1)};
  return profiles;
}

/// The maximum; of Firth's likelihood also the profile of each column.
Result<NewtonOutcome> maximised(const CoxData& data, const RiskOrder& order,
                                const SortedDesign& design, const CoxOptions& options,
                                std::vector<Profile>& profiles) {
  if (options.ties == Ties::exact) {
    ExactLikelihood likelihood(order, design);
    if (likelihood.cost() > most_exact_work)
      return cannot_analyse("cox.exact_too_large",
                            fmt::format("too many ties for their exact treatment: {:.1g} "
                                        "multiplications an iteration",
                                        likelihood.cost()),
                            "use efron, which is close to it");
    return cox_maximum(
        data, design, options.ties,
        [&](std::span<const double> beta, Likelihood& out) { likelihood.evaluate(beta, out); },
        newton_options(options, order));
  }
  const bool efron = options.ties == Ties::efron;
  if (options.firth) {
    FirthLikelihood likelihood(order, design, efron);
    // Steps that ignore the penalty's curvature need more of them than Newton's.
    NewtonOutcome outcome = maximise_firth(likelihood, std::vector<double>(design.columns),
                                           10 * options.max_iterations);
    outcome.information_start = likelihood.at_zero();
    if (outcome.converged) profiles = profiles_of(likelihood, outcome, options.level);
    // log det I in the units of the columns.
    for (std::size_t j = 0; j < design.columns; ++j) {
      if (outcome.information.singular[j]) continue;
      outcome.loglik_start -= std::log(design.scale[j]);
      outcome.at_end.loglik -= std::log(design.scale[j]);
    }
    return outcome;
  }
  PartialLikelihood likelihood(order, design, efron, options.threads);
  return cox_maximum(
      data, design, options.ties,
      [&](std::span<const double> beta, Likelihood& out) { likelihood.evaluate(beta, out); },
      newton_options(options, order));
}

/// Replaces the covariance by the robust one and keeps the other.
void make_robust(const CoxData& data, const RiskOrder& order, const SortedDesign& design,
                 const NewtonOutcome& outcome, CoxFit& fit) {
  const std::size_t p = design.columns;
  const ClusterIndex clusters(data.cluster, order.size());
  RobustVariance robust =
      robust_variance(order, design, fit.options.ties == Ties::efron, outcome.beta,
                      outcome.information.inverse(), clusters, fit.options.threads);
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t i = 0; i < p; ++i)
      robust.covariance(i, j) *= design.scale[i] * design.scale[j];
  fit.naive_covariance = std::move(fit.covariance);
  fit.covariance = std::move(robust.covariance);
  if (clusters.count() <= outcome.information.rank)
    fit.warnings.push_back(fmt::format(
        "{} clusters for {} coefficients: the robust variance is singular and means little",
        clusters.count(), outcome.information.rank));
  const auto df = static_cast<double>(outcome.information.rank);
  fit.robust_score = {robust.score_test, df, df > 0 ? chi_squared_upper(robust.score_test, df) : 1};
}

/// Puts the profiles in the place of Wald's intervals.
void use_profiles(const std::vector<Profile>& profiles, const SortedDesign& design, CoxFit& fit) {
  if (profiles.empty()) return;
  fit.interval = CoxInterval::profile;
  for (std::size_t j = 0; j < profiles.size(); ++j) {
    CoxTerm& term = fit.terms[j];
    if (std::isnan(term.coef)) continue;
    term.conf_low = std::exp(profiles[j].interval.low * design.scale[j]);
    term.conf_high = std::exp(profiles[j].interval.high * design.scale[j]);
    term.p_profile = profiles[j].p;
  }
}

/// What every fit has, by whatever likelihood it was found, but for the linear predictor.
CoxFit fit_of(const CoxData& data, const CoxOptions& options, const SortedDesign& design,
              const NewtonOutcome& outcome, std::span<const std::string> names) {
  CoxFit fit;
  fit.options = options;
  fit.iterations = outcome.iterations;
  fill_terms(outcome, design, fit);
  fill_means(data, design, fit);
  diagnose(data, design, outcome, names, fit);
  return fit;
}

/// On counts of patterns, where a cohort is large and its columns are few and simple.
CoxFit cox_of_patterns(const CoxData& data, PatternPlan plan, const CoxOptions& options,
                       std::span<const std::string> names) {
  PatternLikelihood likelihood(data, std::move(plan), options.ties == Ties::efron, options.threads);
  NewtonOptions newton;
  newton.tolerance = options.tolerance;
  newton.max_iterations = options.max_iterations;
  const NewtonOutcome outcome = cox_maximum(
      data, likelihood.design(), options.ties,
      [&](std::span<const double> beta, Likelihood& out) { likelihood.evaluate(beta, out); },
      newton);
  CoxFit fit = fit_of(data, options, likelihood.design(), outcome, names);
  std::vector<double> coef;
  for (const CoxTerm& term : fit.terms) coef.push_back(term.coef);
  fit.linear_predictor = likelihood.linear_predictor(fit.means, coef, options.threads);
  fit.n = likelihood.rows();
  fit.events = likelihood.events();
  fill_tests(outcome, fit);
  fill_inference(outcome, fit);
  return fit;
}

}  // namespace

Result<CoxFit> cox(const CoxData& data, const CoxOptions& asked,
                   std::span<const std::string> names) {
  CoxOptions options = asked;
  options.robust =
      asked.robust.value_or(!data.cluster.empty() || (!whole(data.weights) && !asked.firth));
  std::optional<PatternPlan> plan;
  if (!*options.robust && !options.firth && options.ties != Ties::exact)
    plan = pattern_plan(data, options.threads);
  Problems problems = obstacles_to_cox(data, asked, plan.has_value());
  if (!problems.empty()) return failure(std::move(problems));
  if (plan) return cox_of_patterns(data, std::move(*plan), options, names);
  const Result<RiskOrder> sorted = risk_order(data.outcomes, data.strata);
  if (!sorted) return failure(sorted.error());
  const RiskOrder& order = *sorted;
  const SortedDesign design =
      sorted_design(order, data.design, data.weights, data.offset, options.threads);
  std::vector<Profile> profiles;
  const Result<NewtonOutcome> maximum = maximised(data, order, design, options, profiles);
  if (!maximum) return failure(maximum.error());
  const NewtonOutcome& outcome = *maximum;

  CoxFit fit = fit_of(data, options, design, outcome, names);
  fill_linear_predictor(data, design, fit, options.threads);
  for (std::size_t i = 0; i < order.size(); ++i) {
    fit.n += design.weight[i] > 0;
    fit.events += design.weight[i] > 0 && order.event[i] != 0;
  }
  if (*fit.options.robust) make_robust(data, order, design, outcome, fit);
  fill_tests(outcome, fit);
  fill_inference(outcome, fit);
  if (fit.naive_covariance) diagnose_variance(*fit.naive_covariance, names, fit);
  use_profiles(profiles, design, fit);
  return fit;
}

}  // namespace venscope::survival
