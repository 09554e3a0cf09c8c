#include "venscope/comparability/propensity.hpp"

#include "venscope/base/quantile.hpp"
#include "venscope/comparability/arms.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::comparability {

namespace {

/// The columns with that trouble, in quotes.
std::vector<std::string> columns_with(const response::LogisticFit& fit,
                                      response::LogisticTrouble trouble) {
  std::vector<std::string> columns;
  for (std::size_t j = 1; j < fit.terms.size(); ++j)
    if (fit.terms[j].trouble == trouble) columns.push_back("'" + fit.terms[j].name + "'");
  return columns;
}

void describe_ranges(std::span<const std::int32_t> treated, Propensity& result) {
  for (int z = 0; z < 2; ++z) {
    std::vector<double> of_arm;
    for (std::size_t i = 0; i < treated.size(); ++i)
      if (treated[i] == z) of_arm.push_back(result.probability[i]);
    std::sort(of_arm.begin(), of_arm.end());
    result.arm[z] = {of_arm.front(), sorted_quantile(of_arm, 0.5), of_arm.back(), of_arm.size(), 0};
  }
  for (std::size_t i = 0; i < treated.size(); ++i) {
    const PropensityRange& other = result.arm[1 - treated[i]];
    const double e = result.probability[i];
    result.arm[treated[i]].outside += e < other.low || e > other.high ? 1 : 0;
  }
}

}  // namespace

Result<Propensity> propensity(const Matrix& design, std::span<const std::int32_t> treated,
                              std::span<const std::string> names) {
  if (Problems problems = obstacles_to_arms(treated); !problems.empty())
    return failure(std::move(problems));
  if (design.columns == 0)
    return cannot_analyse("comparability.no_covariates",
                          "there is no covariate to estimate a propensity from");
  auto fit = response::logistic({.design = design, .outcome = treated}, {}, names);
  if (!fit) return failure(std::move(fit.error()));
  if (fit->trouble == response::LogisticTrouble::separation)
    return cannot_analyse(
        "comparability.separation",
        fmt::format("the arm can be told from {}: some patients can only be in one arm, and have "
                    "nobody to be compared with",
                    fmt::join(columns_with(*fit, response::LogisticTrouble::separation), ", ")),
        "leave out the patients or the covariate, or join its levels");
  if (!fit->converged)
    return cannot_analyse("comparability.not_converged", "the propensity model did not converge");
  Propensity result;
  result.probability = fit->probability;
  result.logit = fit->linear_predictor;
  describe_ranges(treated, result);
  const std::vector<std::string> collinear =
      columns_with(*fit, response::LogisticTrouble::collinear);
  const double smaller = static_cast<double>(std::min(result.arm[0].n, result.arm[1].n));
  const double columns = static_cast<double>(design.columns - collinear.size());
  if (smaller < 10 * columns)
    result.warnings.push_back(fmt::format(
        "the propensity model has {} columns for {} patients in the smaller arm: its propensities "
        "are more extreme than the truth",
        columns, smaller));
  if (!collinear.empty())
    result.warnings.push_back(
        fmt::format("left out of the propensity model as constant or a combination of others: {}",
                    fmt::join(collinear, ", ")));
  result.fit = std::move(*fit);
  return result;
}

}  // namespace venscope::comparability
