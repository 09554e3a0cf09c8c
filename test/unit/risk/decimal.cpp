#include "venscope/risk/decimal.hpp"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

using venscope::risk::Decimal;

TEST(Decimal, ReadsWhatAPaperPrints) {
  EXPECT_EQ(Decimal::parse("0.90")->millionths(), 900'000);
  EXPECT_EQ(Decimal::parse("-0.98")->millionths(), -980'000);
  EXPECT_EQ(Decimal::parse("+2.5")->millionths(), 2'500'000);
  EXPECT_EQ(Decimal::parse("14")->millionths(), 14'000'000);
  EXPECT_EQ(Decimal::parse("0.000001")->millionths(), 1);
}

TEST(Decimal, RefusesWhatIsNone) {
  for (const char* text :
       {"", "-", ".5", "5.", "1e3", "0,9", " 1", "0.1234567", "1234567890", "1.2.3", "--1", "nan"})
    EXPECT_FALSE(Decimal::parse(text)) << text;
}

TEST(Decimal, IsWrittenWithoutNeedlessZeros) {
  EXPECT_EQ(Decimal::parse("0.90")->text(), "0.9");
  EXPECT_EQ(Decimal::parse("-3.000")->text(), "-3");
  EXPECT_EQ(Decimal().text(), "0");
  EXPECT_EQ(Decimal::parse("-0.05")->text(), "-0.05");
}

TEST(Decimal, SumsAreExactInEveryOrder) {
  std::array<Decimal, 4> parts{*Decimal::parse("-0.87"), *Decimal::parse("0.45"),
                               *Decimal::parse("0.57"), *Decimal::parse("0.60")};
  std::sort(parts.begin(), parts.end());
  int orders = 0;
  do {
    Decimal sum;
    for (const Decimal part : parts) sum += part;
    EXPECT_EQ(sum, *Decimal::parse("0.75"));
    EXPECT_EQ(sum.value(), 0.75);
    ++orders;
  } while (std::next_permutation(parts.begin(), parts.end()));
  EXPECT_EQ(orders, 24);
}
