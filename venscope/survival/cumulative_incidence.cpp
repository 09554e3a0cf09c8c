#include "venscope/survival/cumulative_incidence.hpp"

#include "venscope/survival/case_weights.hpp"
#include "venscope/survival/cause_counts.hpp"
#include "venscope/survival/curve_limits.hpp"
#include "venscope/survival/incidence_influence.hpp"
#include "venscope/survival/time_grid.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {
namespace {

/// Variances of S and F_k and their covariance, moved on from time to time by the delta method: the
/// events of a time are multinomial among those at risk.
struct Spread {
  double ss = 0, sf = 0, ff = 0;

  void move(double survival, double n, double d, double d_k) {
    const double h = d / n, h_k = d_k / n, scale = survival * survival / (n * n * n);
    ff += h_k * (2 * sf + h_k * ss) + scale * d_k * (n - d_k);
    sf = (1 - h) * (sf + h_k * ss) - scale * d_k * (n - d);
    ss = (1 - h) * (1 - h) * ss + scale * d * (n - d);
  }
  /// Where everyone has had the event nothing is left but rounding.
  double std_error(double rows) const { return ff > 1e-14 / rows ? std::sqrt(ff) : 0.0; }
};

/// Fills the counts and the estimates; with `spreads` the standard errors too.
class CurveBuilder {
public:
  CurveBuilder(const TimeGrid& grid, const CauseCounts& counts, bool spreads)
      : grid_(grid), counts_(counts), spreads_(spreads), fits_(counts.all.groups) {
    for (CumulativeIncidence& fit : fits_)
      for (const std::int32_t cause : counts.causes) fit.causes.push_back({cause, 0, {}});
    spread_.assign(fits_.size(), std::vector<Spread>(counts.causes.size()));
  }

  std::vector<CumulativeIncidence> run() {
    for (std::size_t e = 0; e < counts_.all.ends.size(); ++e) add(e);
    return std::move(fits_);
  }

private:
  void add(std::size_t e) {
    const EventCount& end = counts_.all.ends[e];
    CumulativeIncidence& fit = fits_[end.group];
    const double before = fit.times.empty() ? 1.0 : fit.times.back().event_free;
    const double n = end.n_risk, d = end.events;
    const double first_n = fit.times.empty() ? n : fit.times.front().n_risk;
    // With weights that are no whole numbers, survivors may be what rounding left of nobody.
    const bool nobody = n - d <= 1e-12 * n;
    const double after = d > 0 ? nobody ? 0.0 : before * ((n - d) / n) : before;
    for (std::size_t c = 0; c < fit.causes.size(); ++c) {
      CauseCurve& curve = fit.causes[c];
      const double d_k = counts_.events[c][e];
      Spread& spread = spread_[end.group][c];
      if (spreads_ && d > 0 && before > 0) spread.move(before, n, d, d_k);
      const double estimate = (curve.points.empty() ? 0.0 : curve.points.back().estimate) +
                              (d_k > 0 ? before * d_k / n : 0.0);
      curve.points.push_back({d_k, estimate, spread.std_error(first_n), 0, 0});
      curve.events += d_k;
    }
    fit.times.push_back({grid_.times[end.time], n, d, end.censored, after});
  }

  const TimeGrid& grid_;
  const CauseCounts& counts_;
  bool spreads_;
  std::vector<CumulativeIncidence> fits_;
  std::vector<std::vector<Spread>> spread_;
};

void set_errors(CumulativeIncidence& fit, const std::vector<std::vector<double>>& errors) {
  for (std::size_t c = 0; c < fit.causes.size(); ++c)
    for (std::size_t j = 0; j < fit.times.size(); ++j)
      fit.causes[c].points[j].std_error = errors[c][j];
}

void set_limits(CumulativeIncidence& fit, const CumulativeIncidenceOptions& options) {
  fit.options = options;
  const double z = two_sided_z(options.level);
  for (CauseCurve& curve : fit.causes)
    for (IncidencePoint& point : curve.points) {
      const double relative = point.estimate > 0 ? point.std_error / point.estimate : 0.0;
      const Limits limits = curve_limits(point.estimate, relative, options.scale, z);
      point.lower = limits.lower;
      point.upper = limits.upper;
    }
}

void count_rows(std::vector<CumulativeIncidence>& fits, std::span<const std::int32_t> group,
                std::span<const double> weights, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    CumulativeIncidence& fit = fits[group.empty() ? 0 : static_cast<std::size_t>(group[i])];
    ++fit.n;
    fit.n_weighted += weights.empty() ? 1.0 : weights[i];
  }
}

}  // namespace

Result<std::vector<CumulativeIncidence>> cumulative_incidence(
    const endpoint::Outcomes& outcomes, std::span<const std::int32_t> group, std::size_t k,
    std::span<const std::int32_t> causes, std::span<const double> weights,
    std::span<const std::int32_t> cluster, const CumulativeIncidenceOptions& options) {
  if (outcomes.size() == 0)
    return cannot_analyse("survival.no_rows", "there is no row to estimate incidence from");
  if (auto problem = bad_weight(weights)) return failure(std::move(*problem));
  const auto grid = time_grid(outcomes);
  if (!grid) return failure(grid.error());
  const std::vector<std::int32_t> all = causes_of(outcomes);
  const CauseCounts counts = count_causes(*grid, group, k, weights, causes.empty() ? all : causes);
  const bool by_row = !weights.empty() || !cluster.empty() || outcomes.delayed_entry();
  std::vector<CumulativeIncidence> fits = CurveBuilder(*grid, counts, !by_row).run();
  count_rows(fits, group, weights, outcomes.size());
  if (by_row) {
    const auto errors = jackknife_errors(*grid, group, fits, weights, cluster);
    for (std::size_t g = 0; g < fits.size(); ++g) set_errors(fits[g], errors[g]);
  }
  for (CumulativeIncidence& fit : fits) set_limits(fit, options);
  return fits;
}

std::vector<IncidenceReading> at_times(const CumulativeIncidence& fit, std::size_t cause,
                                       std::span<const double> times) {
  std::vector<IncidenceReading> readings;
  if (fit.times.empty()) return readings;
  const double z = two_sided_z(fit.options.level);
  const Limits start = curve_limits(0.0, 0.0, fit.options.scale, z);
  for (const double time : times) {
    const auto after =
        std::upper_bound(fit.times.begin(), fit.times.end(), time,
                         [](double t, const IncidenceTime& at) { return t < at.time; });
    const auto points = static_cast<std::size_t>(after - fit.times.begin());  // at or before it
    IncidenceReading reading{time, 0.0, {0.0, 0.0, 0.0, start.lower, start.upper}};
    if (points > 0) reading.point = fit.causes[cause].points[points - 1];
    const bool on_point = points > 0 && fit.times[points - 1].time == time;
    if (on_point)
      reading.n_risk = fit.times[points - 1].n_risk;
    else if (after != fit.times.end())
      reading.n_risk = after->n_risk;
    reading.point.n_event = 0.0;
    for (std::size_t j = 0; j < points; ++j)
      reading.point.n_event += fit.causes[cause].points[j].n_event;
    readings.push_back(reading);
  }
  return readings;
}

}  // namespace venscope::survival
