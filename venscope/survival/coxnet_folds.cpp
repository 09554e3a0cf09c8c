#include "venscope/base/parallel.hpp"
#include "venscope/base/random.hpp"
#include "venscope/survival/coxnet.hpp"
#include "venscope/survival/coxnet_path.hpp"
#include "venscope/survival/eta_likelihood.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::survival {

namespace {

constexpr std::size_t fewest_folds = 3;

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

/// What one fold says of the steps of the whole path.
struct FoldResult {
  std::vector<double> deviance;  ///< of the rows left out; NaN where there is none
  double events = 0;             ///< their weight
  bool failed = false;
};

struct FoldWork {
  const RiskOrder& order;
  const CoxnetColumns& columns;
  const CoxnetOptions& options;
  const CoxnetPath& whole;
  std::span<const std::int32_t> fold;  ///< by row

  FoldResult leave_out(std::int32_t code) const;
};

FoldResult FoldWork::leave_out(std::int32_t code) const {
  const std::size_t n = order.size();
  FoldResult result;
  result.deviance.assign(whole.steps.size(), std::numeric_limits<double>::quiet_NaN());
  std::vector<double> kept = columns.weight;
  for (std::size_t i = 0; i < n; ++i) {
    if (fold[order.row[i]] != code) continue;
    if (order.event[i] != 0) result.events += kept[i];
    kept[i] = 0;
  }
  std::vector<double> etas;
  const CoxnetPath path = coxnet_path(order, columns, kept, options, &etas);
  if (path.steps.empty()) {
    result.failed = true;
    return result;
  }
  const bool efron = options.ties == Ties::efron;
  EtaLikelihood of_all(order, efron), of_kept(order, efron);
  of_all.set_weights(of_mean_one(columns.weight));
  of_kept.set_weights(of_mean_one(kept));
  const double saturated = of_all.saturated() - of_kept.saturated();
  std::vector<double> eta(n);
  for (std::size_t k = 0; k < whole.steps.size(); ++k) {
    const Between at = place_on(path.steps, whole.steps[k].lambda);
    const double* left = etas.data() + at.left * n;
    const double* right = etas.data() + at.right * n;
    for (std::size_t i = 0; i < n; ++i) eta[i] = at.weight * left[i] + (1 - at.weight) * right[i];
    const std::optional<double> all = of_all.loglik_at(eta), some = of_kept.loglik_at(eta);
    if (all && some) result.deviance[k] = 2 * (saturated - (*all - *some));
  }
  return result;
}

/// Mean over the folds and its standard error, each fold counting by its events.
void average(const std::vector<FoldResult>& folds, CoxnetValidation& validation) {
  for (std::size_t k = 0; k < validation.path.steps.size(); ++k) {
    double weight = 0, sum = 0, square = 0, known = 0;
    for (const FoldResult& fold : folds) {
      known += !std::isnan(fold.deviance[k]);
      if (fold.events <= 0 || std::isnan(fold.deviance[k])) continue;
      weight += fold.events;
      sum += fold.deviance[k];
    }
    const double mean = sum / weight;
    for (const FoldResult& fold : folds) {
      if (fold.events <= 0 || std::isnan(fold.deviance[k])) continue;
      const double off = fold.deviance[k] / fold.events - mean;
      square += fold.events * off * off;
    }
    validation.mean.push_back(mean);
    validation.std_error.push_back(std::sqrt(square / weight / (known - 1)));
  }
}

/// The codes that occur among rows of positive weight, sorted.
std::vector<std::int32_t> codes_of(std::span<const std::int32_t> fold,
                                   std::span<const double> weights) {
  std::vector<std::int32_t> codes;
  for (std::size_t i = 0; i < fold.size(); ++i)
    if (weights.empty() || weights[i] > 0) codes.push_back(fold[i]);
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
}

Problems obstacles_to_folds(const CoxData& data, std::span<const std::int32_t> fold,
                            std::span<const std::int32_t> codes) {
  Problems problems;
  if (fold.size() != data.outcomes.size())
    problems.push_back({"coxnet.folds",
                        {},
                        fmt::format("{} folds for {} rows", fold.size(), data.outcomes.size()),
                        "one for each",
                        "",
                        Fault::analysis});
  else if (codes.size() < fewest_folds)
    problems.push_back({"coxnet.folds",
                        {},
                        fmt::format("{} fold{}", codes.size(), codes.size() == 1 ? "" : "s"),
                        fmt::format("at least {}", fewest_folds),
                        "",
                        Fault::analysis});
  return problems;
}

}  // namespace

Result<CoxnetValidation> cross_validated_coxnet(const CoxData& data,
                                                std::span<const std::int32_t> fold,
                                                const CoxnetOptions& options, unsigned threads) {
  Problems problems = obstacles_to_coxnet(data, options);
  const std::vector<std::int32_t> codes = codes_of(fold, data.weights);
  for (Problem& problem : obstacles_to_folds(data, fold, codes))
    problems.push_back(std::move(problem));
  if (!problems.empty()) return failure(std::move(problems));
  const Result<RiskOrder> order = risk_order(data.outcomes, data.strata);
  if (!order) return failure(order.error());
  const CoxnetColumns columns = coxnet_columns(*order, data);
  CoxnetValidation validation;
  validation.path = coxnet_path(*order, columns, columns.weight, options);
  CoxnetPath& path = validation.path;
  if (path.steps.empty())
    return cannot_analyse("coxnet.no_path",
                          path.warnings.empty() ? "there is no path" : path.warnings.front());

  const FoldWork work{*order, columns, options, path, fold};
  std::vector<FoldResult> results(codes.size());
  parallel_for(codes.size(), threads,
               [&](std::size_t k) { results[k] = work.leave_out(codes[k]); });
  for (std::size_t k = 0; k < codes.size(); ++k) {
    if (results[k].failed)
      path.warnings.push_back(fmt::format("without fold {} there is no fit", codes[k]));
    if (results[k].events <= 0)
      path.warnings.push_back(fmt::format("fold {} has no event and says nothing", codes[k]));
  }
  average(results, validation);
  for (std::size_t k = 1; k < path.steps.size(); ++k)
    if (validation.mean[k] < validation.mean[validation.at_min]) validation.at_min = k;
  const double enough =
      validation.mean[validation.at_min] + validation.std_error[validation.at_min];
  while (!(validation.mean[validation.at_1se] <= enough)) ++validation.at_1se;
  return validation;
}

std::vector<std::int32_t> random_folds(std::size_t n, std::size_t folds, std::uint64_t seed) {
  std::vector<std::int32_t> fold(n);
  for (std::size_t i = 0; i < n; ++i) fold[i] = static_cast<std::int32_t>(i % folds);
  RandomStream(seed, "folds").shuffle(std::span<std::int32_t>(fold));
  return fold;
}

}  // namespace venscope::survival
