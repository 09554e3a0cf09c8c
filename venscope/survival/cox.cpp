#include "venscope/survival/cox.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/survival/cholesky.hpp"
#include "venscope/survival/cox_diagnosis.hpp"
#include "venscope/survival/newton.hpp"
#include "venscope/survival/partial_likelihood.hpp"
#include "venscope/survival/risk_order.hpp"
#include "venscope/survival/sorted_design.hpp"

namespace venscope::survival {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

bool whole(std::span<const double> weights) {
  return std::all_of(weights.begin(), weights.end(),
                     [](double weight) { return weight == std::floor(weight); });
}

/// Everything that keeps the model from being fitted, at once.
Problems obstacles(const CoxData& data, const CoxOptions& options) {
  Problems problems;
  const auto add = [&](const char* code, std::string what, const char* remedy) {
    problems.push_back({code, {}, std::move(what), {}, remedy, Fault::analysis});
  };
  const std::size_t n = data.outcomes.size();
  std::size_t used = 0, events = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double weight = data.weights.empty() ? 1 : data.weights[i];
    if (!(weight >= 0 && std::isfinite(weight)))
      add("cox.weight", fmt::format("row {}: a weight of {}", i + 1, weight),
          "weights are finite and not negative");
    used += weight > 0;
    events += weight > 0 && data.outcomes.event[i] != 0;
  }
  if (used == 0) {
    add("cox.no_rows", "no row to fit a model on", "");
  } else if (events == 0) {
    add("cox.no_events", fmt::format("none of the {} rows has an event", used),
        "a Cox model needs at least one");
  }
  for (const double value : data.design.values)
    if (!std::isfinite(value)) {
      add("cox.not_finite", "the design has a value that is not finite", "leave such rows out");
      break;
    }
  if (options.ties == Ties::exact || options.firth || options.robust.value_or(false))
    add("cox.not_yet", "exact ties, Firth's penalty and robust variance are being written", "");
  const bool unit = std::all_of(data.weights.begin(), data.weights.end(),
                                [](double weight) { return weight == 0 || weight == 1; });
  if (options.ties == Ties::exact && !unit)
    add("cox.exact_weights", "the exact treatment of ties takes no case weights",
        "use efron or breslow");
  if (options.ties == Ties::exact && (options.robust.value_or(false) || !data.cluster.empty()))
    add("cox.exact_robust", "there is no robust variance for the exact treatment of ties",
        "use efron or breslow");
  return problems;
}

NewtonOptions newton_options(const CoxOptions& options, const RiskOrder& order) {
  NewtonOptions newton;
  newton.tolerance = options.tolerance;
  newton.max_iterations = options.max_iterations;
  newton.stops_after_halving = !order.delayed_entry() && options.ties != Ties::exact;
  newton.rank_is_fixed = order.delayed_entry() && options.ties != Ties::exact;
  return newton;
}

ChiSquaredTest chi_squared(double statistic, double df) {
  return {statistic, df, df > 0 ? chi_squared_upper(std::max(statistic, 0.0), df) : 1.0};
}

/// b' V^-1 b over the columns that V determines; on the scale of the standard errors, so that the
/// units of the columns do not decide which those are.
double quadratic_form(Matrix variance, std::vector<double> b) {
  std::vector<double> error(b.size());
  for (std::size_t j = 0; j < b.size(); ++j)
    error[j] = variance(j, j) > 0 ? std::sqrt(variance(j, j)) : 1;
  for (std::size_t j = 0; j < b.size(); ++j) {
    b[j] /= error[j];
    for (std::size_t i = 0; i < b.size(); ++i) variance(i, j) /= error[i] * error[j];
  }
  const std::vector<double> original = b;
  factorise(variance).solve(b);
  double sum = 0;
  for (std::size_t j = 0; j < b.size(); ++j) sum += b[j] * original[j];
  return sum;
}

void fill_terms(const NewtonOutcome& outcome, const SortedDesign& design, CoxFit& fit) {
  const std::size_t p = design.columns;
  fit.terms.resize(p);
  fit.covariance = outcome.information.inverse();
  for (std::size_t j = 0; j < p; ++j) {
    fit.terms[j].coef = outcome.beta[j] * design.scale[j];
    for (std::size_t i = 0; i < p; ++i) fit.covariance(i, j) *= design.scale[i] * design.scale[j];
  }
}

