#include "venscope/accuracy/pooling.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/gamma_distribution.hpp"
#include "venscope/base/root.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace venscope::accuracy {
namespace {

double chi_squared_quantile(double probability, double df) {
  return 2 * gamma_quantile(probability, df / 2);
}

/// What follows from the cohorts at one variance between them.
struct Weighted {
  double sum = 0, square = 0, cube = 0;  ///< sums of w, w^2, w^3
  double mean = 0;
  double spread = 0;         ///< sum of w (y - mean)^2
  double square_spread = 0;  ///< sum of w^2 (y - mean)^2

  Weighted(std::span<const CohortEstimate> cohorts, double tau2) {
    for (const CohortEstimate& cohort : cohorts) {
      const double w = weight(cohort, tau2);
      sum += w;
      square += w * w;
      cube += w * w * w;
      mean += w * cohort.estimate;
    }
    mean /= sum;
    for (const CohortEstimate& cohort : cohorts) {
      const double w = weight(cohort, tau2), off = cohort.estimate - mean;
      spread += w * off * off;
      square_spread += w * w * off * off;
    }
  }
  static double weight(const CohortEstimate& cohort, double tau2) {
    return 1 / (cohort.std_error * cohort.std_error + tau2);
  }
};

/// (k - 1) / (sum w - sum w^2 / sum w) at tau^2 = 0: the variance within a typical cohort.
double typical_variance(const Weighted& fixed, double df) {
  return df / (fixed.sum - fixed.square / fixed.sum);
}

/// tau^2 at which the spread is `target`; 0 where it is less at 0. The spread falls with tau^2.
double tau2_of_spread(std::span<const CohortEstimate> cohorts, double target, double unit) {
  const auto beyond = [&](double x) { return Weighted(cohorts, x * unit).spread - target; };
  const double at_0 = beyond(0);
  if (!(at_0 > 0)) return 0;
  double high = 1, at_high = beyond(high);
  while (at_high > 0 && high < 1e150) {
    high *= 2;
    at_high = beyond(high);
  }
  return unit * bracketed_root(beyond, 0, at_0, high, at_high);
}

/// Fisher's scoring from the estimate by unweighted moments, with halved steps while the likelihood
/// falls.
double reml_tau2(std::span<const CohortEstimate> cohorts, double unit) {
  const auto k = static_cast<double>(cohorts.size());
  double mean = 0, square = 0, within = 0;
  for (const CohortEstimate& cohort : cohorts) {
    mean += cohort.estimate / k;
    within += cohort.std_error * cohort.std_error / k;
  }
  for (const CohortEstimate& cohort : cohorts)
    square += (cohort.estimate - mean) * (cohort.estimate - mean) / (k - 1);
  const auto loglik = [&](double tau2) {
    const Weighted at(cohorts, tau2);
    double logs = 0;
    for (const CohortEstimate& cohort : cohorts) logs += std::log(Weighted::weight(cohort, tau2));
    return 0.5 * (logs - std::log(at.sum) - at.spread);
  };
  double tau2 = std::max(0.0, square - within), best = loglik(tau2);
  for (int iteration = 0; iteration < 1000; ++iteration) {
    const Weighted at(cohorts, tau2);
    const double trace = at.sum - at.square / at.sum;
    const double information =
        at.square - 2 * at.cube / at.sum + at.square * at.square / (at.sum * at.sum);
    double step = (at.square_spread - trace) / information, next = tau2, value = best;
    for (int halving = 0; halving < 40; ++halving, step /= 2) {
      next = std::max(0.0, tau2 + step);
      value = loglik(next);
      if (value >= best - 1e-13 * (1 + std::fabs(best))) break;
    }
    const bool rests = std::fabs(next - tau2) <= 1e-13 * (tau2 + 1e-3 * unit);
    tau2 = next;
    best = value;
    if (rests) break;
  }
  return tau2;
}

double tau2_by(BetweenVariance method, std::span<const CohortEstimate> cohorts,
               const Weighted& fixed, double df, double unit) {
  switch (method) {
    case BetweenVariance::restricted_likelihood:
      return reml_tau2(cohorts, unit);
    case BetweenVariance::paule_mandel:
      return tau2_of_spread(cohorts, df, unit);
    default:
      return std::max(0.0, (fixed.spread - df) / (fixed.sum - fixed.square / fixed.sum));
  }
}

CohortHeterogeneity heterogeneity_of(std::span<const CohortEstimate> cohorts,
                                     const PoolingOptions& options) {
  const Weighted fixed(cohorts, 0);
  CohortHeterogeneity h;
  h.df = static_cast<double>(cohorts.size() - 1);
  const double v = typical_variance(fixed, h.df), tail = (1 - options.level) / 2;
  h.q = fixed.spread;
  h.p = chi_squared_upper(h.q, h.df);
  h.tau2 = tau2_by(options.method, cohorts, fixed, h.df, v);
  h.tau2_low = tau2_of_spread(cohorts, chi_squared_quantile(1 - tail, h.df), v);
  h.tau2_high = tau2_of_spread(cohorts, chi_squared_quantile(tail, h.df), v);
  h.i2 = h.tau2 / (h.tau2 + v);
  h.i2_low = h.tau2_low / (h.tau2_low + v);
  h.i2_high = h.tau2_high / (h.tau2_high + v);
  return h;
}

Problems obstacles_to_pooling(std::span<const CohortEstimate> cohorts,
                              const PoolingOptions& options) {
  Problems problems;
  const auto add = [&](const char* code, std::string what, const char* expected,
                       const char* remedy) {
    problems.push_back({code, {}, std::move(what), expected, remedy, Fault::analysis});
  };
  if (cohorts.empty()) add("pooling.nothing", "there is no cohort to pool", "at least one", "");
  if (!(options.level > 0 && options.level < 1))
    add("pooling.level", fmt::format("the confidence level is {}", options.level),
        "a number between 0 and 1", "");
  if (options.hartung_knapp && options.method == BetweenVariance::fixed)
    add("pooling.hartung_knapp", "Hartung and Knapp's variance belongs to random effects",
        "a method of random effects", "");
  for (const CohortEstimate& cohort : cohorts) {
    if (!std::isfinite(cohort.estimate))
      add("pooling.estimate", fmt::format("{}: the estimate is not a finite number", cohort.label),
          "a number such as a log hazard ratio", "leave the cohort out, and say so");
    if (!(cohort.std_error > 0 && std::isfinite(cohort.std_error)))
      add("pooling.std_error",
          std::isfinite(cohort.std_error)
              ? fmt::format("{}: the standard error is {}", cohort.label, cohort.std_error)
              : fmt::format("{}: the standard error is not a finite number", cohort.label),
          "a number above 0",
          "a cohort without a standard error cannot be weighed: leave it out, and say so");
  }
  return problems;
}

/// The interval of the mean, and that of a further cohort.
void add_intervals(std::span<const CohortEstimate> cohorts, double tau2, PooledEstimate& result) {
  const Weighted at(cohorts, tau2);
  const auto k = static_cast<double>(cohorts.size());
  const double upper = 1 - (1 - result.options.level) / 2;
  result.estimate = at.mean;
  result.std_error = std::sqrt(1 / at.sum);
  double reach = normal_quantile(upper);
  if (result.options.hartung_knapp && cohorts.size() > 1) {
    const double scale = at.spread / (k - 1);
    if (scale < 1)
      result.warnings.push_back(
          fmt::format("the cohorts differ less than chance would have it: Hartung and Knapp's "
                      "standard error is {:.3g} times the usual one",
                      std::sqrt(scale)));
    result.std_error *= std::sqrt(scale);
    result.df = k - 1;
    reach = student_t_quantile(upper, k - 1);
  }
  result.low = result.estimate - reach * result.std_error;
  result.high = result.estimate + reach * result.std_error;
  result.statistic = result.estimate / result.std_error;
  result.p = result.df ? student_t_two_sided(result.statistic, *result.df)
                       : normal_two_sided(result.statistic);
  for (const CohortEstimate& cohort : cohorts) {
    const double half = normal_quantile(upper) * cohort.std_error;
    result.cohorts.push_back(
        {cohort.estimate - half, cohort.estimate + half, Weighted::weight(cohort, tau2) / at.sum});
  }
  if (cohorts.size() < 3 || result.options.method == BetweenVariance::fixed) return;
  const double half = reach * std::sqrt(tau2 + result.std_error * result.std_error);
  result.prediction_low = result.estimate - half;
  result.prediction_high = result.estimate + half;
}

}  // namespace

