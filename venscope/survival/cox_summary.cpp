#include "venscope/survival/cox_summary.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/large_pages.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/survival/quadratic_form.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace venscope::survival {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// sum_i += (x_i - mean) coef
void add_centred(const double* x, std::size_t rows, double mean, double coef, double* sum) {
  using Two = double __attribute__((vector_size(16)));
  std::size_t i = 0;
  for (; i + 2 <= rows; i += 2) {
    Two value, total;
    std::memcpy(&value, x + i, sizeof value);
    std::memcpy(&total, sum + i, sizeof total);
    total += (value - mean) * coef;
    std::memcpy(sum + i, &total, sizeof total);
  }
  for (; i < rows; ++i) sum[i] += (x[i] - mean) * coef;
}

ChiSquaredTest chi_squared(double statistic, double df) {
  return {statistic, df, df > 0 ? chi_squared_upper(std::max(statistic, 0.0), df) : 1.0};
}

}  // namespace

void fill_terms(const NewtonOutcome& outcome, const SortedDesign& design, CoxFit& fit) {
  const std::size_t p = design.columns;
  fit.terms.resize(p);
  fit.covariance = outcome.information.inverse();
  for (std::size_t j = 0; j < p; ++j) {
    fit.terms[j].coef = outcome.beta[j] * design.scale[j];
    for (std::size_t i = 0; i < p; ++i) fit.covariance(i, j) *= design.scale[i] * design.scale[j];
  }
}

void fill_means(const CoxData& data, const SortedDesign& design, CoxFit& fit) {
  const std::size_t n = data.outcomes.size(), p = design.columns;
  fit.means.resize(p);
  for (std::size_t j = 0; j < p; ++j) {
    if (design.indicator[j]) continue;
    // R centres counting-process data at the plain mean, the rest at the weighted one.
    fit.means[j] = design.centre[j];
    if (!data.outcomes.delayed_entry() || data.weights.empty()) continue;
    double excess = 0;
    for (const double value : data.design.column(j)) excess += value - fit.means[j];
    fit.means[j] += excess / static_cast<double>(n);
  }
}

void fill_linear_predictor(const CoxData& data, const SortedDesign& design, CoxFit& fit,
                           unsigned threads) {
  const std::size_t n = data.outcomes.size(), p = design.columns;
  fit.linear_predictor = on_large_pages<double>(n);
  for (std::size_t i = 0; i < n && !data.offset.empty(); ++i)
    fit.linear_predictor[i] = data.offset[i] - design.offset_mean;
  constexpr std::size_t block = 2048;  // so that a part of the predictor stays close at hand
  if (n * p < 500'000) threads = 1;    // sooner done than one is started
  parallel_for((n + block - 1) / block, threads, [&](std::size_t part) {
    const std::size_t begin = part * block, end = std::min(begin + block, n);
    for (std::size_t j = 0; j < p; ++j) {
      const auto x = data.design.column(j);
      const double mean = fit.means[j], coef = fit.terms[j].coef;
      add_centred(x.data() + begin, end - begin, mean, coef, fit.linear_predictor.data() + begin);
    }
  });
}

void fill_tests(const NewtonOutcome& outcome, CoxFit& fit) {
  const auto df = static_cast<double>(outcome.information.rank);
  fit.loglik_null = outcome.loglik_start;
  fit.loglik = outcome.at_end.loglik;
  std::vector<double> beta;
  for (const CoxTerm& term : fit.terms) beta.push_back(term.coef);
  fit.likelihood_ratio = chi_squared(2 * (fit.loglik - fit.loglik_null), df);
  fit.wald = chi_squared(quadratic_form(fit.covariance, beta).value, df);
  fit.score = chi_squared(outcome.score_test, df);
  fit.aic = 2 * df - 2 * fit.loglik;
  fit.bic = df * std::log(fit.events) - 2 * fit.loglik;
  if (fit.events > df + 1) fit.aicc = fit.aic + 2 * df * (df + 1) / (fit.events - df - 1);
}

void fill_inference(const NewtonOutcome& outcome, CoxFit& fit) {
  const double quantile = normal_quantile(0.5 + fit.options.level / 2);
  for (std::size_t j = 0; j < fit.terms.size(); ++j) {
    CoxTerm& term = fit.terms[j];
    if (outcome.information.singular[j]) {
      term = {nothing, nothing, {}, nothing, nothing, {}, nothing, nothing, term.trouble};
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

}  // namespace venscope::survival
