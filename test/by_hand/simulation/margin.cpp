/// Margins small enough to follow with a pencil.
#include "venscope/simulation/margin.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace venscope::simulation {
namespace {

using Parts = std::vector<std::size_t>;

TEST(Apportion, GivesTheCountsThemselvesToAsMany) {
  EXPECT_EQ(apportion(std::vector{35.0, 80.0, 24.0, 8.0}, 147), (Parts{35, 80, 24, 8}));
}

// 10 in proportion 1 : 2 : 4 is 1.43, 2.86, 5.71: 1, 2, 5, and the two left go to .86 and .71.
TEST(Apportion, LargestRemaindersFirst) {
  EXPECT_EQ(apportion(std::vector{1.0, 2.0, 4.0}, 10), (Parts{1, 3, 6}));
}

// 3 in equal shares of two is 1.5 each: of equal remainders the first.
TEST(Apportion, OfEqualRemaindersTheFirst) {
  EXPECT_EQ(apportion(std::vector{1.0, 1.0}, 3), (Parts{2, 1}));
}

TEST(Apportion, NothingToWhatNeverOccurs) {
  EXPECT_EQ(apportion(std::vector{0.0, 1.0, 0.0}, 5), (Parts{0, 5, 0}));
  EXPECT_EQ(apportion(std::vector{2.0, 3.0}, 0), (Parts{0, 0}));
}

// Two patients, shifts 0 and log 3. At score 0: (1/2 + 1/(1 + 3)) / 2 = 3/8.
TEST(MixtureShares, MeanOfTheLogisticDistributions) {
  const std::vector<double> shifts{0.0, std::log(3.0)}, scores{0.0, std::log(3.0)};
  const std::vector<double> shares = mixture_shares(shifts, scores);
  EXPECT_NEAR(shares[0], 3.0 / 8, 1e-15);
  EXPECT_NEAR(shares[1], (3.0 / 4 + 1.0 / 2) / 2, 1e-15);
}

TEST(NumberAt, BetweenQuantilesTheValueOrItsLogarithmIsEven) {
  Margin margin;
  margin.kind = Margin::Kind::quantiles;
  margin.quantiles = {{0, 1}, {0.5, 4}, {1, 64}};
  EXPECT_EQ(number_at(margin, 0), 1);
  EXPECT_EQ(number_at(margin, 0.25), 2.5);
  EXPECT_EQ(number_at(margin, 0.5), 4);
  EXPECT_EQ(number_at(margin, 1), 64);
  margin.log_scale = true;
  EXPECT_NEAR(number_at(margin, 0.25), 2, 1e-15);
  EXPECT_NEAR(number_at(margin, 0.75), 16, 1e-14);
}

TEST(NumberAt, NormalAndItsLogarithm) {
  Margin margin;
  margin.kind = Margin::Kind::normal;
  margin.centre = 10, margin.spread = 2;
  EXPECT_EQ(number_at(margin, 0.5), 10);
  EXPECT_NEAR(number_at(margin, 0.975), 10 + 2 * 1.959963984540054, 1e-12);
  margin.kind = Margin::Kind::log_normal;
  margin.centre = std::log(8.0), margin.spread = 1;
  EXPECT_NEAR(number_at(margin, 0.5), 8, 1e-13);
  // Cut to the upper half: the median is the upper quartile.
  margin.range = {{8, 1e9}};
  EXPECT_NEAR(number_at(margin, 0.5), 8 * std::exp(0.6744897501960817), 1e-10);
}

TEST(LevelAt, ByCumulatedShares) {
  Margin margin;
  margin.counts = {{"a", 1}, {"b", 0}, {"c", 3}};
  EXPECT_EQ(level_at(margin, 0.2), 0u);
  EXPECT_EQ(level_at(margin, 0.25), 2u);
  EXPECT_EQ(level_at(margin, 0.999999), 2u);
}

}  // namespace
}  // namespace venscope::simulation
