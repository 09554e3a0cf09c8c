#include "venscope/survival/kaplan_meier.hpp"

#include "venscope/base/large_pages.hpp"
#include "venscope/survival/case_weights.hpp"
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

/// What the product limit has reached in a group; `greenwood` is sum d / (n (n - d)).
struct State {
  double survival = 1.0;
  double greenwood = 0.0;

  void advance(const EventCount& end) {
    if (end.events <= 0.0) return;
    const double survivors = end.n_risk - end.events;
    survival *= survivors / end.n_risk;
    greenwood += end.events / (end.n_risk * survivors);
  }
};

/// Curves with Greenwood's errors, grown point by point.
class GreenwoodCurves {
public:
  GreenwoodCurves(const TimeGrid& grid, std::span<const std::size_t> points,
                  const KaplanMeierOptions& options)
      : grid_(grid),
        scale_(options.scale),
        z_(two_sided_z(options.level)),
        states_(points.size()),
        fits_(points.size()) {
    for (std::size_t g = 0; g < points.size(); ++g) {
      fits_[g].options = options;
      fits_[g].curve.reserve(points[g]);
      prefer_large_pages(fits_[g].curve);
    }
  }

  void add(const EventCount& end) {
    State& state = states_[end.group];
    auto& curve = fits_[end.group].curve;
    double error, lower, upper;
    if (end.events <= 0.0 && !curve.empty()) {
      // Between events all stays: half of the points cost nothing.
      const KaplanMeierPoint& before = curve.back();
      error = before.std_error;
      lower = before.lower;
      upper = before.upper;
    } else {
      state.advance(end);
      const double relative_error = std::sqrt(state.greenwood);
      error = state.survival * relative_error;
      const Limits limits = curve_limits(state.survival, relative_error, scale_, z_);
      lower = limits.lower;
      upper = limits.upper;
    }
    curve.push_back({grid_.times[end.time], end.n_risk, end.events, end.censored, state.survival,
                     error, lower, upper});
    fits_[end.group].events += end.events;
  }
  std::vector<KaplanMeier> take() { return std::move(fits_); }

private:
  const TimeGrid& grid_;
  ConfidenceScale scale_;
  double z_;
  std::vector<State> states_;
  std::vector<KaplanMeier> fits_;
};

std::vector<KaplanMeier> greenwood_curves(const TimeGrid& grid, const EventCounts& counts,
                                          const KaplanMeierOptions& options) {
  std::vector<std::size_t> points(counts.groups, 0);
  for (const EventCount& end : counts.ends) ++points[end.group];
  GreenwoodCurves curves(grid, points, options);
  for (const EventCount& end : counts.ends) curves.add(end);
  return curves.take();
}

std::vector<KaplanMeier> greenwood_curves(const TimeGrid& grid, const WholeCounts& counts,
                                          const KaplanMeierOptions& options) {
  std::vector<double> risk(counts.rows().begin(), counts.rows().end());
  std::vector<std::size_t> points(counts.rows().begin(), counts.rows().end());
  for (std::size_t& most : points) most = std::min(most, counts.times());
  GreenwoodCurves curves(grid, points, options);
  WholeCounts::Reader reader(counts);
  for (std::uint32_t time = 0; time < counts.times(); ++time)
    for (EventCount& end : reader.at(time)) {
      double& left = risk[end.group];
      end.n_risk = left;
      left -= end.events + end.censored;
      curves.add(end);
    }
  return curves.take();
}

/// Fills n and n_weighted. Without weights, the counts at the times add up to them.
void count_rows(std::vector<KaplanMeier>& fits, std::span<const std::int32_t> group,
                std::span<const double> weights, std::size_t n) {
  if (weights.empty()) {
    for (KaplanMeier& fit : fits) {
      for (const KaplanMeierPoint& point : fit.curve)
        fit.n_weighted += point.n_event + point.n_censor;
      fit.n = static_cast<std::size_t>(fit.n_weighted);
    }
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    KaplanMeier& fit = fits[group.empty() ? 0 : static_cast<std::size_t>(group[i])];
    ++fit.n;
    fit.n_weighted += weights[i];
  }
}

/// Puts the robust standard errors, and limits from them, in place of Greenwood's.
void make_robust(KaplanMeier& fit, std::span<const double> relative_errors) {
  fit.robust = true;
  const double z = two_sided_z(fit.options.level);
  for (std::size_t j = 0; j < fit.curve.size(); ++j) {
    KaplanMeierPoint& point = fit.curve[j];
    point.std_error = point.survival * relative_errors[j];
    const Limits limits = curve_limits(point.survival, relative_errors[j], fit.options.scale, z);
    point.lower = limits.lower;
    point.upper = limits.upper;
  }
}

}  // namespace

Result<std::vector<KaplanMeier>> kaplan_meier_groups(const GroupedTimes& times,
                                                     std::span<const double> weights,
                                                     std::span<const std::int32_t> cluster,
                                                     const KaplanMeierOptions& options) {
  const TimeGrid& grid = times.grid;
  const std::size_t n = grid.outcomes->size();
  if (n == 0)
    return cannot_analyse("survival.no_rows", "there is no row to estimate survival from");
  if (auto problem = bad_weight(weights)) return failure(std::move(*problem));

  std::vector<KaplanMeier> fits =
      weights.empty() && times.counts
          ? greenwood_curves(grid, *times.counts, options)
          : greenwood_curves(grid, count_events(grid, times.group, times.groups, weights), options);
  count_rows(fits, times.group, weights, n);
  if (wants_robust(options.variance, weights, cluster)) {
    const auto errors = robust_relative_errors(grid, times.group, fits, weights, cluster);
    for (std::size_t g = 0; g < fits.size(); ++g) make_robust(fits[g], errors[g]);
  }
  return fits;
}

Result<std::vector<KaplanMeier>> kaplan_meier_groups(const Outcomes& outcomes,
                                                     std::span<const std::int32_t> group,
                                                     std::size_t k, std::span<const double> weights,
                                                     std::span<const std::int32_t> cluster,
                                                     const KaplanMeierOptions& options) {
  auto grid = time_grid(outcomes);
  if (!grid) return failure(grid.error());
  return kaplan_meier_groups(GroupedTimes(std::move(*grid), group, k), weights, cluster, options);
}

Result<KaplanMeier> kaplan_meier(const Outcomes& outcomes, std::span<const double> weights,
                                 const KaplanMeierOptions& options) {
  auto fits = kaplan_meier_groups(outcomes, {}, 1, weights, {}, options);
  if (!fits) return failure(std::move(fits.error()));
  return std::move(fits->front());
}

}  // namespace venscope::survival
