// Matching as the definition has it: every free control is looked at, every time.
#include "venscope/comparability/matching.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;

namespace {

struct Cohort {
  std::vector<std::int32_t> treated, exact;
  std::vector<double> measure;
};

Cohort random_cohort(std::mt19937& random, std::size_t n, bool ties) {
  Cohort cohort;
  std::normal_distribution<double> normal;
  for (std::size_t i = 0; i < n; ++i) {
    cohort.treated.push_back(random() % 5 < 2 ? 1 : 0);
    const double m = normal(random) + 0.5 * cohort.treated.back();
    cohort.measure.push_back(ties ? std::round(4 * m) / 4 : m);
    cohort.exact.push_back(static_cast<std::int32_t>(random() % 3));
  }
  cohort.treated[0] = 0;
  cohort.treated[1] = 1;
  return cohort;
}

/// Whose control is nearer: by distance, then the lower measure, then the order by (measure, row).
std::vector<std::vector<std::size_t>> slow_match(const Cohort& cohort,
                                                 const std::vector<std::size_t>& turn,
                                                 std::size_t ratio, bool replacement,
                                                 double widest) {
  const std::vector<double>& m = cohort.measure;
  std::vector<std::vector<std::size_t>> controls(m.size());
  std::vector<bool> used(m.size(), false);
  for (std::size_t round = 0; round < ratio; ++round)
    for (const std::size_t t : turn) {
      if (controls[t].size() < round) continue;
      std::optional<std::size_t> best;
      const auto better = [&](std::size_t a, std::size_t b) {
        const double da = std::fabs(m[a] - m[t]), db = std::fabs(m[b] - m[t]);
        if (da != db) return da < db;
        // Below in the order comes first, the last of those below and the first of those above.
        const auto key = [&](std::size_t i) { return std::pair(m[i], i); };
        const bool a_below = key(a) < key(t), b_below = key(b) < key(t);
        if (a_below != b_below) return a_below;
        return a_below ? key(a) > key(b) : key(a) < key(b);
      };
      for (std::size_t c = 0; c < m.size(); ++c) {
        if (cohort.treated[c] == 1 || cohort.exact[c] != cohort.exact[t]) continue;
        if (std::fabs(m[c] - m[t]) > widest) continue;
        if (replacement ? std::count(controls[t].begin(), controls[t].end(), c) > 0 : used[c])
          continue;
        if (!best || better(c, *best)) best = c;
      }
      if (!best) continue;
      controls[t].push_back(*best);
      used[*best] = true;
    }
  return controls;
}

TEST(MatchingTwin, FindsTheSameControls) {
  std::mt19937 random(7);
  for (int repeat = 0; repeat < 300; ++repeat) {
    const Cohort cohort = random_cohort(random, 8 + random() % 60, repeat % 3 == 0);
    MatchingOptions options;
    options.ratio = 1 + random() % 3;
    options.replacement = random() % 2 == 0;
    options.order = random() % 2 == 0 ? MatchOrder::largest : MatchOrder::smallest;
    options.caliper = random() % 2 == 0 ? std::optional(0.25) : std::nullopt;
    std::vector<std::size_t> turn;
    for (std::size_t i = 0; i < cohort.treated.size(); ++i)
      if (cohort.treated[i] == 1) turn.push_back(i);
    std::stable_sort(turn.begin(), turn.end(), [&](std::size_t a, std::size_t b) {
      return options.order == MatchOrder::largest ? cohort.measure[a] > cohort.measure[b]
                                                  : cohort.measure[a] < cohort.measure[b];
    });
    const double n = static_cast<double>(cohort.measure.size());
    const double mean = std::accumulate(cohort.measure.begin(), cohort.measure.end(), 0.0) / n;
    double squares = 0;
    for (const double m : cohort.measure) squares += (m - mean) * (m - mean);
    const double widest = options.caliper ? *options.caliper * std::sqrt(squares / (n - 1)) : 1e300;
    const auto slow = slow_match(cohort, turn, options.ratio, options.replacement, widest);
    const auto fast = match(cohort.treated, cohort.measure, cohort.exact, options);
    const bool any =
        std::any_of(slow.begin(), slow.end(), [](const auto& c) { return !c.empty(); });
    ASSERT_EQ(fast.has_value(), any) << repeat;
    if (!fast) continue;
    std::vector<std::vector<std::size_t>> found(slow.size());
    for (const MatchedSet& set : fast->sets) found[set.treated] = set.controls;
    EXPECT_EQ(found, slow) << repeat;
  }
}

}  // namespace
