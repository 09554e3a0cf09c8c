#include "venscope/formula/splines.hpp"

#include "venscope/base/quantile.hpp"
#include "venscope/cohort/table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

namespace venscope::formula {
namespace {

std::vector<double> sorted_values(std::span<const double> x) {
  std::vector<double> sorted;
  sorted.reserve(x.size());
  for (const double value : x)
    if (value == value) sorted.push_back(value);
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

std::vector<double> distinct(std::vector<double> sorted) {
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  return sorted;
}

std::vector<double> quantiles(std::span<const double> sorted, double from, double to,
                              std::size_t count) {
  std::vector<double> values;
  const double step = (to - from) / static_cast<double>(count - 1);
  for (std::size_t k = 0; k < count; ++k)
    values.push_back(sorted_quantile(sorted, from + static_cast<double>(k) * step));
  return values;
}

double cube_above(double x, double knot, double scale) {
  const double above = std::max((x - knot) / scale, 0.0);
  return above * above * above;
}

/// How often the value at the lower and upper end occurs, and the most frequent one between.
struct Clumping {
  double first = 0, last = 0, inner = 0;
};

Clumping clumping(const std::vector<double>& sorted) {
  Clumping share;
  const double n = static_cast<double>(sorted.size());
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i;
    while (end < sorted.size() && sorted[end] == sorted[i]) ++end;
    const double f = static_cast<double>(end - i) / n;
    if (i == 0)
      share.first = f;
    else if (end == sorted.size())
      share.last = f;
    else
      share.inner = std::max(share.inner, f);
    i = end;
  }
  return share;
}

}  // namespace

Result<std::vector<double>> harrell_knots(std::span<const double> x, std::size_t count) {
  std::vector<double> sorted = sorted_values(x);
  if (sorted.size() < 6)
    return cannot_analyse("formula.knots",
                          fmt::format("{} values are too few to place knots", sorted.size()),
                          "name the knots: rcs(x, c(…))");
  const std::vector<double> values = distinct(sorted);
  std::vector<double> knots;
  if (values.size() < count + 3) {
    knots.assign(values.begin() + 1, std::max(values.begin() + 1, values.end() - 1));
  } else {
    const double outer = count == 3 ? 0.1 : count <= 6 ? 0.05 : 0.025;
    const Clumping share = clumping(sorted);
    std::size_t inner_count = count;
    std::optional<double> first, last;
    if (share.inner < 0.05) {
      if (share.first >= 0.05) {
        first = values[1];
        sorted.erase(sorted.begin(), std::upper_bound(sorted.begin(), sorted.end(), *first));
        --inner_count;
      }
      if (share.last >= 0.05) {
        last = values[values.size() - 2];
        sorted.erase(std::lower_bound(sorted.begin(), sorted.end(), *last), sorted.end());
        --inner_count;
      }
    }
    if (inner_count == 1) {
      knots = {sorted_quantile(sorted, 0.5)};
    } else {
      knots = quantiles(sorted, inner_count == 2 ? 0.5 : outer, 1 - outer, inner_count);
      if (distinct(knots).size() < std::min<std::size_t>(inner_count, 3)) {
        knots = quantiles(sorted, outer, 1 - outer, 2 * inner_count);
        if (first && distinct(knots).size() < 3)
          knots = {*first, last ? (*first + *last) / 2 : sorted_quantile(sorted, 0.5),
                   last ? *last : sorted_quantile(sorted, 1 - outer)};
      }
      if (sorted.size() < 100 && sorted.size() >= 5) {
        if (!first) knots.front() = sorted[4];
        if (!last) knots[inner_count - 1] = sorted[sorted.size() - 5];
      }
    }
    if (first) knots.push_back(*first);
    if (last) knots.push_back(*last);
  }
  knots = distinct(std::move(knots));
  if (knots.size() < 3)
    return cannot_analyse(
        "formula.knots",
        fmt::format("only {} distinct knots among {} distinct values", knots.size(), values.size()),
        "take the variable as it is or as factor(), or name three or more knots: rcs(x, c(…))");
  return knots;
}

Matrix restricted_cubic_spline(std::span<const double> x, std::span<const double> knots) {
  const std::size_t k = knots.size();
  const double last = knots[k - 1], before_last = knots[k - 2];
  const double scale = std::pow(last - knots[0], 2.0 / 3.0);
  Matrix basis(x.size(), k - 1);
  for (std::size_t i = 0; i < x.size(); ++i) basis(i, 0) = x[i];
  for (std::size_t j = 0; j + 2 < k; ++j)
    for (std::size_t i = 0; i < x.size(); ++i)
      basis(i, j + 1) = x[i] != x[i]
                            ? cohort::missing_number
                            : cube_above(x[i], knots[j], scale) +
                                  ((before_last - knots[j]) * cube_above(x[i], last, scale) -
                                   (last - knots[j]) * cube_above(x[i], before_last, scale)) /
                                      (last - before_last);
  return basis;
}

namespace {

/// Cubic B-splines over a knot sequence, by de Boor's recursion.
class CubicBSplines {
public:
  explicit CubicBSplines(std::vector<double> knots) : knots_(std::move(knots)) {}
  std::size_t count() const { return knots_.size() - 4; }

