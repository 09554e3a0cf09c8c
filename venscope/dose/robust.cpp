#include "venscope/dose/robust.hpp"

#include "venscope/base/adjust.hpp"
#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::dose {

namespace {

constexpr double huber_k = 1.345, tukey_c = 4.685;

std::vector<double> residuals_of(const Wells& wells, const CurveParameters& curve) {
  std::vector<double> residuals(wells.dose.size(), std::nan(""));
  for (std::size_t i = 0; i < residuals.size(); ++i)
    if (std::isfinite(wells.dose[i]) && std::isfinite(wells.response[i]))
      residuals[i] = wells.response[i] - response_at(curve, std::log(wells.dose[i]));
  return residuals;
}

double given_weight(const Wells& wells, std::size_t i) {
  return wells.weight.empty() ? 1.0 : wells.weight[i];
}

/// |r| of the wells that count, ascending.
std::vector<double> sorted_sizes(const Wells& wells, const std::vector<double>& residuals) {
  std::vector<double> sizes;
  for (std::size_t i = 0; i < residuals.size(); ++i)
    if (std::isfinite(residuals[i]) && given_weight(wells, i) > 0)
      sizes.push_back(std::fabs(residuals[i]) * std::sqrt(given_weight(wells, i)));
  std::sort(sizes.begin(), sizes.end());
  return sizes;
}

double scale_of(const std::vector<double>& sizes, int parameters) {
  const auto skipped = static_cast<std::size_t>(std::max(0, parameters - 1));
  const std::size_t n = sizes.size() - skipped;
  const double middle = n % 2 == 1 ? sizes[skipped + n / 2]
                                   : (sizes[skipped + n / 2 - 1] + sizes[skipped + n / 2]) / 2;
  return middle / 0.6745;
}

double factor_of(double u, Robust robust) {
  u = std::fabs(u);
  if (robust == Robust::huber) return u <= huber_k ? 1.0 : huber_k / u;
  if (u >= tukey_c) return 0;
  const double rest = 1 - u * u / (tukey_c * tukey_c);
  return rest * rest;
}

struct Reweighted {
  std::vector<double> factor;
  ShapeFit fit;
  double scale = 0;
};

std::vector<double> times_given(const Wells& wells, const std::vector<double>& factor) {
  std::vector<double> weight(factor.size());
  for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = factor[i] * given_weight(wells, i);
  return weight;
}

ShapeFit global_fit(const Wells& wells, const std::vector<double>& weight,
                    const CurveOptions& options) {
  const DosePoints points = make_dose_points({wells.dose, wells.response, weight});
  if (points.size() < points.zero() + 2) return {};
  const ShapeTable table(points, options.plateaus);
  return ShapeSearch(points, options.plateaus, options.direction, table).best();
}

/// Weights and curve in turn, until the curve rests. `scale` of 0: found anew at each turn.
Reweighted iterate(const Wells& wells, const CurveOptions& options, Robust robust, Reweighted state,
                   bool new_scale, double rounding) {
  const int parameters = options.plateaus.free_count() + 2;
  for (int turn = 0; turn < 50; ++turn) {
    const std::vector<double> residuals = residuals_of(wells, state.fit.curve);
    if (new_scale) state.scale = scale_of(sorted_sizes(wells, residuals), parameters);
    if (!(state.scale > rounding)) break;
    double moved = 0;
    for (std::size_t i = 0; i < residuals.size(); ++i) {
      if (!std::isfinite(residuals[i])) continue;
      const double factor =
          factor_of(residuals[i] * std::sqrt(given_weight(wells, i)) / state.scale, robust);
      moved = std::max(moved, std::fabs(factor - state.factor[i]));
      state.factor[i] = factor;
    }
    if (moved < 1e-10) break;
    state.fit = global_fit(wells, times_given(wells, state.factor), options);
  }
  return state;
}

Reweighted reweighted(const Wells& wells, const CurveOptions& options, Robust robust) {
  Reweighted state;
  state.factor.assign(wells.dose.size(), 1.0);
  for (std::size_t i = 0; i < state.factor.size(); ++i)
    if (!std::isfinite(wells.dose[i]) || !std::isfinite(wells.response[i])) state.factor[i] = 0;
  const DosePoints points = make_dose_points(wells);
  const int parameters = options.plateaus.free_count() + 2;
  if (points.wells < static_cast<std::size_t>(parameters) + 2 || points.size() < points.zero() + 2)
    return state;
  double largest = 0;
  for (const double mean : points.mean) largest = std::max(largest, std::fabs(mean));
  const double rounding = 1e-10 * largest;
  state.fit = global_fit(wells, times_given(wells, state.factor), options);
  state = iterate(wells, options, Robust::huber, std::move(state), true, rounding);
  if (robust == Robust::huber) return state;
  return iterate(wells, options, Robust::tukey, std::move(state), false, rounding);
}

}  // namespace

std::vector<double> robust_factors(const Wells& wells, const CurveOptions& options, Robust robust) {
  return reweighted(wells, options, robust).factor;
}

std::vector<std::size_t> outlying_wells(const Wells& wells, const CurveOptions& options,
                                        double rate) {
  const Reweighted state = reweighted(wells, options, Robust::tukey);
  const std::vector<double> residuals = residuals_of(wells, state.fit.curve);
  const std::vector<double> sizes = sorted_sizes(wells, residuals);
  const double n = static_cast<double>(sizes.size()), df = n - options.plateaus.free_count() - 2;
  if (df < 3) return {};
  // R's type 7 quantile.
  const double place = 0.6827 * (n - 1);
  const auto below = static_cast<std::size_t>(place);
  const double part = place - static_cast<double>(below);
  const double percentile =
      sizes[below] + (below + 1 < sizes.size() ? part * (sizes[below + 1] - sizes[below]) : 0);
  const double scale = percentile * n / df;
  if (!(scale > 0)) return {};
  std::vector<std::size_t> wells_tested;
  std::vector<double> p;
  for (std::size_t i = 0; i < residuals.size(); ++i) {
    if (!std::isfinite(residuals[i]) || !(given_weight(wells, i) > 0)) continue;
    wells_tested.push_back(i);
    p.push_back(student_t_two_sided(residuals[i] * std::sqrt(given_weight(wells, i)) / scale, df));
  }
  const std::vector<double> q = adjusted(p, Adjustment::benjamini_hochberg);
  std::vector<std::size_t> outliers;
  for (std::size_t k = 0; k < q.size(); ++k)
    if (q[k] <= rate) outliers.push_back(wells_tested[k]);
  return outliers;
}

}  // namespace venscope::dose
