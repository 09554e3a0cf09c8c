#include "venscope/simulation/margin.hpp"

#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace venscope::simulation {

std::vector<std::size_t> apportion(std::span<const double> weights, std::size_t n) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<std::size_t> parts(weights.size()), order(weights.size());
  std::vector<double> remainder(weights.size());
  std::size_t handed_out = 0;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const double share = static_cast<double>(n) * weights[k] / total;
    parts[k] = static_cast<std::size_t>(share);
    remainder[k] = share - std::floor(share);
    handed_out += parts[k];
  }
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
  for (std::size_t k = 0; handed_out < n; k = (k + 1) % order.size())
    if (weights[order[k]] > 0) ++parts[order[k]], ++handed_out;
  return parts;
}

std::vector<double> mixture_shares(std::span<const double> shifts, std::span<const double> scores) {
  std::vector<double> sorted(shifts.begin(), shifts.end());
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::pair<double, double>> groups;  // shift, how many have it
  for (const double shift : sorted) {
    if (groups.empty() || groups.back().first != shift) groups.emplace_back(shift, 0.0);
    groups.back().second += 1;
  }
  std::vector<double> shares;
  shares.reserve(scores.size());
  for (const double score : scores) {
    double sum = 0;
    for (const auto& [shift, count] : groups) sum += count / (1 + std::exp(shift - score));
    shares.push_back(sum / static_cast<double>(shifts.size()));
  }
  return shares;
}

namespace {

double quantile_at(const Margin& margin, double share) {
  const auto& quantiles = margin.quantiles;
  const auto above = std::upper_bound(quantiles.begin(), quantiles.end(), share,
                                      [](double value, const std::pair<double, double>& quantile) {
                                        return value < quantile.first;
                                      });
  if (above == quantiles.begin()) return quantiles.front().second;
  if (above == quantiles.end()) return quantiles.back().second;
  const auto& [low_share, low] = *(above - 1);
  const auto& [high_share, high] = *above;
  const double part = (share - low_share) / (high_share - low_share);
  return margin.log_scale ? std::exp(std::log(low) + part * (std::log(high) - std::log(low)))
                          : low + part * (high - low);
}

}  // namespace

double number_at(const Margin& margin, double share) {
  if (margin.kind == Margin::Kind::quantiles) return quantile_at(margin, share);
  const bool logarithm = margin.kind == Margin::Kind::log_normal;
  if (margin.range) {
    // Cut: the share counts within the range only.
    const auto below = [&](double x) {
      return normal_cdf(((logarithm ? std::log(x) : x) - margin.centre) / margin.spread);
    };
    const double low = below(margin.range->first), high = below(margin.range->second);
    share = low + share * (high - low);
  }
  const double value = margin.centre + margin.spread * normal_quantile(share);
  const double number = logarithm ? std::exp(value) : value;
  return margin.range ? std::clamp(number, margin.range->first, margin.range->second) : number;
}

std::size_t level_at(const Margin& margin, double share) {
  double total = 0;
  for (const auto& [level, count] : margin.counts) total += count;
  double sum = 0;
  std::size_t last = 0;
  for (std::size_t k = 0; k < margin.counts.size(); ++k) {
    if (margin.counts[k].second == 0) continue;
    last = k;
    sum += margin.counts[k].second;
    if (share * total < sum) return k;
  }
  return last;
}

}  // namespace venscope::simulation
