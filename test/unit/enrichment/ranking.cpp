#include "venscope/enrichment/ranking.hpp"

#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {
constexpr double no_rank = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

Result<Ranking> ranked(std::vector<std::string> genes, std::vector<double> values) {
  return make_ranking(genes, values);
}
}  // namespace

TEST(Ranking, TiesByNameWhateverTheOrderOfTheFile) {
  const auto a = ranked({"B", "A", "C", "D"}, {1, 1, 2, -1});
  const auto b = ranked({"A", "D", "B", "C"}, {1, -1, 1, 2});
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->gene, (std::vector<std::string>{"C", "A", "B", "D"}));
  EXPECT_EQ(a->gene, b->gene);
  EXPECT_EQ(a->tied, 2u);
}

TEST(Ranking, MissingAndDuplicates) {
  const auto ranking = ranked({"A", "A", "B", "C", "A"}, {1, -3, 2, no_rank, 3});
  ASSERT_TRUE(ranking);
  EXPECT_EQ(ranking->gene, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(ranking->value, (std::vector<double>{3, 2}));  // of -3 and 3 the positive one
  EXPECT_EQ(ranking->missing, 1u);
  EXPECT_EQ(ranking->duplicates, 2u);
}

TEST(Ranking, Refused) {
  EXPECT_EQ(ranked({"A", "B"}, {1, 1}).error()[0].code, "enrichment.tied_ranks");
  EXPECT_EQ(ranked({"A", "B"}, {1, no_rank}).error()[0].code, "enrichment.few_ranks");
  EXPECT_EQ(ranked({"A", "B"}, {1, infinite}).error()[0].code, "enrichment.infinite_rank");
  EXPECT_EQ(ranked({"A", ""}, {1, 2}).error()[0].code, "enrichment.unnamed_gene");
  EXPECT_EQ(ranked({}, {}).error()[0].code, "enrichment.few_ranks");
}
