#include "venscope/audit/printed.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::audit;

TEST(Printed, KeepsItsDecimals) {
  EXPECT_EQ(parse_printed("0.30")->decimals, 2);
  EXPECT_EQ(parse_printed("12")->decimals, 0);
  EXPECT_EQ(parse_printed("4.0e-5")->decimals, 6);
  EXPECT_EQ(parse_printed("2e3")->decimals, -3);
  EXPECT_DOUBLE_EQ(parse_printed("2e3")->half_unit(), 500);
}

TEST(Printed, ReadsWhatPapersPrint) {
  EXPECT_EQ(parse_printed("−0.98")->value, -0.98);
  EXPECT_EQ(parse_printed("0·04")->value, 0.04);
  EXPECT_EQ(parse_printed("52.4%")->value, 52.4);
  EXPECT_EQ(parse_printed("= 0.5")->value, 0.5);
  EXPECT_EQ(parse_printed("< .001")->relation, Printed::Relation::below);
  EXPECT_EQ(parse_printed("≥5")->relation, Printed::Relation::above);
  for (const char* text :
       {"", "<", "o.3", "1,234", "nan", "inf", "1.5x", "--3", "1e999", "1e", "e"})
    EXPECT_FALSE(parse_printed(text)) << text;
}

TEST(Printed, MayHaveBeenAnythingThatRoundsToIt) {
  const Printed printed = *parse_printed("0.03");
  for (const double value : {0.025, 0.03, 0.035}) EXPECT_TRUE(printed.may_be(value)) << value;
  for (const double value : {0.0249, 0.0351}) EXPECT_FALSE(printed.may_be(value)) << value;
  EXPECT_TRUE(parse_printed("<0.001")->may_be(1e-30));
  EXPECT_FALSE(parse_printed("<0.001")->may_be(0.002));
  EXPECT_TRUE(parse_printed(">0.05")->may_be(0.9));
}

TEST(Printed, NumbersOfAFileLoseTheirZeros) {
  const Result<Node> node = parse_toml("a = 0.30\nb = 8.0\nc = 8\nd = true\n", "c.toml");
  ASSERT_TRUE(node);
  EXPECT_EQ(printed_of(*node->find("a"))->decimals, 1);
  EXPECT_EQ(printed_of(*node->find("b"))->decimals, 1);
  EXPECT_EQ(printed_of(*node->find("c"))->decimals, 0);
  EXPECT_FALSE(printed_of(*node->find("d")));
}
