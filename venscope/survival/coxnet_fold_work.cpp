/// Judging the steps of a path by the rows that its fit has not seen.
#include "venscope/survival/coxnet_fold_work.hpp"

#include "venscope/survival/coxnet_relaxed.hpp"
#include "venscope/survival/eta_likelihood.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace venscope::survival {

namespace {

/// Where a lambda lies on a path: between step `left` (share `weight`) and the step after it.
struct Between {
  std::size_t left = 0, right = 0;
  double weight = 1;
};

/// Linear in lambda; beyond an end of the path, that end.
Between place_on(const std::vector<CoxnetStep>& steps, double lambda) {
  const auto after = std::find_if(steps.begin(), steps.end(),
                                  [&](const CoxnetStep& step) { return step.lambda <= lambda; });
  if (after == steps.begin()) return {0, 0, 1};
  if (after == steps.end()) return {steps.size() - 1, steps.size() - 1, 1};
  const auto right = static_cast<std::size_t>(after - steps.begin());
  const double width = steps[right - 1].lambda - steps[right].lambda;
  return {right - 1, right, (lambda - steps[right].lambda) / width};
}

/// Weights of mean 1 over the rows that have any.
std::vector<double> of_mean_one(std::span<const double> weight) {
  double sum = 0, rows = 0;
  for (const double value : weight) {
    sum += value;
    rows += value > 0;
  }
  std::vector<double> scaled(weight.begin(), weight.end());
  for (double& value : scaled) value *= rows / sum;
  return scaled;
}

}  // namespace

CoxnetFoldResult CoxnetFoldWork::judge(const CoxnetDivision& division, const CoxnetTask& task,
                                       const CoxnetTrace& trace) const {
  const std::size_t n = order.size(), steps = whole.steps.size();
  const std::vector<double> shares = gammas();
  CoxnetFoldResult result;
  result.deviance.assign(shares.size(),
                         std::vector<double>(steps, std::numeric_limits<double>::quiet_NaN()));
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < n; ++i) {
    if (!leaves_out(division, i)) continue;
    out.push_back(i);
    if (order.event[i] != 0) result.events += columns.weight[i];
  }
  if (trace.path.steps.empty()) {
    result.failed = true;
    return result;
  }
  const bool relax = !more.gamma.empty(), efron = options.ties == Ties::efron;
  CoxnetTrace relaxed;
  if (relax) relaxed = relaxed_path(order, columns, task.weight, options, trace);
  EtaLikelihood of_all(order, efron), of_kept(order, efron);
  of_all.set_weights(of_mean_one(columns.weight));
  of_kept.set_weights(of_mean_one(task.weight));
  const double saturated = of_all.saturated() - of_kept.saturated();
  if (more.keep_left_out) result.left_out.resize(shares.size());
  std::vector<double> eta(n);
  for (std::size_t g = 0; g < shares.size(); ++g)
    for (std::size_t k = 0; k < steps; ++k) {
      const Between at = place_on(trace.path.steps, whole.steps[k].lambda);
      const auto add = [&](const std::vector<double>& etas, double share) {
        const double* left = etas.data() + at.left * n;
        const double* right = etas.data() + at.right * n;
        for (std::size_t i = 0; i < n; ++i)
          eta[i] += share * (at.weight * left[i] + (1 - at.weight) * right[i]);
      };
      std::fill(eta.begin(), eta.end(), 0.0);
      if (shares[g] != 0) add(trace.eta, shares[g]);
      if (shares[g] != 1) add(relaxed.eta, 1 - shares[g]);
      if (more.keep_left_out)
        for (const std::size_t i : out) result.left_out[g].push_back(eta[i]);
      const std::optional<double> all = of_all.loglik_at(eta), some = of_kept.loglik_at(eta);
      if (all && some) result.deviance[g][k] = 2 * (saturated - (*all - *some));
    }
  return result;
}

}  // namespace venscope::survival
