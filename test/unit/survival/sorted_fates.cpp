/// Rows sorted with their fates beside a comparison sort and the rule of ties, on times that lie as
/// badly as times can.
#include "venscope/survival/sorted_fates.hpp"

#include "venscope/base/random.hpp"
#include "venscope/endpoint/tied_times.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <string>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

/// Ways in which n times may lie.
std::map<std::string, std::vector<double>> kinds_of_times(std::size_t n) {
  RandomStream random(20261122, "times");
  std::map<std::string, std::vector<double>> kinds;
  const auto make = [&](const char* name, auto draw) {
    for (std::size_t i = 0; i < n; ++i) kinds[name].push_back(draw(i));
  };
  make("spread", [&](std::size_t) { return 2500 * random.uniform(); });
  make("one time", [](std::size_t) { return 12.5; });
  make("few times", [&](std::size_t) { return static_cast<double>(random.below(7)) / 3; });
  make("months", [&](std::size_t) { return static_cast<double>(random.below(2500)) / 30.4375; });
  make("ascending", [](std::size_t i) { return 0.1 * static_cast<double>(i); });
  make("descending", [](std::size_t i) { return -0.1 * static_cast<double>(i); });
  make("one far away", [&](std::size_t i) { return i == 3 ? 1e300 : random.uniform(); });
  make("heaps within heaps", [&](std::size_t) { return std::exp(40 * random.normal()); });
  make("all numbers", [&](std::size_t i) {
    return (i % 2 == 0 ? 1 : -1) * std::numeric_limits<double>::max() * random.uniform();
  });
  make("nearly nothing", [&](std::size_t) { return 1e-310 * random.uniform(); });
  make("two zeros", [&](std::size_t) { return random.below(2) == 0 ? -0.0 : 0.0; });
  make("tied by rounding", [&](std::size_t) {
    return (1 + 1e-15 * random.uniform()) * static_cast<double>(1 + random.below(50));
  });
  return kinds;
}

/// What is expected: (time, fate) in order.
std::vector<std::pair<double, Fate>> sorted_slowly(const endpoint::Outcomes& outcomes,
                                                   const std::vector<std::int32_t>& group) {
  std::vector<double> distinct(outcomes.time);
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  const endpoint::TieChains chains = endpoint::tie_chains(distinct);
  std::vector<std::pair<double, Fate>> rows;
  for (std::size_t i = 0; i < group.size(); ++i) {
    const auto at = static_cast<std::size_t>(
        std::lower_bound(distinct.begin(), distinct.end(), outcomes.time[i]) - distinct.begin());
    rows.emplace_back(chains.merged == 0 ? distinct[at] : chains.representative[at],
                      static_cast<Fate>(2 * group[i] + outcomes.event[i]));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace

TEST(SortedFates, AreTheRowsInOrderHoweverTimesLie) {
  for (const std::size_t n : {1U, 2U, 17U, 900U, 70000U})
    for (const auto& [kind, times] : kinds_of_times(n)) {
      RandomStream random(7, kind);
      endpoint::Outcomes outcomes;
      outcomes.time = times;
      std::vector<std::int32_t> group;
      for (std::size_t i = 0; i < n; ++i) {
        outcomes.event.push_back(random.below(3) > 0);
        group.push_back(static_cast<std::int32_t>(random.below(1000)));
      }
      const auto expected = sorted_slowly(outcomes, group);
      for (const unsigned threads : {1U, 2U, 5U}) {
        const SortedFates sorted(outcomes, group, threads);
        std::vector<std::pair<double, Fate>> rows;
        for (std::size_t i = 0; i < n; ++i) rows.emplace_back(sorted.times()[i], sorted.fates()[i]);
        EXPECT_TRUE(std::is_sorted(sorted.times().begin(), sorted.times().end())) << kind;
        std::sort(rows.begin(), rows.end());  // within a time, any order
        EXPECT_EQ(rows, expected) << kind << ", " << n << " rows, " << threads << " threads";
      }
    }
}

TEST(SortedFates, AreNoneOfNoRows) {
  EXPECT_EQ(SortedFates({}, {}).times().size(), 0U);
}
