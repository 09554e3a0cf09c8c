#include "venscope/report/figure/spline_smooth.hpp"

#include "venscope/base/quantile.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::report {
namespace {

using Column = std::vector<double>;

double cubed(double x) {
  return x > 0 ? x * x * x : 0.0;
}

/// Basis of the natural splines with these knots: 1, x, d_k(x) - d_last(x), where
///   d_k(x) = ((x - t_k)+^3 - (x - t_K)+^3) / (t_K - t_k).
std::vector<Column> natural_basis(std::span<const double> x, const std::vector<double>& knots) {
  const std::size_t k = knots.size();
  std::vector<Column> basis(k, Column(x.size(), 1.0));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto d = [&](std::size_t j) {
      return (cubed(x[i] - knots[j]) - cubed(x[i] - knots[k - 1])) / (knots[k - 1] - knots[j]);
    };
    basis[1][i] = x[i];
    for (std::size_t j = 0; j + 2 < k; ++j) basis[2 + j][i] = d(j) - d(k - 2);
  }
  return basis;
}

double dot(const Column& a, const Column& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void subtract(Column& from, double factor, const Column& column) {
  for (std::size_t i = 0; i < from.size(); ++i) from[i] -= factor * column[i];
}

void scale_by(Column& column, double factor) {
  for (double& value : column) value *= factor;
}

/// Makes `basis` orthonormal by modified Gram-Schmidt, twice for full accuracy, and does the same
/// steps to `grid`, the same functions elsewhere. False if a column depends on earlier ones.
bool orthonormalise(std::vector<Column>& basis, std::vector<Column>& grid) {
  for (std::size_t j = 0; j < basis.size(); ++j) {
    const double before = std::sqrt(dot(basis[j], basis[j]));
    for (int pass = 0; pass < 2; ++pass)
      for (std::size_t i = 0; i < j; ++i) {
        const double factor = dot(basis[i], basis[j]);
        subtract(basis[j], factor, basis[i]);
        subtract(grid[j], factor, grid[i]);
      }
    const double norm = std::sqrt(dot(basis[j], basis[j]));
    if (!(norm > 1e-10 * before)) return false;
    scale_by(basis[j], 1.0 / norm);
    scale_by(grid[j], 1.0 / norm);
  }
  return true;
}

}  // namespace

SplineSmooth spline_smooth(std::span<const double> x, std::span<const double> y, int df,
                           int points) {
  if (x.size() != y.size() || df < 2 || points < 2) return {};
  std::vector<double> sorted(x.begin(), x.end());
  std::sort(sorted.begin(), sorted.end());
  const auto distinct =
      static_cast<std::size_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
  if (distinct <= static_cast<std::size_t>(df)) return {};
  const double low = sorted.front(), span = *std::max_element(x.begin(), x.end()) - low;

  // On [0, 1] the cubes keep their digits.
  const auto unit = [&](double value) { return (value - low) / span; };
  std::vector<double> scaled, grid;
  for (const double value : x) scaled.push_back(unit(value));
  for (int i = 0; i < points; ++i) grid.push_back(static_cast<double>(i) / (points - 1));
  std::vector<double> together = scaled;
  together.insert(together.end(), grid.begin(), grid.end());
  std::sort(together.begin(), together.end());
  std::vector<double> knots;
  for (int i = 0; i < df; ++i)
    knots.push_back(sorted_quantile(together, static_cast<double>(i) / (df - 1)));
  if (std::adjacent_find(knots.begin(), knots.end()) != knots.end()) return {};

  std::vector<Column> basis = natural_basis(scaled, knots), shown = natural_basis(grid, knots);
  if (!orthonormalise(basis, shown)) return {};
  SplineSmooth smooth;
  smooth.y.assign(grid.size(), 0.0);
  smooth.scale.assign(grid.size(), 0.0);
  for (const double value : grid) smooth.x.push_back(low + span * value);
  const Column response(y.begin(), y.end());
  for (std::size_t j = 0; j < basis.size(); ++j) {
    const double coef = dot(basis[j], response);
    for (std::size_t i = 0; i < grid.size(); ++i) {
      smooth.y[i] += coef * shown[j][i];
      smooth.scale[i] += shown[j][i] * shown[j][i];
    }
  }
  for (double& value : smooth.scale) value = std::sqrt(value);
  return smooth;
}

}  // namespace venscope::report
