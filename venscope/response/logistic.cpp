#include "venscope/response/logistic.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/response/logistic_diagnosis.hpp"
#include "venscope/response/logistic_likelihood.hpp"
#include "venscope/response/logistic_profile.hpp"
#include "venscope/response/logistic_variance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace venscope::response {
namespace {

constexpr double undefined_estimate = std::numeric_limits<double>::quiet_NaN();

Problem data_problem(const char* code, std::string what, std::string expected,
                     Fault fault = Fault::input) {
  return {code, {}, std::move(what), std::move(expected), {}, fault};
}

bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

Problems check_logistic(const LogisticData& data, const LogisticOptions& options) {
  Problems problems;
  const std::size_t n = data.outcome.size();
  const auto fits = [n](std::size_t size) { return size == 0 || size == n; };
  if (data.design.rows != n || !fits(data.weights.size()) || !fits(data.offset.size()) ||
      !fits(data.cluster.size()))
    problems.push_back(data_problem("response.unequal_lengths",
                                    "outcome, columns and weights are not of one length",
                                    "one value per row", Fault::internal));
  if (!std::all_of(data.outcome.begin(), data.outcome.end(),
                   [](std::int32_t y) { return y == 0 || y == 1; }))
    problems.push_back(data_problem("response.outcome_not_binary",
                                    "the outcome has a value that is neither 0 nor 1", "0 or 1"));
  if (!std::all_of(data.weights.begin(), data.weights.end(),
                   [](double w) { return std::isfinite(w) && w >= 0; }))
    problems.push_back(data_problem("response.weight", "a weight is negative or not finite",
                                    "weights of 0 or more"));
  if (!all_finite(data.design.values) || !all_finite(data.offset))
    problems.push_back(data_problem("response.not_finite", "a column has a value that is no number",
                                    "finite numbers; leave out rows with a missing value"));
  if (!(options.level > 0 && options.level < 1))
    problems.push_back(data_problem("response.confidence_level",
                                    fmt::format("the confidence level is {}", options.level),
                                    "a number between 0 and 1"));
  return problems;
}

std::optional<Problem> nothing_to_fit(const LogisticFit& fit) {
  if (fit.n == 0)
    return data_problem("response.no_observations", "no row has a weight above 0", "",
                        Fault::analysis);
  if (fit.options.firth || (fit.events > 0 && fit.events < fit.n)) return {};
  Problem problem = data_problem(
      "response.one_class",
      fmt::format("{} of {} rows have the event: the odds are {}", fit.events == 0 ? "none" : "all",
                  fit.n, fit.events == 0 ? "0 and their logarithm has no value" : "infinite"),
      "rows with and rows without it", Fault::analysis);
  problem.remedy = "Firth's penalised likelihood has an answer, for what it is worth";
  return problem;
}

/// The rows of the fit and their values; the basis is set later, in whatever order is needed.
struct Rows {
  std::vector<std::size_t> index;
  LogisticProblem problem;
};

Rows rows_of(const LogisticData& data, bool firth) {
  Rows rows;
  rows.problem.firth = firth;
  for (std::size_t i = 0; i < data.outcome.size(); ++i) {
    const double weight = data.weights.empty() ? 1 : data.weights[i];
    if (weight <= 0) continue;
    rows.index.push_back(i);
    rows.problem.outcome.push_back(data.outcome[i]);
    rows.problem.weight.push_back(weight);
    rows.problem.offset.push_back(data.offset.empty() ? 0 : data.offset[i]);
  }
  return rows;
}

LogisticTest logistic_test(double statistic, double df) {
  return {statistic, df, df > 0 ? chi_squared_upper(statistic, df) : 1};
}

/// From the maximum in gamma to coefficients, variances and the tests that follow from them.
void fill_estimates(const LogisticData& data, const Rows& rows, const LogisticSearch& search,
                    LogisticFit& fit) {
  const LogisticBasis& basis = rows.problem.basis;
  const std::vector<double> beta = basis.coefficients(search.at.gamma);
  const Matrix naive = basis.covariance(factorise(search.at.information, 1e-14).inverse());
  const Matrix used =
      fit.options.robust ? sandwich(rows.problem, search.at, rows.index, data.cluster) : naive;
  const double z = -normal_quantile((1 - fit.options.level) / 2);
  for (LogisticTerm& term : fit.terms)
    term.coef = term.std_error = term.z = term.p = term.conf_low = term.conf_high =
        undefined_estimate;
  fit.covariance = widened(used, basis.kept, fit.terms.size());
  if (fit.options.robust) fit.naive_covariance = widened(naive, basis.kept, fit.terms.size());
  for (std::size_t m = 0; m < basis.rank(); ++m) {
    LogisticTerm& term = fit.terms[basis.kept[m]];
    const double error = std::sqrt(used(m, m));
    term.coef = beta[m];
    term.std_error = std::sqrt(naive(m, m));
    if (fit.options.robust) term.robust_se = error;
    term.z = beta[m] / error;
    term.p = normal_two_sided(term.z);
    term.conf_low = std::exp(beta[m] - z * error);
    term.conf_high = std::exp(beta[m] + z * error);
  }
  fit.wald = logistic_test(wald_statistic(beta, used), static_cast<double>(basis.rank() - 1));
}

void fill_likelihoods(const LogisticProblem& problem, const LogisticSearch& search,
                      LogisticFit& fit) {
  const std::size_t rank = problem.basis.rank();
  const LogisticSearch null =
      maximise(problem, std::vector<double>(rank, 0.0), 1, fit.options.max_iterations);
  const double df = static_cast<double>(rank - 1), n = static_cast<double>(fit.n);
  fit.loglik_null = null.at.loglik;
  fit.loglik = search.at.loglik;
  fit.null_deviance = -2 * null.at.plain;
  fit.deviance = -2 * search.at.plain;
  fit.df_null = n - 1;
  fit.df_residual = n - static_cast<double>(rank);
  fit.likelihood_ratio = logistic_test(std::max(0.0, 2 * (fit.loglik - fit.loglik_null)), df);
  if (!problem.firth) {
    std::vector<double> solved = null.at.score;
    factorise(null.at.information, 1e-14).solve(solved);
    fit.score = logistic_test(
        std::inner_product(solved.begin(), solved.end(), null.at.score.begin(), 0.0), df);
  }
  fit.aic = fit.deviance + 2 * static_cast<double>(rank);
  fit.bic = fit.deviance + std::log(n) * static_cast<double>(rank);
}

/// The column of a profile goes last in the basis, where it alone decides the last coordinate.
void fill_profiles(const LogisticData& data, Rows rows, LogisticFit& fit) {
  const double normal = normal_quantile((1 - fit.options.level) / 2);
  const std::vector<std::size_t> kept = rows.problem.basis.kept;
  for (const std::size_t j : kept) {
    LogisticTerm& term = fit.terms[j];
    std::vector<std::size_t> order;
    for (const std::size_t other : kept)
      if (other != j) order.push_back(other);
    order.push_back(j);
    rows.problem.basis = orthonormal_basis(data.design, rows.index, order);
    if (rows.problem.basis.rank() < kept.size()) continue;  // on the brink of collinear
    const LogisticProfile found =
        profile(rows.problem, fit.loglik, normal * normal, fit.options.max_iterations);
    term.conf_low = std::exp(found.low);
    term.conf_high = std::exp(found.high);
    term.p_profile = chi_squared_upper(found.statistic, 1);
  }
}

}  // namespace

