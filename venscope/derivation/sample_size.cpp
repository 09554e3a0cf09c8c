#include "venscope/derivation/sample_size.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace venscope::derivation {

double heuristic_shrinkage(double likelihood_ratio, double parameters) {
  return (likelihood_ratio - parameters) / likelihood_ratio;
}

double cox_snell_r2(double likelihood_ratio, double n) {
  return -std::expm1(-likelihood_ratio / n);
}

double largest_cox_snell_r2(double events, double n) {
  return -std::expm1(2 * (events * std::log(events / n) - events) / n);
}

double cox_snell_r2_of_concordance(double concordance, double events, double n) {
  constexpr double pi = std::numbers::pi, s = pi * pi / 6;
  const double above = concordance - 0.5;
  const double d = 5.50 * above + 10.26 * above * above * above;
  const double explained = pi / 8 * d * d;
  const double r2_d = explained / (s + explained);
  const double r2_oq = s * r2_d / (1 - (1 - s) * r2_d);
  return cox_snell_r2(-events * std::log1p(-r2_oq), n);
}

std::optional<double> patients_for_shrinkage(double parameters, double r2, double shrinkage) {
  if (!(r2 > 0 && r2 < shrinkage && shrinkage < 1)) return std::nullopt;
  return parameters / ((shrinkage - 1) * std::log1p(-r2 / shrinkage));
}

std::optional<double> patients_for_r2(double parameters, double r2, double largest_r2,
                                      double difference) {
  if (!(r2 > 0 && largest_r2 > 0)) return std::nullopt;
  return patients_for_shrinkage(parameters, r2, r2 / (r2 + difference * largest_r2));
}

std::optional<double> patients_for_risk(double rate, double follow_up, double horizon,
                                        double margin) {
  if (!(rate > 0 && follow_up > 0 && horizon > 0)) return std::nullopt;
  // The distance falls with n: by halving.
  const auto within = [&](double n) {
    const double half = 1.96 * std::sqrt(rate / (n * follow_up));
    const double risk = -std::expm1(-rate * horizon);
    return -std::expm1(-(rate + half) * horizon) - risk <= margin;
  };
  double low = 0, high = 1;
  while (!within(high) && high < 1e12) high *= 2;
  while (high - low > 1e-6 * high) {
    const double middle = (low + high) / 2;
    (within(middle) ? high : low) = middle;
  }
  return high;
}

SampleSize sample_size(const FollowUp& follow_up, double parameters, double likelihood_ratio) {
  SampleSize result;
  result.n = follow_up.n;
  result.events = follow_up.events;
  result.parameters = parameters;
  result.events_per_parameter = follow_up.events / parameters;
  result.shrinkage = heuristic_shrinkage(likelihood_ratio, parameters);
  result.r2_apparent = cox_snell_r2(likelihood_ratio, follow_up.n);
  result.r2_adjusted = result.r2_apparent * result.shrinkage;
  result.r2_largest = largest_cox_snell_r2(follow_up.events, follow_up.n);
  result.for_shrinkage = patients_for_shrinkage(parameters, result.r2_adjusted);
  result.for_r2 = patients_for_r2(parameters, result.r2_adjusted, result.r2_largest);
  result.for_risk = patients_for_risk(follow_up.events / follow_up.total_time,
                                      follow_up.total_time / follow_up.n, follow_up.horizon);
  if (result.for_shrinkage && result.for_r2 && result.for_risk)
    result.wanted =
        std::ceil(std::max({*result.for_shrinkage, *result.for_r2, *result.for_risk}) - 1e-6);
  return result;
}

}  // namespace venscope::derivation
