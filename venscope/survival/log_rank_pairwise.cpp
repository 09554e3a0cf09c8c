/// Log-rank tests of every pair of groups.
#include "venscope/survival/log_rank.hpp"

namespace venscope::survival {
namespace {

/// The rows of two groups, recoded to 0 and 1.
struct Pair {
  endpoint::Outcomes outcomes;
  std::vector<std::int32_t> group, strata;
  std::vector<double> weights;
};

Pair rows_of(const endpoint::Outcomes& outcomes, std::span<const std::int32_t> group,
             std::span<const std::int32_t> strata, std::span<const double> weights,
             std::size_t first, std::size_t second) {
  Pair pair;
  for (std::size_t i = 0; i < group.size(); ++i) {
    const auto own = static_cast<std::size_t>(group[i]);
    if (own != first && own != second) continue;
    if (outcomes.delayed_entry()) pair.outcomes.entry.push_back(outcomes.entry[i]);
    pair.outcomes.time.push_back(outcomes.time[i]);
    pair.outcomes.event.push_back(outcomes.event[i]);
    pair.group.push_back(own == second);
    if (!strata.empty()) pair.strata.push_back(strata[i]);
    if (!weights.empty()) pair.weights.push_back(weights[i]);
  }
  return pair;
}

}  // namespace

Result<std::vector<PairwiseLogRank>> log_rank_pairwise(const endpoint::Outcomes& outcomes,
                                                       std::span<const std::int32_t> group,
                                                       std::size_t k, Adjustment adjustment,
                                                       std::span<const std::int32_t> strata,
                                                       const RankWeight& weight,
                                                       std::span<const double> weights) {
  std::vector<std::size_t> present(k, 0);
  for (const std::int32_t g : group) ++present[static_cast<std::size_t>(g)];

  std::vector<PairwiseLogRank> tests;
  std::vector<double> p;
  for (std::size_t first = 0; first < k; ++first) {
    for (std::size_t second = first + 1; second < k; ++second) {
      if (present[first] == 0 || present[second] == 0) continue;
      const Pair pair = rows_of(outcomes, group, strata, weights, first, second);
      auto test = log_rank(pair.outcomes, pair.group, 2, pair.strata, weight, pair.weights);
      if (!test) return failure(std::move(test.error()));
      tests.push_back({first, second, test->chi_squared, test->p, test->p});
      p.push_back(test->p);
    }
  }
  const std::vector<double> p_adjusted = adjusted(p, adjustment);
  for (std::size_t i = 0; i < tests.size(); ++i) tests[i].p_adjusted = p_adjusted[i];
  return tests;
}

}  // namespace venscope::survival
