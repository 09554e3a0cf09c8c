#include "venscope/survival/cox_checks.hpp"
#include "venscope/survival/coxnet_path.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::survival {

Problems obstacles_to_coxnet(const CoxData& data, const CoxnetOptions& options) {
  CoxOptions cox;
  cox.ties = options.ties;
  Problems problems = obstacles_to_cox({data.outcomes, data.design, {}, data.weights, {}, {}}, cox);
  const auto add = [&](const char* code, std::string what, const char* remedy) {
    problems.push_back({code, {}, std::move(what), {}, remedy, Fault::analysis});
  };
  if (data.design.columns == 0)
    add("coxnet.no_columns", "there is no column to choose from", "name columns in the formula");
  if (options.ties == Ties::exact)
    add("coxnet.ties", "the penalised model has no exact treatment of ties",
        "use breslow or efron");
  if (!data.cluster.empty())
    add("coxnet.cluster", "a penalised model has no variance for cluster() to correct",
        "leave out the cluster");
  if (!(options.alpha >= 0 && options.alpha <= 1))
    add("coxnet.alpha", fmt::format("alpha is {}", options.alpha), "0 (ridge) to 1 (LASSO)");
  if (options.lambda.empty() && options.lambda_count == 0)
    add("coxnet.lambda", "there is no penalty to fit at", "at least one");
  if (options.lambda_min_ratio && !(*options.lambda_min_ratio > 0 && *options.lambda_min_ratio < 1))
    add("coxnet.lambda",
        fmt::format("the smallest lambda is {} times the largest", *options.lambda_min_ratio),
        "a ratio between 0 and 1");
  if (std::any_of(options.lambda.begin(), options.lambda.end(),
                  [](double lambda) { return !(lambda >= 0 && std::isfinite(lambda)); }))
    add("coxnet.lambda", "a penalty is negative or not finite", "penalties of 0 or more");
  const std::vector<double>& factor = options.penalty_factor;
  if (!factor.empty() && factor.size() != data.design.columns)
    add("coxnet.penalty_factor",
        fmt::format("{} penalty factors for {} columns", factor.size(), data.design.columns),
        "one for each");
  if (std::any_of(factor.begin(), factor.end(), [](double value) { return !(value >= 0); }))
    add("coxnet.penalty_factor", "a penalty factor is negative or not a number", "0 or more");
  if (!factor.empty() && std::none_of(factor.begin(), factor.end(), [](double value) {
        return value > 0 && std::isfinite(value);
      }))
    add("coxnet.penalty_factor", "no column is penalised", "fit a Cox model instead");
  return problems;
}

}  // namespace venscope::survival