  /// Value of spline j of the given order (4: cubic) at x; the last interval is closed.
  double value(std::size_t j, std::size_t order, double x) const {
    if (order == 1) {
      const bool inside = x >= knots_[j] && x < knots_[j + 1];
      const bool at_end = x == knots_.back() && knots_[j] < x && knots_[j + 1] == x;
      return inside || at_end ? 1 : 0;
    }
    const double left = knots_[j + order - 1] - knots_[j];
    const double right = knots_[j + order] - knots_[j + 1];
    double sum = 0;
    if (left > 0) sum += (x - knots_[j]) / left * value(j, order - 1, x);
    if (right > 0) sum += (knots_[j + order] - x) / right * value(j + 1, order - 1, x);
    return sum;
  }

  double derivative(std::size_t j, std::size_t order, double x, int times) const {
    if (times == 0) return value(j, order, x);
    const double degree = static_cast<double>(order - 1);
    const double left = knots_[j + order - 1] - knots_[j];
    const double right = knots_[j + order] - knots_[j + 1];
    double sum = 0;
    if (left > 0) sum += degree / left * derivative(j, order - 1, x, times - 1);
    if (right > 0) sum -= degree / right * derivative(j + 1, order - 1, x, times - 1);
    return sum;
  }

private:
  std::vector<double> knots_;
};

/// One Householder reflection that turns v, from element `from` on, into a multiple of the unit
/// vector (with the sign opposite to v[from], which fixes the signs of the basis).
struct Reflection {
  std::vector<double> v;
  std::size_t from;
  double norm_squared = 0;

  Reflection(std::vector<double> x, std::size_t start) : v(std::move(x)), from(start) {
    double norm = 0;
    for (std::size_t i = from; i < v.size(); ++i) norm += v[i] * v[i];
    v[from] += v[from] < 0 ? -std::sqrt(norm) : std::sqrt(norm);
    for (std::size_t i = from; i < v.size(); ++i) norm_squared += v[i] * v[i];
  }
  void apply(std::vector<double>& x) const {
    double product = 0;
    for (std::size_t i = from; i < v.size(); ++i) product += v[i] * x[i];
    for (std::size_t i = from; i < v.size(); ++i) x[i] -= 2 * product / norm_squared * v[i];
  }
};

}  // namespace

Matrix natural_spline(std::span<const double> x, std::span<const double> inner_knots) {
  const std::vector<double> sorted = sorted_values(x);
  std::vector<double> knots(inner_knots.begin(), inner_knots.end());
  for (int i = 0; i < 4; ++i) {
    knots.push_back(sorted.front());
    knots.push_back(sorted.back());
  }
  std::sort(knots.begin(), knots.end());
  const CubicBSplines splines(std::move(knots));
  const std::size_t m = splines.count() - 1;  // without the first: no intercept

  // The basis is rotated so that its first two columns alone carry second derivatives at the ends.
  std::array<std::vector<double>, 2> second;
  for (std::size_t end : {0u, 1u})
    for (std::size_t j = 0; j < m; ++j)
      second[end].push_back(
          splines.derivative(j + 1, 4, end == 0 ? sorted.front() : sorted.back(), 2));
  const Reflection first(second[0], 0);
  first.apply(second[1]);
  const Reflection next(second[1], 1);

  Matrix basis(x.size(), m - 2);
  std::vector<double> row(m);
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < m; ++j)
      row[j] = x[i] == x[i] ? splines.value(j + 1, 4, x[i]) : cohort::missing_number;
    first.apply(row);
    next.apply(row);
    for (std::size_t j = 2; j < m; ++j) basis(i, j - 2) = row[j];
  }
  return basis;
}

}  // namespace venscope::formula
