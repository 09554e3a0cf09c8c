#include "venscope/expression/rank_sum.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/base/quantile.hpp"
#include "venscope/base/rank_distributions.hpp"
#include "venscope/response/rank_test.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>

namespace venscope::expression {
namespace {

constexpr double no_p = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t batch = 64, exact_below = 50;

/// Null distributions by group sizes, each made once.
class NullTables {
public:
  const std::vector<double>& of(std::size_t m, std::size_t n) {
    const std::lock_guard lock(mutex_);
    auto& table = tables_[{m, n}];
    if (table.empty()) table = mann_whitney_probabilities(m, n);
    return table;  // a map's values stay where they are
  }

private:
  std::mutex mutex_;
  std::map<std::pair<std::size_t, std::size_t>, std::vector<double>> tables_;
};

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return sorted_quantile(values, 0.5);
}

RankSum rank_sum(const std::vector<double>& low, const std::vector<double>& high,
                 NullTables& tables) {
  RankSum result;
  result.first = low.size();
  result.second = high.size();
  result.w = result.probability = result.difference = result.p = no_p;
  if (low.empty() || high.empty()) return result;
  result.difference = median_of(high) - median_of(low);
  std::vector<double> pooled = high;
  pooled.insert(pooled.end(), low.begin(), low.end());
  const response::Ranks ranks = response::midranks(pooled);
  const double m = static_cast<double>(high.size()), n = static_cast<double>(low.size());
  result.w = -m * (m + 1.0) / 2.0;
  for (std::size_t i = 0; i < high.size(); ++i) result.w += ranks.rank[i];
  result.probability = result.w / (m * n);
  if (ranks.tie_sum == 0.0 && low.size() < exact_below && high.size() < exact_below) {
    const Tails tails = symmetric_tails(tables.of(high.size(), low.size()), m * n, result.w);
    result.p = std::min(1.0, 2.0 * std::min(tails.lower, tails.upper));
    result.exact = true;
    return result;
  }
  const auto test = response::mann_whitney(high, low, {.method = response::RankP::normal});
  if (test) result.p = test->p;
  return result;
}

}  // namespace

Result<std::vector<RankSum>> rank_sums(const Matrix& expression,
                                       std::span<const std::uint8_t> group, unsigned threads) {
  const auto ones = std::count(group.begin(), group.end(), 1);
  if (ones == 0 || ones == static_cast<std::ptrdiff_t>(group.size()))
    return cannot_analyse("expression.one_group", "all samples are in one group");
  const std::size_t genes = expression.columns;
  std::vector<RankSum> results(genes);
  NullTables tables;
  parallel_for((genes + batch - 1) / batch, threads, [&](std::size_t b) {
    std::vector<double> low, high;
    for (std::size_t g = b * batch; g < std::min(genes, (b + 1) * batch); ++g) {
      const auto x = expression.column(g);
      low.clear();
      high.clear();
      for (std::size_t i = 0; i < x.size(); ++i)
        if (std::isfinite(x[i])) (group[i] ? high : low).push_back(x[i]);
      results[g] = rank_sum(low, high, tables);
    }
  });
  return results;
}

}  // namespace venscope::expression
