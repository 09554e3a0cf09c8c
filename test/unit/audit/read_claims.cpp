#include "venscope/audit/claims.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::audit;

TEST(ReadClaims, EverythingWrongAtOnceInTheOrderOfTheFile) {
  const auto claims = read_claims(
      "title = \"t\"\n"
      "[[claim]]\n"
      "id = \"a\"\n"
      "kind = \"counts\"\n"
      "counts = [[1, 2], [3]]\n"
      "p = \"1.3\"\n"
      "[[claim]]\n"
      "id = \"a\"\n"
      "kind = \"same\"\n"
      "values = [\"1\", \"x\"]\n"
      "value = 3\n",
      "c.toml");
  ASSERT_FALSE(claims);
  std::vector<std::string> found;
  for (const Problem& problem : claims.error())
    found.push_back(std::to_string(problem.place.line) + " " + problem.code);
  EXPECT_EQ(found, (std::vector<std::string>{"5 audit.count", "6 audit.range", "8 audit.twice",
                                             "10 audit.number", "10 audit.length",
                                             "11 audit.unknown_key"}));
}

TEST(ReadClaims, NeedsAtLeastOne) {
  EXPECT_FALSE(read_claims("title = \"t\"\n", "c.toml"));
  EXPECT_FALSE(read_claims("", "c.toml"));
  EXPECT_FALSE(read_claims("[[claim]]\n", "c.toml"));
  EXPECT_FALSE(read_claims("claim = 3\n", "c.toml"));
}

TEST(ReadClaims, AnEmptyListIsNoList) {
  for (const char* entry :
       {"n = []\npercent = [\"5\"]", "n = 5\npercent = []", "n = 5\npercent = [\"5\"]\nx = []"})
    EXPECT_FALSE(read_claims(
        fmt::format("title = \"t\"\n[[claim]]\nid = \"a\"\nkind = \"percentages\"\n{}\n", entry),
        "c.toml"))
        << entry;
}

TEST(ReadClaims, KeepsTheDigitsOfTheText) {
  const auto claims = read_claims(
      "title = \"t\"\n[[claim]]\nid = \"a\"\nkind = \"hazard_ratio\"\nratio = \"1.90\"\n",
      "c.toml");
  ASSERT_TRUE(claims) << to_text(claims.error());
  EXPECT_EQ(std::get<HazardRatioClaim>(claims->claims[0].details).ratio.decimals, 2);
}
