#include "venscope/expression/contrast.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;

namespace {

const std::vector<std::string> names = {"(Intercept)", "groupB", "groupB+", "age at start",
                                        "groupC"};

std::vector<double> weights(const std::string& text) {
  const auto contrasts = read_contrasts({text}, names, {"groupA"});
  if (!contrasts) return {};
  return contrasts->weights.values;
}

}  // namespace

TEST(Contrast, SumsOfCoefficients) {
  EXPECT_EQ(weights("groupB"), (std::vector<double>{0, 1, 0, 0, 0}));
  EXPECT_EQ(weights("groupB - groupC"), (std::vector<double>{0, 1, 0, 0, -1}));
  EXPECT_EQ(weights("-groupC"), (std::vector<double>{0, 0, 0, 0, -1}));
  EXPECT_EQ(weights("groupC-groupA"), (std::vector<double>{0, 0, 0, 0, 1}));
  EXPECT_EQ(weights("0.5 * groupB + .5*groupC"), (std::vector<double>{0, 0.5, 0, 0, 0.5}));
  EXPECT_EQ(weights("2*`age at start`"), (std::vector<double>{0, 0, 0, 2, 0}));
  EXPECT_EQ(weights("age at start - groupB"), (std::vector<double>{0, -1, 0, 1, 0}));
}

TEST(Contrast, TheLongestNameIsMeant) {
  EXPECT_EQ(weights("groupB+ - groupB"), (std::vector<double>{0, -1, 1, 0, 0}));
}

TEST(Contrast, WhatCannotBeReadIsRefused) {
  for (const char* text : {"", "groupB groupC", "3", "groupB -", "groupA", "groupB - groupB",
                           "`age at start", "2 groupB"}) {
    const auto contrasts = read_contrasts({text}, names, {"groupA"});
    ASSERT_FALSE(contrasts) << text;
    EXPECT_EQ(contrasts.error()[0].code, "expression.contrast") << text;
  }
  const auto near = read_contrasts({"groupb", "groupX"}, names);
  ASSERT_FALSE(near);
  EXPECT_EQ(near.error().size(), 2u);
  EXPECT_NE(near.error()[0].remedy.find("groupB"), std::string::npos);
}
