/// The risk of a yes/no outcome in two weighted arms.
#pragma once

#include "venscope/base/problem.hpp"

#include <cstdint>
#include <span>

namespace venscope::comparability {

struct WeightedRisk {
  std::int64_t events[2] = {0, 0}, n[2] = {0, 0};  ///< patients, unweighted; reference, treated
  double risk[2] = {0, 0};                         ///< weighted
  double difference = 0;                           ///< treated minus reference
  double std_error = 0;
  double low = 0, high = 0;  ///< difference -+ z std_error, cut at -1 and 1
  double p = 1;
};

/// risk_z = sum w y / W_z over the arm, W_z = sum w. With r_i = (y_i - risk) w_i / W of the
/// patient's arm, minus that for the reference, the variance is g/(g - 1) sum_c (sum in c of r_i)^2
/// over the g clusters (each row its own where `cluster` is empty; rows of weight 0 are none):
/// linearised, the weights taken as known.
/// Problems: comparability.unequal_lengths, comparability.one_arm (also of the weighted),
/// comparability.outcome_code, survival.bad_weight, comparability.no_variance (nobody or everybody
/// had the outcome in both arms).
/// Source: R's survey::svyglm; docs/methods/weights.md.
/// Right by: reference/comparability/effects (svyglm), laws/comparability/effects.
Result<WeightedRisk> weighted_risk_difference(std::span<const std::int32_t> outcome,
                                              std::span<const std::int32_t> treated,
                                              std::span<const double> weights,
                                              std::span<const std::int32_t> cluster = {},
                                              double level = 0.95);

}  // namespace venscope::comparability
