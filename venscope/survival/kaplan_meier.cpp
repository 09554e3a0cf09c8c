#include "venscope/survival/kaplan_meier.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/survival/case_weights.hpp"
#include "venscope/survival/curve_counts.hpp"
#include "venscope/survival/curve_limits.hpp"
#include "venscope/survival/robust_curve.hpp"
#include "venscope/survival/whole_counts.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {
namespace {

using endpoint::Outcomes;

bool wants_robust(CurveVariance variance, std::span<const double> weights,
                  std::span<const std::int32_t> cluster) {
  if (variance != CurveVariance::automatic) return variance == CurveVariance::robust;
  if (!cluster.empty()) return true;
  for (const double weight : weights)
    if (weight != std::floor(weight)) return true;
  return false;
}

/// Curves with Greenwood's errors, point by point: of any weights and entries.
class GreenwoodCurves {
public:
  GreenwoodCurves(const TimeGrid& grid, std::size_t groups, const KaplanMeierOptions& options)
      : grid_(grid),
        scale_(options.scale),
        z_(two_sided_z(options.level)),
        reached_(groups),
        fits_(groups),
        points_(groups) {
    for (KaplanMeier& fit : fits_) fit.options = options;
  }

  void add(const EventCount& end) {
    ProductLimit& reached = reached_[end.group];
    auto& points = points_[end.group];
    double error, lower, upper;
    if (end.events <= 0.0 && !points.empty()) {
      // Between events all stays: half of the points cost nothing.
      const KaplanMeierPoint& before = points.back();
      error = before.std_error;
      lower = before.lower;
      upper = before.upper;
    } else {
      if (end.events > 0.0) reached.advance(end.n_risk, end.events);
      const double relative_error = std::sqrt(reached.greenwood);
      error = reached.survival * relative_error;
      const Limits limits = curve_limits(reached.survival, relative_error, scale_, z_);
      lower = limits.lower;
      upper = limits.upper;
    }
    points.push_back({grid_.times[end.time], end.n_risk, end.events, end.censored, reached.survival,
                      error, lower, upper});
    fits_[end.group].events += end.events;
  }
  std::vector<KaplanMeier> take() {
    for (std::size_t g = 0; g < fits_.size(); ++g) fits_[g].curve = std::move(points_[g]);
    return std::move(fits_);
  }

private:
  const TimeGrid& grid_;
  ConfidenceScale scale_;
  double z_;
  std::vector<ProductLimit> reached_;
  std::vector<KaplanMeier> fits_;
  std::vector<std::vector<KaplanMeierPoint>> points_;
};

std::vector<KaplanMeier> greenwood_curves(const TimeGrid& grid, const EventCounts& counts,
                                          const KaplanMeierOptions& options) {
  GreenwoodCurves curves(grid, counts.groups, options);
  for (const EventCount& end : counts.ends) curves.add(end);
  return curves.take();
}

std::vector<KaplanMeier> whole_curves(const GroupedTimes& times,
                                      const KaplanMeierOptions& options) {
  auto counts = curve_counts(*times.counts, times.threads);
  const double z = two_sided_z(options.level);
  std::vector<KaplanMeier> fits(counts.size());
  parallel_for(fits.size(), times.threads, [&](std::size_t g) {
    KaplanMeier& fit = fits[g];
    fit.options = options;
    fit.n = times.counts->rows()[g];
    fit.n_weighted = static_cast<double>(fit.n);
    fit.events = times.counts->events()[g];
    fit.curve = KaplanMeierCurve(std::move(counts[g]), options.scale, z);
  });
  return fits;
}

/// Fills n and n_weighted.
void count_rows(std::vector<KaplanMeier>& fits, std::span<const std::int32_t> group,
                std::span<const double> weights, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    KaplanMeier& fit = fits[group.empty() ? 0 : static_cast<std::size_t>(group[i])];
    ++fit.n;
    fit.n_weighted += weights.empty() ? 1.0 : weights[i];
  }
}

/// Puts the robust standard errors, and limits from them, in place of Greenwood's.
void make_robust(KaplanMeier& fit, std::span<const double> relative_errors) {
  fit.robust = true;
  const double z = two_sided_z(fit.options.level);
  std::vector<KaplanMeierPoint> points(fit.curve.begin(), fit.curve.end());
  for (std::size_t j = 0; j < points.size(); ++j) {
    KaplanMeierPoint& point = points[j];
    point.std_error = point.survival * relative_errors[j];
    const Limits limits = curve_limits(point.survival, relative_errors[j], fit.options.scale, z);
    point.lower = limits.lower;
    point.upper = limits.upper;
  }
  fit.curve = std::move(points);
}

}  // namespace

Result<std::vector<KaplanMeier>> kaplan_meier_groups(const GroupedTimes& times,
                                                     std::span<const double> weights,
                                                     std::span<const std::int32_t> cluster,
                                                     const KaplanMeierOptions& options) {
  const std::size_t n = times.outcomes.size();
  if (n == 0)
    return cannot_analyse("survival.no_rows", "there is no row to estimate survival from");
  if (auto problem = bad_weight(weights)) return failure(std::move(*problem));
  const bool robust = wants_robust(options.variance, weights, cluster);
  if (weights.empty() && times.counts && !robust) return whole_curves(times, options);

  const auto grid = time_grid(times.outcomes);
  if (!grid) return failure(grid.error());
  std::vector<KaplanMeier> fits =
      greenwood_curves(*grid, count_events(*grid, times.group, times.groups, weights), options);
  count_rows(fits, times.group, weights, n);
  if (robust) {
    const auto errors = robust_relative_errors(*grid, times.group, fits, weights, cluster);
    for (std::size_t g = 0; g < fits.size(); ++g) make_robust(fits[g], errors[g]);
  }
  return fits;
}

Result<std::vector<KaplanMeier>> kaplan_meier_groups(const Outcomes& outcomes,
                                                     std::span<const std::int32_t> group,
                                                     std::size_t k, std::span<const double> weights,
                                                     std::span<const std::int32_t> cluster,
                                                     const KaplanMeierOptions& options) {
  // Counts that would not be used are not made.
  const bool plain = weights.empty() && !wants_robust(options.variance, weights, cluster);
  return kaplan_meier_groups(GroupedTimes(outcomes, group, k, plain, options.threads), weights,
                             cluster, options);
}

Result<KaplanMeier> kaplan_meier(const Outcomes& outcomes, std::span<const double> weights,
                                 const KaplanMeierOptions& options) {
  auto fits = kaplan_meier_groups(outcomes, {}, 1, weights, {}, options);
  if (!fits) return failure(std::move(fits.error()));
  return std::move(fits->front());
}

}  // namespace venscope::survival
