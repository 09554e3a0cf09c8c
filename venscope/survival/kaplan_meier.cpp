#include "venscope/survival/kaplan_meier.hpp"

#include "venscope/survival/case_weights.hpp"
#include "venscope/survival/curve_limits.hpp"
#include "venscope/survival/robust_curve.hpp"
#include "venscope/survival/time_grid.hpp"

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
};

void advance(State& state, const EventCount& end) {
  if (end.events <= 0.0) return;
  const double survivors = end.n_risk - end.events;
  state.survival *= survivors / end.n_risk;
  state.greenwood += end.events / (end.n_risk * survivors);
}

std::vector<KaplanMeier> greenwood_curves(const TimeGrid& grid, const EventCounts& counts,
                                          const KaplanMeierOptions& options) {
  std::vector<KaplanMeier> fits(counts.groups);
  std::vector<State> states(counts.groups);
  std::vector<std::size_t> sizes(counts.groups, 0);
  for (const EventCount& end : counts.ends) ++sizes[end.group];
  for (std::size_t g = 0; g < fits.size(); ++g) {
    fits[g].options = options;
    fits[g].curve.reserve(sizes[g]);
  }

  const double z = two_sided_z(options.level);
  for (const EventCount& end : counts.ends) {
    State& state = states[end.group];
    advance(state, end);
    const double relative_error = std::sqrt(state.greenwood);
    auto& curve = fits[end.group].curve;
    // Between events the limits stay: half of the points cost nothing.
    const bool same = end.events <= 0.0 && !curve.empty();
    const Limits limits = same ? Limits{curve.back().lower, curve.back().upper}
                               : curve_limits(state.survival, relative_error, options.scale, z);
    curve.push_back({grid.times[end.time], end.n_risk, end.events, end.censored, state.survival,
                     state.survival * relative_error, limits.lower, limits.upper});
    fits[end.group].events += end.events;
  }
  return fits;
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

Result<std::vector<KaplanMeier>> kaplan_meier_groups(const TimeGrid& grid,
                                                     std::span<const std::int32_t> group,
                                                     std::size_t k, std::span<const double> weights,
                                                     std::span<const std::int32_t> cluster,
                                                     const KaplanMeierOptions& options) {
  const std::size_t n = grid.outcomes->size();
  if (n == 0)
    return cannot_analyse("survival.no_rows", "there is no row to estimate survival from");
  if (auto problem = bad_weight(weights)) return failure(std::move(*problem));

  std::vector<KaplanMeier> fits =
      greenwood_curves(grid, count_events(grid, group, k, weights), options);
  count_rows(fits, group, weights, n);
  if (wants_robust(options.variance, weights, cluster)) {
    const auto errors = robust_relative_errors(grid, group, fits, weights, cluster);
    for (std::size_t g = 0; g < fits.size(); ++g) make_robust(fits[g], errors[g]);
  }
  return fits;
}

Result<std::vector<KaplanMeier>> kaplan_meier_groups(const Outcomes& outcomes,
                                                     std::span<const std::int32_t> group,
                                                     std::size_t k, std::span<const double> weights,
                                                     std::span<const std::int32_t> cluster,
                                                     const KaplanMeierOptions& options) {
  const auto grid = time_grid(outcomes);
  if (!grid) return failure(grid.error());
  return kaplan_meier_groups(*grid, group, k, weights, cluster, options);
}

Result<KaplanMeier> kaplan_meier(const Outcomes& outcomes, std::span<const double> weights,
                                 const KaplanMeierOptions& options) {
  auto fits = kaplan_meier_groups(outcomes, {}, 1, weights, {}, options);
  if (!fits) return failure(std::move(fits.error()));
  return std::move(fits->front());
}

}  // namespace venscope::survival
