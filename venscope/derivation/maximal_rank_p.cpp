/// The price of a chosen cut point.
#include "venscope/base/distributions.hpp"
#include "venscope/derivation/maximal_rank.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace venscope::derivation {
namespace {

double density(double z) {
  return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
}

/// Nodes and weights of Gauss and Legendre on [-b, b].
struct Quadrature {
  std::vector<double> node, weight;
  Quadrature(std::size_t n, double b) : node(n), weight(n) {
    for (std::size_t i = 0; i < (n + 1) / 2; ++i) {
      double x = std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) /
                          (static_cast<double>(n) + 0.5));
      double slope = 1;
      for (int step = 0; step < 50; ++step) {
        double p = 1, before = 0;
        for (std::size_t k = 0; k < n; ++k) {
          const auto order = static_cast<double>(k);
          const double next = ((2 * order + 1) * x * p - order * before) / (order + 1);
          before = p;
          p = next;
        }
        slope = static_cast<double>(n) * (x * p - before) / (x * x - 1);
        const double change = p / slope;
        x -= change;
        if (std::abs(change) < 1e-15) break;
      }
      node[i] = -b * x;
      node[n - 1 - i] = b * x;
      weight[i] = weight[n - 1 - i] = b * 2 / ((1 - x * x) * slope * slope);
    }
  }
};

}  // namespace

double p_of_bridge(double statistic, double least) {
  const double b = statistic;
  if (!(b >= 1)) return 1;
  const double odds = std::log((1 - least) * (1 - least) / (least * least));
  return std::clamp(4 * density(b) / b + density(b) * (b - 1 / b) * odds, 0.0, 1.0);
}

double p_by_pairs(double statistic, double patients, std::span<const double> below) {
  const double b = statistic, n = patients;
  double sum = normal_two_sided(b);
  for (std::size_t k = 1; k < below.size(); ++k) {
    const double low = below[k - 1], high = below[k];
    const double t = std::sqrt(1 - low * (n - high) / ((n - low) * high));
    sum += std::exp(-b * b / 2) / std::numbers::pi * (t - (b * b / 4 - 1) * t * t * t / 6);
  }
  return std::clamp(sum, 0.0, 1.0);
}

double p_of_normal(double statistic, double patients, std::span<const double> below) {
  const double b = statistic, n = patients;
  if (below.empty() || !(b > 0)) return 1;
  double narrowest = 1;
  for (std::size_t k = 1; k < below.size(); ++k)
    narrowest = std::min(
        narrowest, std::sqrt(1 - below[k - 1] * (n - below[k]) / ((n - below[k - 1]) * below[k])));
  // A spacing of a third of the narrowest density leaves an error below 1e-9.
  const auto nodes =
      static_cast<std::size_t>(std::clamp(std::ceil(6 * b / narrowest), 40.0, 4000.0));
  const Quadrature on(nodes, b);
  std::vector<double> now(nodes), next(nodes);
  for (std::size_t i = 0; i < nodes; ++i) now[i] = density(on.node[i]);
  for (std::size_t k = 1; k < below.size(); ++k) {
    const double low = below[k - 1], high = below[k];
    const double rho = std::sqrt(low * (n - high) / (high * (n - low)));
    const double sigma = std::sqrt(1 - rho * rho);
    for (std::size_t i = 0; i < nodes; ++i) {
      // Only what lies within nine standard deviations counts.
      const double from = (on.node[i] - 9 * sigma) / rho, to = (on.node[i] + 9 * sigma) / rho;
      const auto first = std::lower_bound(on.node.begin(), on.node.end(), from);
      double sum = 0;
      for (auto j = static_cast<std::size_t>(first - on.node.begin());
           j < nodes && on.node[j] <= to; ++j)
        sum += on.weight[j] * now[j] * density((on.node[i] - rho * on.node[j]) / sigma);
      next[i] = sum / sigma;
    }
    std::swap(now, next);
  }
  double inside = 0;
  for (std::size_t i = 0; i < nodes; ++i) inside += on.weight[i] * now[i];
  return std::clamp(1 - inside, 0.0, 1.0);
}

}  // namespace venscope::derivation