Result<LogisticFit> logistic(const LogisticData& data, const LogisticOptions& options,
                             std::span<const std::string> names) {
  if (Problems problems = check_logistic(data, options); !problems.empty())
    return failure(std::move(problems));
  LogisticFit fit;
  fit.options = options;
  fit.interval = options.interval != LogisticInterval::fitting ? options.interval
                 : options.firth                               ? LogisticInterval::profile
                                                               : LogisticInterval::wald;
  Rows rows = rows_of(data, options.firth);
  fit.n = rows.index.size();
  for (const double y : rows.problem.outcome) fit.events += y > 0;
  if (auto problem = nothing_to_fit(fit)) return failure(*problem);
  for (std::size_t j = 0; j <= data.design.columns; ++j) {
    fit.terms.emplace_back();
    fit.terms.back().name = j == 0                 ? "(Intercept)"
                            : j - 1 < names.size() ? names[j - 1]
                                                   : fmt::format("column {}", j);
  }
  std::vector<std::size_t> order(data.design.columns + 1);
  std::iota(order.begin(), order.end(), std::size_t{0});
  rows.problem.basis = orthonormal_basis(data.design, rows.index, order);
  const std::size_t rank = rows.problem.basis.rank();
  const LogisticSearch search =
      maximise(rows.problem, std::vector<double>(rank, 0.0), rank, options.max_iterations);
  fit.iterations = search.iterations;
  fill_estimates(data, rows, search, fit);
  fill_likelihoods(rows.problem, search, fit);
  if (fit.interval == LogisticInterval::profile) fill_profiles(data, rows, fit);
  diagnose(data, rows.problem, search, fit);
  fit.linear_predictor = linear_predictor(fit, data.design, data.offset);
  for (const double eta : fit.linear_predictor) fit.probability.push_back(inverse_logit(eta));
  return fit;
}

std::vector<double> predicted_probability(const LogisticFit& fit, const Matrix& design,
                                          std::span<const double> offset) {
  std::vector<double> values = linear_predictor(fit, design, offset);
  for (double& value : values) value = inverse_logit(value);
  return values;
}

}  // namespace venscope::response
