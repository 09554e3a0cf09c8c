#include "venscope/dose/compare.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/root.hpp"
#include "venscope/dose/shape.hpp"
#include "venscope/response/mean_test.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <numeric>

#include <fmt/format.h>

namespace venscope::dose {

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
const double far_outside = std::log(1000.0);

/// The least of f over [low, high]: a walk of `steps`, and the golden section about its best.
template <class Function>
double least_between(Function&& f, double low, double high, int steps) {
  constexpr double golden = 0.6180339887498949;
  const double stride = (high - low) / steps;
  double best = inf, at = low;
  for (int k = 0; k <= steps; ++k)
    if (const double value = f(low + k * stride); value < best) {
      best = value;
      at = low + k * stride;
    }
  double from = std::max(low, at - stride), to = std::min(high, at + stride);
  double a = to - golden * (to - from), b = from + golden * (to - from);
  double at_a = f(a), at_b = f(b);
  for (int k = 0; k < 45; ++k) {
    if (at_a < at_b) {
      to = b;
      b = a;
      at_b = at_a;
      at_a = f(a = to - golden * (to - from));
    } else {
      from = a;
      a = b;
      at_a = at_b;
      at_b = f(b = from + golden * (to - from));
    }
  }
  return std::min({best, at_a, at_b});
}

/// The groups' wells and searches; they point into each other.
struct Groups {
  std::vector<std::unique_ptr<DosePoints>> points;
  std::vector<std::unique_ptr<ShapeTable>> tables;
  std::vector<std::unique_ptr<ShapeSearch>> searches;
  double within = 0, lowest = inf, highest = -inf;

  Groups(std::span<const Wells> wells, const CurveOptions& options) {
    for (const Wells& group : wells) {
      points.push_back(std::make_unique<DosePoints>(make_dose_points(group)));
      tables.push_back(std::make_unique<ShapeTable>(*points.back(), options.plateaus));
      searches.push_back(std::make_unique<ShapeSearch>(*points.back(), options.plateaus,
                                                       options.direction, *tables.back()));
      within += points.back()->within;
      lowest = std::min(lowest, points.back()->lowest());
      highest = std::max(highest, points.back()->highest());
    }
  }
};

SharedTest extra_squares(double squares, double df, double shared, double released) {
  SharedTest test;
  test.df1 = released;
  test.df2 = df;
  test.f = std::max(0.0, (shared - squares) / released) / (squares / df);
  test.p = f_upper(test.f, test.df1, test.df2);
  return test;
}

double with_one_hill(Groups& groups) {
  const auto squares = [&](double log_steepness, int sign) {
    double sum = groups.within;
    for (auto& search : groups.searches)
      sum += search->squares_at_hill(sign * std::exp(log_steepness));
    return sum;
  };
  const ShapeSearch& any = *groups.searches.front();
  double best = inf;
  for (const int sign : {1, -1})
    best = std::min(best, least_between([&](double k) { return squares(k, sign); },
                                        std::log(0.1 / any.width()), std::log(30 / any.gap()), 40));
  return best;
}

/// The least squares where the log IC50 of group `moved` is that of the first plus `shift`, the
/// other groups with one of their own (or, moved = 0, all with the first's).
double with_shift(Groups& groups, std::size_t moved, double shift, double others) {
  const auto squares = [&](double e) {
    if (moved > 0)
      return groups.searches[0]->squares_at_ic50(e) +
             groups.searches[moved]->squares_at_ic50(e + shift) + others;
    double sum = groups.within;
    for (auto& search : groups.searches) sum += search->squares_at_ic50(e);
    return sum;
  };
  const double low = groups.lowest - 1 - std::max(0.0, shift),
               high = groups.highest + 1 - std::min(0.0, shift);
  return least_between(squares, low, high, 40);
}

std::optional<IC50Ratio> ratio_of(Groups& groups, const std::vector<CurveFit>& fits,
                                  std::size_t group, double squares, double df, double level) {
  const double t = student_t_quantile((1 + level) / 2, df);
  const double threshold = squares * (1 + t * t / df);
  const double others = squares - (fits[0].squares - groups.points[0]->within) -
                        (fits[group].squares - groups.points[group]->within);
  const double shift = fits[group].curve.log_ic50 - fits[0].curve.log_ic50;
  const auto room = [&](double d) { return threshold - with_shift(groups, group, d, others); };
  const double error = std::hypot(fits[0].errors.log_ic50, fits[group].errors.log_ic50);
  const double stride = std::isfinite(error) ? std::clamp(t * error / 2, 0.01, 1.0) : 0.25;
  const auto end = [&](double sign) {
    double inside = shift, above = threshold - squares, step = stride;
    while (std::fabs(inside - shift) < far_outside) {
      const double next = inside + sign * step, value = room(next);
      if (value <= 0) return std::exp(bracketed_root(room, inside, above, next, value));
      inside = next;
      above = value;
      step *= 1.3;
    }
    return sign > 0 ? inf : 0.0;
  };
  return IC50Ratio{std::exp(shift), end(-1), end(1)};
}

}  // namespace

