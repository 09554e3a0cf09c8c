#include "venscope/study/analysis.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace venscope::study {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The curve read at the times asked for; undefined beyond the last time unless it has reached 0,
/// where it stays with whatever standard error and limits it has there.
std::vector<survival::KaplanMeierPoint> read_at(const survival::KaplanMeier& fit,
                                                const std::vector<double>& times) {
  auto points = survival::at_times(fit, times);
  for (survival::KaplanMeierPoint& point : points) {
    if (fit.curve.empty() || point.time <= fit.curve.back().time) continue;
    if (fit.curve.back().survival > 0)
      point.survival = point.std_error = point.lower = point.upper = nan;
  }
  return points;
}

bool beyond_follow_up(const Stratum& stratum) {
  return std::any_of(stratum.at.begin(), stratum.at.end(),
                     [](const auto& point) { return point.survival != point.survival; });
}

}  // namespace

Result<CurvesAnalysis> analyse_curves(std::string_view formula, const cohort::Table& table,
                                      const CurvesOptions& options) {
  auto frame = formula::model_frame(
      formula, table, {.weights = options.weights, .grouping = true, .strata_in_groups = true});
  if (!frame) return tl::unexpected(std::move(frame.error()));
  CurvesAnalysis analysis{std::move(*frame), options, {}};
  formula::Grouping groups = analysis.frame.groups;
  if (groups.empty()) {
    groups.names = {"all"};
    groups.group.assign(analysis.frame.rows.size(), 0);
  }
  auto fits = survival::kaplan_meier_groups(analysis.frame.outcomes, groups.group,
                                            groups.names.size(), analysis.frame.weights,
                                            analysis.frame.clusters.group, options.curve);
  if (!fits) return tl::unexpected(std::move(fits.error()));
  const double horizon = survival::common_horizon(*fits);
  for (std::size_t k = 0; k < fits->size(); ++k) {
    survival::KaplanMeier& fit = (*fits)[k];
    Stratum stratum{groups.names[k],
                    {},
                    survival::median(fit),
                    survival::restricted_mean(fit, horizon),
                    read_at(fit, options.times)};
    stratum.fit = std::move(fit);
    if (beyond_follow_up(stratum))
      analysis.frame.warnings.push_back(
          fmt::format("{}: the curve ends before the last time asked for", stratum.name));
    analysis.strata.push_back(std::move(stratum));
  }
  return analysis;
}

}  // namespace venscope::study
