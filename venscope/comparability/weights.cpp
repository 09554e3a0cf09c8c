#include "venscope/comparability/weights.hpp"

#include "venscope/base/quantile.hpp"
#include "venscope/comparability/arms.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::comparability {

namespace {

Problems obstacles_to_weights(std::span<const std::int32_t> treated,
                              std::span<const double> propensity, const WeightOptions& options) {
  Problems problems = obstacles_to_arms(treated);
  const auto add = [&](std::string code, std::string what) {
    problems.push_back({std::move(code), {}, std::move(what), {}, {}, Fault::analysis});
  };
  if (treated.size() != propensity.size())
    add("comparability.unequal_lengths", "arms and propensities have unequal lengths");
  // Overlap weights have an answer at 0 and 1 too, but no propensity of a model reaches them.
  if (std::any_of(propensity.begin(), propensity.end(), [](double e) { return !(e > 0 && e < 1); }))
    add("comparability.propensity",
        "a patient's propensity is 0 or 1: such a patient has nobody to be compared with");
  const double bound = options.bound;
  const bool right = options.trimming == Trimming::none ||
                     (options.trimming == Trimming::cap ? bound > 0 : bound > 0 && bound < 0.5);
  if (!right)
    add("comparability.bound", options.trimming == Trimming::cap
                                   ? "a cap on weights is above 0"
                                   : "a bound of trimming is above 0 and below 0.5");
  return problems;
}

double weight(bool treated, double e, double share, const WeightOptions& options) {
  switch (options.estimand) {
    case Estimand::ate: {
      const double numerator = !options.stabilised ? 1.0 : treated ? share : 1.0 - share;
      return numerator / (treated ? e : 1.0 - e);
    }
    case Estimand::att:
      return treated ? 1.0 : e / (1.0 - e);
    case Estimand::overlap:
      return treated ? 1.0 - e : e;
  }
  return 0;
}

void bound_weights(Weights& result) {
  std::vector<double>& weight = result.weight;
  double low = 0, high = result.options.bound;
  if (result.options.trimming == Trimming::percentile) {
    std::vector<double> ascending = weight;
    std::sort(ascending.begin(), ascending.end());
    low = sorted_quantile(ascending, result.options.bound);
    high = sorted_quantile(ascending, 1.0 - result.options.bound);
  }
  for (double& one : weight) {
    if (one >= low && one <= high) continue;
    one = std::clamp(one, low, high);
    ++result.changed;
  }
}

}  // namespace

double effective_sample_size(std::span<const double> weights) {
  double sum = 0, squares = 0;
  for (const double one : weights) sum += one, squares += one * one;
  return squares > 0 ? sum * sum / squares : 0.0;
}

void describe_arms(std::span<const std::int32_t> treated, std::span<const double> weights,
                   ArmWeights (&arm)[2]) {
  for (int z = 0; z < 2; ++z) {
    std::vector<double> of_arm;
    for (std::size_t i = 0; i < treated.size(); ++i)
      if (treated[i] == z && weights[i] > 0) of_arm.push_back(weights[i]);
    arm[z] = {};
    arm[z].n = of_arm.size();
    for (const double one : of_arm) {
      arm[z].sum += one;
      arm[z].largest = std::max(arm[z].largest, one);
    }
    arm[z].effective = effective_sample_size(of_arm);
    arm[z].largest_share = arm[z].sum > 0 ? arm[z].largest / arm[z].sum : 0.0;
  }
}

Result<Weights> weights_of(std::span<const std::int32_t> treated,
                           std::span<const double> propensity, const WeightOptions& options) {
  Problems problems = obstacles_to_weights(treated, propensity, options);
  if (!problems.empty()) return failure(std::move(problems));
  Weights result;
  result.options = options;
  const auto left_in = [&](std::size_t i) {
    return options.trimming != Trimming::propensity ||
           (propensity[i] >= options.bound && propensity[i] <= 1.0 - options.bound);
  };
  double n = 0, n_treated = 0;
  for (std::size_t i = 0; i < treated.size(); ++i)
    if (left_in(i)) n += 1, n_treated += treated[i];
  if (n_treated == 0 || n_treated == n)
    return cannot_analyse("comparability.one_arm", "trimming leaves nobody in an arm",
                          "a lower bound");
  result.weight.resize(treated.size(), 0.0);
  for (std::size_t i = 0; i < treated.size(); ++i)
    if (left_in(i))
      result.weight[i] = weight(treated[i] == 1, propensity[i], n_treated / n, options);
    else
      ++result.left_out;
  if (options.trimming == Trimming::percentile || options.trimming == Trimming::cap)
    bound_weights(result);
  describe_arms(treated, result.weight, result.arm);
  return result;
}

}  // namespace venscope::comparability
