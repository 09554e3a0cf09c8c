#include "venscope/survival/tied_sums.hpp"

#include "venscope/survival/risk_kernels.hpp"

#include <cmath>

namespace venscope::survival {

namespace {

TiedSums sums_of_few(double lived, double risk_dead, std::size_t deaths) {
  TiedSums sums;
  const auto d = static_cast<double>(deaths);
  double product = 1;
  for (std::size_t k = 0; k < deaths; ++k) {
    const double f = static_cast<double>(k) / d;
    const double denominator = lived + (1 - f) * risk_dead;
    const double inverse = 1 / denominator;
    sums.hazard += inverse;
    sums.hazard_dead += inverse * f;
    sums.inverse_square += inverse * inverse;
    sums.cross += inverse * inverse * f;
    sums.square += inverse * inverse * f * f;
    product *= denominator / (lived + risk_dead);  // at most 1: the logarithm of one for all
  }
  sums.log_denominator = d * std::log(lived + risk_dead) + std::log(product);
  return sums;
}

}  // namespace

TiedSums tied_sums(double risk, double risk_dead, double weight_dead, std::size_t deaths,
                   bool efron) {
  TiedSums sums;
  if (deaths == 0) return sums;
  if (!efron || deaths == 1) {
    sums.hazard = weight_dead / risk;
    sums.inverse_square = sums.hazard / risk;
    sums.log_denominator = weight_dead * std::log(risk);
    return sums;
  }
  // The denominators are not risk - f * risk_dead: with everybody dying at once that would cancel.
  const double lived = risk - risk_dead;
  sums = deaths < many_deaths ? sums_of_few(lived, risk_dead, deaths)
                              : risk_kernels().tied(lived, risk_dead, deaths);
  const double weight = weight_dead / static_cast<double>(deaths);
  sums.hazard *= weight;
  sums.hazard_dead *= weight;
  sums.inverse_square *= weight;
  sums.cross *= weight;
  sums.square *= weight;
  sums.log_denominator *= weight;
  return sums;
}

}  // namespace venscope::survival
