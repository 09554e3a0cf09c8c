/// Weights that make two arms alike in what the propensity was estimated from.
#pragma once

#include "venscope/base/problem.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace venscope::comparability {

/// Whose effect is estimated: that of everyone, of the treated, or of those who might have been
/// given either treatment.
enum class Estimand { ate, att, overlap };

/// What is done about extreme weights. The bound means, by rule:
enum class Trimming {
  none,
  propensity,  ///< patients with e below the bound or above 1 - bound are left out [Crump2009]
  percentile,  ///< weights below that quantile of all, or above 1 - it, are set to it [Cole2008]
  cap,         ///< weights above the bound are set to it
};

struct WeightOptions {
  Estimand estimand = Estimand::ate;
  /// Times the share of the patient's own arm (ATE); overlap weights and ATT are not changed.
  bool stabilised = true;
  Trimming trimming = Trimming::none;
  double bound = 0;  ///< of the trimming: see Trimming
};

struct ArmWeights {
  std::size_t n = 0;  ///< patients with a weight above 0
  double sum = 0;
  double effective = 0;  ///< Kish: (sum w)^2 / sum w^2
  double largest = 0;
  double largest_share = 0;  ///< of the arm's sum
};

struct Weights {
  WeightOptions options;
  std::vector<double> weight;  ///< per row; 0: left out
  ArmWeights arm[2];           ///< reference, treated
  std::size_t left_out = 0;    ///< by the rule `propensity`
  std::size_t changed = 0;     ///< by `percentile` or `cap`
};

/// With e the propensity, z the arm (1 treated) and p the share of the treated:
///   ATE      z / e + (1 - z) / (1 - e), stabilised z p / e + (1 - z)(1 - p) / (1 - e)
///   ATT      z + (1 - z) e / (1 - e)
///   overlap  z (1 - e) + (1 - z) e                                                   [Li2018]
/// `p` is that of the patients whom trimming by propensity leaves in. Quantiles are R's type 7.
/// Problems: comparability.unequal_lengths, comparability.one_arm (also after trimming),
/// comparability.propensity (not inside 0..1, where the weight would be infinite),
/// comparability.bound (of the rule). Cost O(n), with percentiles O(n log n).
/// Source: [Rosenbaum1983], [Robins2000], [Li2018], [Kish1965]; docs/methods/weights.md.
/// Right by: reference/comparability/weights (R), laws/comparability/weights,
/// unit/comparability/weights.
Result<Weights> weights_of(std::span<const std::int32_t> treated,
                           std::span<const double> propensity, const WeightOptions& options = {});

/// (sum w)^2 / sum w^2; 0 of nothing.
double effective_sample_size(std::span<const double> weights);

/// n, sum, effective size and largest weight per arm, of any weights (of matching too).
void describe_arms(std::span<const std::int32_t> treated, std::span<const double> weights,
                   ArmWeights (&arm)[2]);

}  // namespace venscope::comparability
