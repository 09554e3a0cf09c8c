#include "venscope/assay/simultaneous.hpp"

#include "venscope/base/root.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace venscope::assay {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
/// Beyond this the normal density is 1e-20.
constexpr double far = 9.6;

double normal_lower(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

struct ScaleNode {
  double s = 1, weight = 1;
};

/// s = sqrt(chi2 / df) by the trapezoidal rule in u = ln s, whose log density is
/// df (u - (e^2u - 1) / 2) up to a constant. The weights are divided by their sum, which spares the
/// constant.
std::vector<ScaleNode> scale_nodes(double df) {
  if (std::isinf(df)) return {{1.0, 1.0}};
  constexpr double negligible = -43.0;
  const double step = std::min(0.14, 0.6 / std::sqrt(2.0 * df));
  const auto log_density = [&](double u) { return df * (u - 0.5 * std::expm1(2.0 * u)); };
  std::vector<ScaleNode> nodes;
  double total = 0.0;
  for (const int direction : {-1, 1})
    for (int i = direction < 0 ? 0 : 1;; ++i) {
      const double u = direction * i * step;
      if (log_density(u) < negligible) break;
      nodes.push_back({std::exp(u), std::exp(log_density(u))});
      total += nodes.back().weight;
    }
  for (ScaleNode& node : nodes) node.weight /= total;
  return nodes;
}

struct NormalNode {
  double z = 0, weight = 0, lower = 0;  ///< lower: P(Z <= z)
};

std::vector<NormalNode> normal_nodes(double step) {
  const int half = static_cast<int>(std::ceil(far / step));
  std::vector<NormalNode> nodes;
  for (int i = -half; i <= half; ++i) {
    const double z = i * step;
    const double density = std::exp(-0.5 * z * z) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
    nodes.push_back({z, step * density, normal_lower(z)});
  }
  return nodes;
}

/// The mean of `upper(s)`, a probability, over s.
template <class Upper>
double over_scale(double df, Upper&& upper) {
  double sum = 0.0;
  for (const ScaleNode& node : scale_nodes(df)) sum += node.weight * upper(node.s);
  return std::clamp(sum, 0.0, 1.0);
}

/// Where a decreasing tail area that is 1 at 0 falls to `probability`.
template <class Upper>
double tail_quantile(double probability, Upper&& upper) {
  if (!(probability > 0.0 && probability < 1.0)) return undefined;
  double inside = 0.0, above = 1.0 - probability, outside = 2.0;
  double below = upper(outside) - probability;
  while (below > 0.0 && outside < 1e300) {
    inside = outside;
    above = below;
    outside *= 2.0;
    below = upper(outside) - probability;
  }
  return bracketed_root([&](double x) { return upper(x) - probability; }, inside, above, outside,
                        below);
}

/// P(|l z + sqrt(1 - l^2) Z| > limit).
double outside_limits(double limit, double loading, double z) {
  const double rest = std::sqrt(1.0 - loading * loading);
  return normal_lower((loading * z - limit) / rest) + normal_lower((-loading * z - limit) / rest);
}

bool are_loadings(std::span<const double> loadings) {
  return !loadings.empty() && std::all_of(loadings.begin(), loadings.end(),
                                          [](double l) { return l >= 0.0 && l < 1.0; });
}

}  // namespace

double studentised_range_upper(double q, std::size_t groups, double df) {
  if (std::isnan(q) || groups < 2 || !(df > 0.0)) return undefined;
  if (q <= 0.0) return 1.0;
  if (std::isinf(q)) return 0.0;
  static const std::vector<NormalNode> nodes = normal_nodes(0.25);
  const double others = static_cast<double>(groups - 1);
  return over_scale(df, [&](double s) {
    double sum = 0.0;
    for (const NormalNode& node : nodes) {
      // Phi^(k-1) - (Phi - below)^(k-1), without the cancellation.
      const double below = std::min(normal_lower(node.z - q * s), node.lower);
      sum -= node.weight * std::pow(node.lower, others) *
             std::expm1(others * std::log1p(-below / node.lower));
    }
    return (others + 1.0) * sum;
  });
}

double studentised_range_quantile(double probability, std::size_t groups, double df) {
  if (groups < 2 || !(df > 0.0)) return undefined;
  return tail_quantile(probability,
                       [&](double q) { return studentised_range_upper(q, groups, df); });
}

std::vector<double> dunnett_loadings(std::span<const double> n, double control) {
  std::vector<double> loadings;
  for (const double size : n) loadings.push_back(std::sqrt(size / (size + control)));
  return loadings;
}

double dunnett_upper(double t, std::span<const double> loadings, double df) {
  if (std::isnan(t) || !are_loadings(loadings) || !(df > 0.0)) return undefined;
  if (t <= 0.0) return 1.0;
  if (std::isinf(t)) return 0.0;
  // A loading near 1 makes the integrand steep: its width is that of the rest.
  const double largest = *std::max_element(loadings.begin(), loadings.end());
  const double width = std::sqrt(1.0 - largest * largest) / std::max(largest, 1e-3);
  const std::vector<NormalNode> nodes = normal_nodes(std::min(0.25, 0.4 * width));
  return over_scale(df, [&](double s) {
    double sum = 0.0;
    for (const NormalNode& node : nodes) {
      // 1 - prod (1 - p_i), without the cancellation; groups of one size share a loading.
      double any = 0.0, one = 0.0, last = -1.0;
      for (const double loading : loadings) {
        if (loading != last) one = std::min(outside_limits(t * s, loading, node.z), 1.0);
        last = loading;
        any += one * (1.0 - any);
      }
      sum += node.weight * any;
    }
    return sum;
  });
}

double dunnett_quantile(double probability, std::span<const double> loadings, double df) {
  if (!are_loadings(loadings) || !(df > 0.0)) return undefined;
  return tail_quantile(probability, [&](double t) { return dunnett_upper(t, loadings, df); });
}

}  // namespace venscope::assay