CurveComparison compare_curves(std::span<const Wells> wells, const CurveOptions& options) {
  CurveComparison found;
  CurveOptions plain = options;
  plain.robust = Robust::none;
  plain.outlier_rate = 0;
  std::vector<double> dose, response, weight;
  for (const Wells& group : wells) {
    found.fits.push_back(fit_curve(group, plain));
    dose.insert(dose.end(), group.dose.begin(), group.dose.end());
    response.insert(response.end(), group.response.begin(), group.response.end());
    if (group.weight.empty())
      weight.insert(weight.end(), group.dose.size(), 1.0);
    else
      weight.insert(weight.end(), group.weight.begin(), group.weight.end());
  }
  found.ratios.resize(wells.size());
  double squares = 0, df = 0;
  bool possible = wells.size() > 1, fitted = true;
  for (const CurveFit& fit : found.fits) {
    possible = possible && fit.state != CurveState::not_fitted;
    fitted = fitted && fit.state == CurveState::fitted;
    squares += fit.squares;
    df += fit.df;
  }
  if (!possible || !(df > 0) || !(squares > 0)) {
    found.notes.push_back(!possible ? "a group has too few doses for a curve: not compared"
                                    : "no degrees of freedom are left: not compared");
    return found;
  }
  const double groups_less_one = static_cast<double>(wells.size()) - 1;
  plain.intervals = false;
  const CurveFit pooled = fit_curve({dose, response, weight}, plain);
  found.all = extra_squares(squares, df, pooled.squares, groups_less_one * pooled.parameters);
  if (!fitted) {
    found.notes.push_back(
        "a group has no least-squares curve: IC50 and hill are not compared by themselves");
    return found;
  }
  Groups groups(wells, plain);
  found.ic50 = extra_squares(squares, df, with_shift(groups, 0, 0, 0), groups_less_one);
  found.hill = extra_squares(squares, df, with_one_hill(groups), groups_less_one);
  for (std::size_t g = 1; g < wells.size(); ++g)
    found.ratios[g] = ratio_of(groups, found.fits, g, squares, df, options.level);
  return found;
}

std::optional<CultureTest> compare_ic50s(std::span<const CultureIC50> cultures, double level) {
  CultureTest test;
  std::map<std::string, std::pair<double, double>> by_culture;  // NaN where a group has none
  for (const CultureIC50& one : cultures) {
    if (one.ic50.censoring != Censoring::none) {
      ++test.censored;
      continue;
    }
    auto& place =
        by_culture.emplace(one.culture, std::pair{std::nan(""), std::nan("")}).first->second;
    (one.group == 0 ? place.first : place.second) = std::log(one.ic50.value);
  }
  std::vector<double> first, second, difference;
  for (const auto& [culture, pair] : by_culture) {
    if (std::isfinite(pair.first)) first.push_back(pair.first);
    if (std::isfinite(pair.second)) second.push_back(pair.second);
    if (std::isfinite(pair.first) && std::isfinite(pair.second))
      difference.push_back(pair.second - pair.first);
  }
  test.first = first.size();
  test.second = second.size();
  if (first.size() < 2 || second.size() < 2) return {};
  test.paired = difference.size() == first.size() && first.size() == second.size();
  if (!test.paired) {
    const auto welch = response::t_test(second, first, response::Variances::unequal, level);
    if (!welch) return {};
    test.ratio = std::exp(welch->difference);
    test.low = std::exp(welch->interval.low);
    test.high = std::exp(welch->interval.high);
    test.t = welch->statistic;
    test.df = welch->df;
    test.p = welch->p;
    return test;
  }
  const auto n = static_cast<double>(difference.size());
  const double mean = std::accumulate(difference.begin(), difference.end(), 0.0) / n;
  double spread = 0;
  for (const double d : difference) spread += (d - mean) * (d - mean);
  const double error = std::sqrt(spread / (n - 1) / n);
  if (!(error > 1e-14 * std::fabs(mean))) return {};
  test.df = n - 1;
  test.t = mean / error;
  test.p = student_t_two_sided(test.t, test.df);
  const double reach = student_t_quantile((1 + level) / 2, test.df) * error;
  test.ratio = std::exp(mean);
  test.low = std::exp(mean - reach);
  test.high = std::exp(mean + reach);
  return test;
}

}  // namespace venscope::dose