std::string words(BetweenVariance method) {
  switch (method) {
    case BetweenVariance::fixed:
      return "fixed effect";
    case BetweenVariance::der_simonian_laird:
      return "random effects (DerSimonian-Laird)";
    case BetweenVariance::restricted_likelihood:
      return "random effects (REML)";
    case BetweenVariance::paule_mandel:
      return "random effects (Paule-Mandel)";
  }
  return {};
}

Result<PooledEstimate> pooled(std::span<const CohortEstimate> cohorts,
                              const PoolingOptions& options) {
  Problems problems = obstacles_to_pooling(cohorts, options);
  if (!problems.empty()) return failure(std::move(problems));
  PooledEstimate result;
  result.options = options;
  double tau2 = 0;
  if (cohorts.size() > 1) {
    result.heterogeneity = heterogeneity_of(cohorts, options);
    if (options.method != BetweenVariance::fixed) tau2 = result.heterogeneity->tau2;
  } else {
    result.warnings.push_back(
        "there is one cohort: its own estimate is given, and nothing can be said of heterogeneity");
  }
  add_intervals(cohorts, tau2, result);
  if (cohorts.size() > 1 && cohorts.size() < 5 && options.method != BetweenVariance::fixed)
    result.warnings.push_back(
        fmt::format("{} cohorts say little about the variance between cohorts", cohorts.size()));
  return result;
}

}  // namespace venscope::accuracy
