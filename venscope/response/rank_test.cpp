#include "venscope/response/rank_test.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/rank_distributions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace venscope::response {
namespace {

bool any_missing(std::span<const double> values) {
  return std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
}

tl::unexpected<Problems> missing_value() {
  return cannot_analyse("response.missing_value", "a value to rank is missing",
                        "leave patients without a value out");
}

double p_of(const Tails& tails, Alternative alternative) {
  if (alternative == Alternative::less) return tails.lower;
  if (alternative == Alternative::greater) return tails.upper;
  return std::min(1.0, 2.0 * std::min(tails.lower, tails.upper));
}

/// p of a statistic off its mean by `distance`, with the correction towards the mean.
double normal_p(double distance, double deviation, const RankOptions& options) {
  double correction = 0.0;
  if (options.continuity) {
    if (options.alternative == Alternative::less)
      correction = -0.5;
    else if (options.alternative == Alternative::greater)
      correction = 0.5;
    else
      correction = distance > 0.0 ? 0.5 : distance < 0.0 ? -0.5 : 0.0;
  }
  const double z = (distance - correction) / deviation;
  return p_of({normal_cdf(z), normal_cdf(-z)}, options.alternative);
}

}  // namespace

Ranks midranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  Ranks ranks;
  ranks.rank.resize(values.size());
  for (std::size_t first = 0, next = 0; first < order.size(); first = next) {
    while (next < order.size() && values[order[next]] == values[order[first]]) ++next;
    const double shared = static_cast<double>(first + 1 + next) / 2.0;
    for (std::size_t k = first; k < next; ++k) ranks.rank[order[k]] = shared;
    const double tied = static_cast<double>(next - first);
    ranks.tie_sum += tied * (tied - 1.0) * (tied + 1.0);
  }
  return ranks;
}

Result<RankTest> mann_whitney(std::span<const double> x, std::span<const double> y,
                              const RankOptions& options) {
  if (x.empty() || y.empty())
    return cannot_analyse("response.no_observations", "one of the two groups has no values");
  std::vector<double> pooled(x.begin(), x.end());
  pooled.insert(pooled.end(), y.begin(), y.end());
  if (any_missing(pooled)) return missing_value();
  const Ranks ranks = midranks(pooled);
  const double m = static_cast<double>(x.size()), n = static_cast<double>(y.size()), all = m + n;
  RankTest result;
  for (std::size_t i = 0; i < x.size(); ++i) result.statistic += ranks.rank[i];
  result.statistic -= m * (m + 1.0) / 2.0;

  const bool ties = ranks.tie_sum > 0.0;
  const bool small = x.size() < 50 && y.size() < 50;
  if (options.method == RankP::exact && ties)
    return cannot_analyse("response.ties", "the exact p is not defined with tied values",
                          "use the normal approximation");
  result.exact =
      options.method == RankP::exact || (options.method == RankP::automatic && small && !ties);
  if (result.exact) {
    result.p = p_of(mann_whitney_tails(x.size(), y.size(), result.statistic), options.alternative);
    return result;
  }
  const double variance = m * n / 12.0 * (all + 1.0 - ranks.tie_sum / (all * (all - 1.0)));
  if (ranks.tie_sum >= all * (all - 1.0) * (all + 1.0) || !(variance > 0.0))
    return cannot_analyse("response.constant", "all values are equal: there is nothing to rank");
  result.p = normal_p(result.statistic - m * n / 2.0, std::sqrt(variance), options);
  return result;
}

Result<RankTest> signed_rank(std::span<const double> differences, const RankOptions& options) {
  if (any_missing(differences)) return missing_value();
  std::vector<double> kept, size;
  for (const double d : differences) {
    if (d == 0.0) continue;
    kept.push_back(d);
    size.push_back(std::fabs(d));
  }
  if (kept.empty())
    return cannot_analyse("response.no_observations", "no pair differs: there is nothing to rank");
  const Ranks ranks = midranks(size);
  RankTest result;
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (kept[i] > 0.0) result.statistic += ranks.rank[i];

  const bool plain = ranks.tie_sum == 0.0 && kept.size() == differences.size();
  if (options.method == RankP::exact && !plain)
    return cannot_analyse("response.ties", "the exact p is not defined with ties or zeros",
                          "use the normal approximation");
  result.exact = options.method == RankP::exact ||
                 (options.method == RankP::automatic && kept.size() < 50 && plain);
  if (result.exact) {
    result.p = p_of(signed_rank_tails(kept.size(), result.statistic), options.alternative);
    return result;
  }
  const double n = static_cast<double>(kept.size());
  const double variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ranks.tie_sum / 48.0;
  result.p = normal_p(result.statistic - n * (n + 1.0) / 4.0, std::sqrt(variance), options);
  return result;
}

Result<GroupTest> kruskal_wallis(std::span<const double> values,
                                 std::span<const std::int32_t> group, std::size_t k) {
  std::vector<double> kept;
  std::vector<std::size_t> of;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (group[i] < 0) continue;
    kept.push_back(values[i]);
    of.push_back(static_cast<std::size_t>(group[i]));
  }
  if (any_missing(kept)) return missing_value();
  const Ranks ranks = midranks(kept);
  std::vector<double> size(k, 0.0), sum(k, 0.0);
  for (std::size_t i = 0; i < kept.size(); ++i) size[of[i]] += 1.0, sum[of[i]] += ranks.rank[i];
  const auto filled = std::count_if(size.begin(), size.end(), [](double s) { return s > 0.0; });
  if (filled < 2)
    return cannot_analyse("response.one_group", "fewer than two groups have values to compare");
  const double n = static_cast<double>(kept.size()), cube = n * (n - 1.0) * (n + 1.0);
  if (ranks.tie_sum >= cube)
    return cannot_analyse("response.constant", "all values are equal: there is nothing to rank");
  GroupTest result;
  for (std::size_t g = 0; g < k; ++g) {
    if (size[g] == 0.0) continue;
    const double off = sum[g] / size[g] - (n + 1.0) / 2.0;
    result.statistic += size[g] * off * off;
  }
  result.statistic *= 12.0 / (n * (n + 1.0)) / (1.0 - ranks.tie_sum / cube);
  result.df = static_cast<double>(filled - 1);
  result.p = chi_squared_upper(result.statistic, result.df);
  return result;
}

}  // namespace venscope::response