void fill_linear_predictor(const CoxData& data, const SortedDesign& design, CoxFit& fit) {
  const std::size_t n = data.outcomes.size(), p = design.columns;
  fit.linear_predictor.resize(n);
  fit.means.resize(p);
  for (std::size_t i = 0; i < n; ++i)
    fit.linear_predictor[i] = data.offset.empty() ? 0 : data.offset[i] - design.offset_mean;
  for (std::size_t j = 0; j < p; ++j) {
    const auto x = data.design.column(j);
    double mean = 0;
    if (!design.indicator[j]) {
      // R centres counting-process data at the plain mean, the rest at the weighted one.
      mean = design.centre[j];
      if (data.outcomes.delayed_entry() && !data.weights.empty()) {
        double excess = 0;
        for (const double value : x) excess += value - mean;
        mean += excess / static_cast<double>(n);
      }
    }
    fit.means[j] = mean;
    for (std::size_t i = 0; i < n; ++i)
      fit.linear_predictor[i] += (x[i] - mean) * fit.terms[j].coef;
  }
}

void fill_tests(const NewtonOutcome& outcome, CoxFit& fit) {
  const auto df = static_cast<double>(outcome.information.rank);
  fit.loglik_null = outcome.loglik_start;
  fit.loglik = outcome.at_end.loglik;
  std::vector<double> beta;
  for (const CoxTerm& term : fit.terms) beta.push_back(term.coef);
  fit.likelihood_ratio = chi_squared(2 * (fit.loglik - fit.loglik_null), df);
  fit.wald = chi_squared(quadratic_form(fit.covariance, beta), df);
  fit.score = chi_squared(outcome.score_test, df);
  fit.aic = 2 * df - 2 * fit.loglik;
  fit.bic = df * std::log(fit.events) - 2 * fit.loglik;
  if (fit.events > df + 1) fit.aicc = fit.aic + 2 * df * (df + 1) / (fit.events - df - 1);
}

/// Standard errors, tests and intervals of the coefficients from `covariance`.
void fill_inference(const NewtonOutcome& outcome, CoxFit& fit) {
  const double quantile = normal_quantile(0.5 + fit.options.level / 2);
  for (std::size_t j = 0; j < fit.terms.size(); ++j) {
    CoxTerm& term = fit.terms[j];
    if (outcome.information.singular[j]) {
      term = {nothing, nothing, {}, nothing, nothing, nothing, nothing, term.trouble};
      continue;
    }
    const Matrix& naive = fit.naive_covariance ? *fit.naive_covariance : fit.covariance;
    term.std_error = std::sqrt(naive(j, j));
    const double error = std::sqrt(fit.covariance(j, j));
    if (fit.naive_covariance) term.robust_se = error;
    term.z = error > 0 ? term.coef / error : 0;
    term.p = normal_two_sided(term.z);
    term.conf_low = std::exp(term.coef - quantile * error);
    term.conf_high = std::exp(term.coef + quantile * error);
  }
}

}  // namespace

Result<CoxFit> cox(const CoxData& data, const CoxOptions& options,
                   std::span<const std::string> names) {
  Problems problems = obstacles(data, options);
  if (!problems.empty()) return failure(std::move(problems));
  const Result<RiskOrder> sorted = risk_order(data.outcomes, data.strata);
  if (!sorted) return failure(sorted.error());
  const RiskOrder& order = *sorted;
  const SortedDesign design = sorted_design(order, data.design, data.weights, data.offset);

  CoxFit fit;
  fit.options = options;
  fit.options.robust = options.robust.value_or(!data.cluster.empty() || !whole(data.weights));
  for (std::size_t i = 0; i < order.size(); ++i) {
    fit.n += design.weight[i] > 0;
    fit.events += design.weight[i] > 0 && order.event[i] != 0;
  }
  PartialLikelihood likelihood(order, design, options.ties == Ties::efron);
  const NewtonOutcome outcome = maximise(
      [&](std::span<const double> beta, Likelihood& out) { likelihood.evaluate(beta, out); },
      std::vector<double>(design.columns, 0.0), newton_options(options, order));
  fit.iterations = outcome.iterations;
  fill_terms(outcome, design, fit);
  fill_linear_predictor(data, design, fit);
  diagnose(data, design, outcome, names, fit);
  fill_tests(outcome, fit);
  fill_inference(outcome, fit);
  return fit;
}

}  // namespace venscope::survival
