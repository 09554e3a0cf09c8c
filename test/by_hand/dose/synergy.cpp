#include "venscope/dose/synergy.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope::dose;

// Control 200; A alone 120 (effect 0.4), B alone 100 (0.5), both 30 (0.85).
// Bliss expects 0.4 + 0.5 - 0.2 = 0.7, the highest single agent 0.5.
TEST(SynergyByHand, OneCombination) {
  const std::vector<double> a{0, 1, 0, 1}, b{0, 0, 2, 2}, response{200, 120, 100, 30};
  const auto found = synergy({a, b, response});
  ASSERT_TRUE(found);
  ASSERT_EQ(found->cells.size(), 1u);
  EXPECT_NEAR(found->cells[0].effect, 0.85, 1e-14);
  EXPECT_NEAR(found->cells[0].bliss.estimate, 0.15, 1e-14);
  EXPECT_NEAR(found->cells[0].hsa.estimate, 0.35, 1e-14);
  EXPECT_NEAR(found->bliss.estimate, 0.15, 1e-14);
  EXPECT_FALSE(found->bliss.low);
  EXPECT_EQ(found->notes, (std::vector<std::string>{"one well per combination: no interval"}));
}

// Two plates, the second with both together at 50 (0.75): excesses 0.15 and 0.05, mean 0.1,
// standard error 0.05, t with 1 df 12.706.
TEST(SynergyByHand, ReplicatesGiveATInterval) {
  const std::vector<double> a{0, 1, 0, 1, 0, 1, 0, 1}, b{0, 0, 2, 2, 0, 0, 2, 2},
      response{200, 120, 100, 30, 400, 240, 200, 100};
  const std::vector<int> plate{0, 0, 0, 0, 1, 1, 1, 1};
  const auto found = synergy({a, b, response, plate});
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->by_replicate);
  EXPECT_NEAR(found->cells[0].bliss.estimate, 0.1, 1e-14);
  EXPECT_NEAR(*found->cells[0].bliss.low, 0.1 - 12.7062047361747 * 0.05, 1e-9);
  EXPECT_NEAR(*found->bliss.high, 0.1 + 12.7062047361747 * 0.05, 1e-9);
}

TEST(SynergyByHand, WhatIsMissingIsSaid) {
  const auto code = [](std::vector<double> a, std::vector<double> b, std::vector<double> y) {
    const auto found = synergy({a, b, y});
    return found ? std::string() : found.error().front().code;
  };
  EXPECT_EQ(code({1, 0, 1}, {0, 2, 2}, {120, 100, 30}), "dose.no_control");
  EXPECT_EQ(code({0, 0, 1}, {0, 2, 2}, {200, 100, 30}), "dose.no_single");
  EXPECT_EQ(code({0, 1, 0}, {0, 0, 2}, {200, 120, 100}), "dose.no_combination");
  EXPECT_EQ(code({0, -1, 0}, {0, 0, 2}, {200, 120, 100}), "dose.negative_dose");
  // A combination of a dose that was not tested alone has no expectation.
  const std::vector<double> a{0, 1, 0, 1, 5}, b{0, 0, 2, 2, 2}, y{200, 120, 100, 30, 20};
  const auto found = synergy({a, b, y});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->cells.size(), 1u);
  EXPECT_NE(found->notes[0].find("1 combination left out"), std::string::npos);
}
