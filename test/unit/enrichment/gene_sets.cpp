#include "venscope/enrichment/gene_sets.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

TEST(GeneSets, MembersByPlaceEachOnce) {
  const std::vector<std::string> genes{"A", "B", "C", "D"};
  const std::vector<GeneSet> sets{
      {"one", "", {"C", "A", "C", "X"}}, {"two", "", {"Y"}}, {"all", "", {"A", "B", "C", "D"}}};
  const auto indexed = index_sets(sets, genes, 1, 3);
  ASSERT_TRUE(indexed);
  ASSERT_EQ(indexed->sets.size(), 1u);
  EXPECT_EQ(indexed->sets[0].members, (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(indexed->sets[0].not_found, (std::vector<std::string>{"X"}));
  ASSERT_EQ(indexed->left_out.size(), 2u);
  EXPECT_EQ(indexed->left_out[0].found, 0u);
  EXPECT_TRUE(indexed->left_out[0].too_small);
  EXPECT_FALSE(indexed->left_out[1].too_small);
}

TEST(GeneSets, NoneLeft) {
  const std::vector<GeneSet> sets{{"one", "", {"a"}}};
  const auto indexed = index_sets(sets, std::vector<std::string>{"A"}, 1, 500);
  ASSERT_FALSE(indexed);
  EXPECT_EQ(indexed.error()[0].code, "enrichment.no_sets");
  EXPECT_NE(indexed.error()[0].remedy.find("alike"), std::string::npos);
}

TEST(GeneSets, BuiltIn) {
  std::vector<std::string> names;
  for (const GeneSet& set : built_in_sets()) names.push_back(set.name);
  EXPECT_NE(std::find(names.begin(), names.end(), "CYTOLYTIC_ACTIVITY"), names.end());
  EXPECT_NE(std::find(names.begin(), names.end(), "PD1_AXIS"), names.end());
}
