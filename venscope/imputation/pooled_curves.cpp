#include "venscope/imputation/pooled_curves.hpp"

#include "venscope/imputation/rubin.hpp"

#include <cmath>
#include <limits>

namespace venscope::imputation {
namespace {

using survival::KaplanMeier;
using survival::KaplanMeierPoint;

void add_limits(const Pooled& pooled, double level, KaplanMeierPoint& point) {
  point.lower = point.upper = std::numeric_limits<double>::quiet_NaN();
  if (point.survival >= 1) point.lower = point.upper = 1;
  if (!(point.survival > 0 && point.survival < 1)) return;
  const Pooled::Interval plain = pooled.interval(level);
  const double log_survival = std::log(point.survival);
  const double margin = (plain.high - plain.low) / 2 / (point.survival * -log_survival);
  point.lower = std::exp(log_survival * std::exp(margin));
  point.upper = std::exp(log_survival * std::exp(-margin));
}

/// One group's curves read at the same times, as one curve.
Result<KaplanMeier> pooled_curve(const std::vector<std::vector<KaplanMeier>>& fits, std::size_t g,
                                 std::span<const double> times, double level) {
  const auto m = static_cast<double>(fits.size());
  KaplanMeier result;
  result.options.scale = survival::ConfidenceScale::log_log;
  result.options.level = level;
  std::vector<std::vector<KaplanMeierPoint>> read;
  for (const std::vector<KaplanMeier>& fit : fits) {
    if (fit[g].n == 0) return KaplanMeier{};
    result.n_weighted += static_cast<double>(fit[g].n) / m;
    result.events += fit[g].events / m;
    read.push_back(survival::at_times(fit[g], times));
  }
  result.n = static_cast<std::size_t>(std::lround(result.n_weighted));
  std::vector<double> estimates(fits.size()), variances(fits.size());
  for (std::size_t j = 0; j < times.size(); ++j) {
    KaplanMeierPoint point{};
    point.time = times[j];
    bool nobody = false;
    for (std::size_t k = 0; k < read.size(); ++k) {
      const KaplanMeierPoint& one = read[k][j];
      nobody = nobody || !(one.n_risk > 0);
      point.n_risk += one.n_risk / m;
      point.n_event += one.n_event / m;
      point.n_censor += one.n_censor / m;
      estimates[k] = one.survival;
      variances[k] = one.survival > 0 ? one.std_error * one.std_error : 0;
    }
    if (nobody) break;
    const Result<Pooled> pooled = pool(estimates, variances);
    if (!pooled) return failure(pooled.error());
    point.survival = pooled->estimate;
    point.std_error = pooled->std_error();
    add_limits(*pooled, level, point);
    result.curve.push_back(point);
  }
  return result;
}

}  // namespace

Result<std::vector<KaplanMeier>> pooled_kaplan_meier(
    const endpoint::Outcomes& outcomes, std::span<const std::vector<std::int32_t>> groups,
    std::size_t group_count, double level) {
  const auto all = survival::kaplan_meier(outcomes);
  if (!all) return failure(all.error());
  const std::vector<double> times = all->curve.column(&KaplanMeierPoint::time);
  std::vector<std::vector<KaplanMeier>> fits;
  for (const std::vector<std::int32_t>& group : groups) {
    auto fit = survival::kaplan_meier_groups(outcomes, group, group_count);
    if (!fit) return failure(std::move(fit.error()));
    fits.push_back(std::move(*fit));
  }
  std::vector<KaplanMeier> result;
  for (std::size_t g = 0; g < group_count; ++g) {
    auto curve = pooled_curve(fits, g, times, level);
    if (!curve) return failure(std::move(curve.error()));
    result.push_back(std::move(*curve));
  }
  return result;
}

}  // namespace venscope::imputation
