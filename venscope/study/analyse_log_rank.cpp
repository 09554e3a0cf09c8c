#include "venscope/study/analysis.hpp"

#include <fmt/format.h>

namespace venscope::study {

Result<LogRankAnalysis> analyse_log_rank(std::string_view formula, const cohort::Table& table,
                                         const LogRankOptions& options) {
  auto frame = formula::model_frame(formula, table, {.weights = options.weights, .grouping = true});
  if (!frame) return tl::unexpected(std::move(frame.error()));
  LogRankAnalysis analysis{std::move(*frame), options, {}, {}, {}};
  const auto& [outcomes, groups, strata] =
      std::tie(analysis.frame.outcomes, analysis.frame.groups, analysis.frame.strata);
  if (groups.names.size() < 2)
    return cannot_analyse(
        "survival.one_group",
        groups.empty() ? "no group to compare"
        : groups.group.size() == 1
            ? fmt::format("the one row used is in the group {}", groups.names[0])
            : fmt::format("all {} rows used are in one group, {}", groups.group.size(),
                          groups.names[0]),
        "name a column with two or more values to the right of ~, outside strata()");
  constexpr std::size_t most_groups = 5'000;  // their covariance has the square of it
  if (groups.names.size() > most_groups)
    return cannot_analyse(
        "study.too_many_groups",
        fmt::format("{} groups, at most {} can be compared", groups.names.size(), most_groups),
        "name a column that puts the rows in fewer groups");
  auto test = survival::log_rank(outcomes, groups.group, groups.names.size(), strata.group,
                                 {options.rho, options.gamma}, analysis.frame.weights);
  if (!test) return tl::unexpected(std::move(test.error()));
  analysis.test = std::move(*test);
  auto& warnings = analysis.frame.warnings;
  warnings.insert(warnings.end(), analysis.test.warnings.begin(), analysis.test.warnings.end());
  if (options.trend) {
    auto trend =
        survival::log_rank_trend(outcomes, groups.group, groups.names.size(), {}, strata.group,
                                 {options.rho, options.gamma}, analysis.frame.weights);
    if (!trend) return tl::unexpected(std::move(trend.error()));
    analysis.trend = std::move(*trend);
  }
  if (options.pairwise) {
    auto pairs = survival::log_rank_pairwise(outcomes, groups.group, groups.names.size(),
                                             *options.pairwise, strata.group,
                                             {options.rho, options.gamma}, analysis.frame.weights);
    if (!pairs) return tl::unexpected(std::move(pairs.error()));
    analysis.pairwise = std::move(*pairs);
  }
  return analysis;
}

}  // namespace venscope::study
