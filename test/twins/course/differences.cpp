// The median of all pairwise differences against making all of them.
#include "venscope/base/random.hpp"
#include "venscope/course/visits.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

namespace venscope::course {
namespace {

double slow_median(const std::vector<double>& first, const std::vector<double>& second) {
  std::vector<double> all;
  for (const double x : first)
    for (const double y : second) all.push_back(y - x);
  std::sort(all.begin(), all.end());
  const std::size_t n = all.size();
  return n % 2 == 1 ? all[n / 2] : std::midpoint(all[n / 2 - 1], all[n / 2]);
}

std::vector<double> drawn(RandomStream& random, std::size_t n, int how) {
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i)
    values.push_back(how == 0   ? static_cast<double>(random.below(4))  // many ties
                     : how == 1 ? random.normal()
                     : how == 2 ? std::exp(20 * random.normal())
                                : -1e-300 * random.uniform());
  return values;
}

TEST(DifferencesTwin, TheSameMedianToTheLastBit) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    RandomStream random(seed, "differences");
    const int how = static_cast<int>(random.below(4));
    const auto first = drawn(random, 1 + random.below(12), how),
               second = drawn(random, 1 + random.below(12), how);
    EXPECT_EQ(median_difference(first, second), slow_median(first, second)) << seed;
    EXPECT_EQ(median_difference(second, first), -median_difference(first, second)) << seed;
  }
}

TEST(DifferencesTwin, ExtremesOfDoubles) {
  const double most = std::numeric_limits<double>::max() / 4,
               least = std::numeric_limits<double>::denorm_min();
  const std::vector<std::vector<double>> sets{
      {0}, {-0.0, 0}, {most, -most}, {least, -least, 0}, {most, least, 1, -1}};
  for (const auto& first : sets)
    for (const auto& second : sets)
      EXPECT_EQ(median_difference(first, second), slow_median(first, second));
}

TEST(DifferencesTwin, AHundredThousandPatientsWithoutTenThousandMillionPairs) {
  std::vector<double> first, second;
  for (int i = 0; i < 100000; ++i) {
    first.push_back(i % 1000);
    second.push_back((i * 7) % 1000 + 3);
  }
  EXPECT_EQ(median_difference(first, second), 3.0);
}

}  // namespace
}  // namespace venscope::course
