#include "venscope/survival/restricted_mean_difference.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::survival {
namespace {

constexpr double no_mean = std::numeric_limits<double>::quiet_NaN();
constexpr double no_end = std::numeric_limits<double>::infinity();

double end_of(const KaplanMeier& fit) {
  return fit.curve.back().time;
}

/// log(b / a) with the error of the logarithm; undefined unless both are above 0.
Contrast ratio_of(double a, double a_error, double b, double b_error, double level) {
  if (!(a > 0) || !(b > 0)) return normal_contrast(no_mean, no_mean, level);
  return ratio_contrast(std::log(b / a), std::hypot(a_error / a, b_error / b), level);
}

}  // namespace

double smaller_last_time(const KaplanMeier& reference, const KaplanMeier& compared) {
  if (reference.curve.empty() || compared.curve.empty()) return no_mean;
  return std::min(end_of(reference), end_of(compared));
}

double greatest_horizon(const KaplanMeier& reference, const KaplanMeier& compared) {
  if (reference.curve.empty() || compared.curve.empty()) return no_mean;
  double horizon = no_end;
  for (const KaplanMeier* fit : {&reference, &compared})
    if (fit->curve.back().survival > 0) horizon = std::min(horizon, end_of(*fit));
  return horizon == no_end ? std::max(end_of(reference), end_of(compared)) : horizon;
}

Result<RestrictedMeanComparison> compare_restricted_means(const KaplanMeier& reference,
                                                          const KaplanMeier& compared,
                                                          std::optional<double> horizon,
                                                          double level) {
  if (reference.curve.empty() || compared.curve.empty())
    return cannot_analyse("survival.no_rows", "an arm has no patient");
  const double tau = horizon.value_or(smaller_last_time(reference, compared));
  const double greatest = greatest_horizon(reference, compared);
  if (!(tau > 0) || tau > greatest)
    return cannot_analyse(
        "survival.horizon",
        tau > 0 ? fmt::format("the restricted mean to {:g} is unknown: one arm was not followed so "
                              "long, and somebody in it was still without the event",
                              tau)
                : fmt::format("a restricted mean to {:g} has no length", tau),
        fmt::format("take a time above 0 and at most {:g}", greatest));

  RestrictedMeanComparison result;
  result.horizon = tau;
  result.reference = restricted_mean(reference, tau);
  result.compared = restricted_mean(compared, tau);
  const RestrictedMean &a = result.reference, &b = result.compared;
  result.difference = normal_contrast(b.mean - a.mean, std::hypot(a.std_error, b.std_error), level);
  result.ratio = ratio_of(a.mean, a.std_error, b.mean, b.std_error, level);
  result.lost_ratio = ratio_of(tau - a.mean, a.std_error, tau - b.mean, b.std_error, level);
  return result;
}

}  // namespace venscope::survival
