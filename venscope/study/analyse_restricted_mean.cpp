#include "venscope/study/analysis_json.hpp"
#include "venscope/study/arms.hpp"

#include <fmt/format.h>

namespace venscope::study {

using report::Json;
using report::json_count;
using report::json_number;

Result<RestrictedMeanAnalysis> analyse_restricted_mean(std::string_view formula,
                                                       const cohort::Table& table,
                                                       const RestrictedMeanOptions& options) {
  auto frame = formula::model_frame(formula, table, {.grouping = true});
  if (!frame) return tl::unexpected(std::move(frame.error()));
  RestrictedMeanAnalysis analysis{std::move(*frame), options, {}, {}};
  const formula::Grouping& groups = analysis.frame.groups;
  if (!analysis.frame.strata.empty())
    return cannot_analyse("study.strata", "restricted means are not stratified",
                          "leave out strata(), or compare within each stratum");
  if (groups.names.size() != 2)
    return cannot_analyse(
        "study.arms",
        fmt::format("{} group{} to compare", groups.names.size(),
                    groups.names.size() == 1 ? "" : "s"),
        "name a column of two values to the right of ~: the second is set against the first");
  auto fits = survival::kaplan_meier_groups(analysis.frame.outcomes, groups.group, 2, {}, {},
                                            {.level = options.level});
  if (!fits) return tl::unexpected(std::move(fits.error()));
  auto compared =
      survival::compare_restricted_means((*fits)[0], (*fits)[1], options.horizon, options.level);
  if (!compared) return tl::unexpected(std::move(compared.error()));
  analysis.curves = std::move(*fits);
  analysis.comparison = *compared;
  for (std::size_t a = 0; a < 2; ++a)
    if ((a == 0 ? compared->reference : compared->compared).mean == compared->horizon)
      analysis.frame.warnings.push_back(
          fmt::format("{}: no event before {:g}, so its restricted mean is the whole time and "
                      "seems to be known without error; no time is lost, and the ratio of time "
                      "lost is undefined",
                      groups.names[a], compared->horizon));
  return analysis;
}

Json to_json(const survival::Contrast& contrast) {
  return {{"estimate", json_number(contrast.estimate)},
          {"std_error", json_number(contrast.std_error)},
          {"low", json_number(contrast.lower)},
          {"high", json_number(contrast.upper)},
          {"p", json_number(contrast.p)}};
}

Json to_json(const RestrictedMeanAnalysis& analysis) {
  Json json = common_json("rmst", analysis.frame);
  const survival::RestrictedMeanComparison& compared = analysis.comparison;
  json["conf_level"] = analysis.options.level;
  json["tau"] = json_number(compared.horizon);
  json["tau_declared"] = analysis.options.horizon.has_value();
  json["tau_greatest"] =
      json_number(survival::greatest_horizon(analysis.curves[0], analysis.curves[1]));
  json["arms"] = Json::array();
  for (std::size_t a = 0; a < 2; ++a) {
    const survival::RestrictedMean& mean = a == 0 ? compared.reference : compared.compared;
    const survival::Contrast limits =
        survival::normal_contrast(mean.mean, mean.std_error, analysis.options.level);
    json["arms"].push_back({{"arm", analysis.frame.groups.names[a]},
                            {"n", analysis.curves[a].n},
                            {"events", json_count(analysis.curves[a].events)},
                            {"rmst", json_number(mean.mean)},
                            {"std_error", json_number(mean.std_error)},
                            {"low", json_number(limits.lower)},
                            {"high", json_number(limits.upper)}});
  }
  json["difference"] = to_json(compared.difference);
  json["ratio"] = to_json(compared.ratio);
  json["lost_ratio"] = to_json(compared.lost_ratio);
  return json;
}

}  // namespace venscope::study
