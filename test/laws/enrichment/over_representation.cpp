#include "venscope/enrichment/over_representation.hpp"

#include "support/random_sets.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {

std::vector<std::string> gene_names(std::size_t from, std::size_t to) {
  std::vector<std::string> list;
  for (std::size_t i = from; i < to; ++i) list.push_back(fmt::format("g{}", i));
  return list;
}

}  // namespace

// The chosen genes and the set play the same part.
TEST(OverRepresentationLaw, SetAndSelectionMayChangePlaces) {
  for (std::uint64_t trial = 0; trial < 30; ++trial) {
    RandomStream stream(41, "swap", trial);
    const std::size_t n = 50 + stream.below(100), from = stream.below(20);
    const auto universe = gene_names(0, n), a = gene_names(0, 10 + stream.below(20)),
               b = gene_names(from, from + 5 + stream.below(20));
    const auto one = over_representation(universe, a, std::vector<GeneSet>{{"b", "", b}});
    const auto two = over_representation(universe, b, std::vector<GeneSet>{{"a", "", a}});
    ASSERT_TRUE(one && two);
    EXPECT_NEAR(one->sets[0].p, two->sets[0].p, 1e-12);
    EXPECT_EQ(one->sets[0].selected, two->sets[0].selected);
  }
}

TEST(OverRepresentationLaw, AWiderUniverseMakesTheSameOverlapRarer) {
  const auto chosen = gene_names(0, 20), set = gene_names(10, 30);
  double last = 1;
  for (const std::size_t n : {40u, 80u, 200u, 1000u}) {
    const auto result =
        over_representation(gene_names(0, n), chosen, std::vector<GeneSet>{{"set", "", set}});
    ASSERT_TRUE(result);
    EXPECT_LT(result->sets[0].p, last);
    last = result->sets[0].p;
  }
}

TEST(OverRepresentationLaw, NamesTwiceAndOutsideChangeNothing) {
  const auto universe = gene_names(0, 100);
  auto chosen = gene_names(0, 20);
  const std::vector<GeneSet> sets{{"set", "", gene_names(10, 30)}};
  const auto plain = over_representation(universe, chosen, sets);
  chosen.push_back("g3");
  chosen.push_back("elsewhere");
  const auto more = over_representation(universe, chosen, sets);
  ASSERT_TRUE(plain && more);
  EXPECT_EQ(plain->sets[0].p, more->sets[0].p);
  EXPECT_EQ(more->outside, std::vector<std::string>{"elsewhere"});
}

TEST(OverRepresentationLaw, WhatCannotBeAskedIsRefused) {
  const std::vector<GeneSet> sets{{"set", "", gene_names(0, 10)}};
  const auto code = [&](std::vector<std::string> universe, std::vector<std::string> chosen) {
    return over_representation(universe, chosen, sets).error()[0].code;
  };
  EXPECT_EQ(code({}, gene_names(0, 3)), "enrichment.no_universe");
  EXPECT_EQ(code(gene_names(0, 30), {}), "enrichment.no_selection");
  EXPECT_EQ(code(gene_names(0, 30), {"x"}), "enrichment.no_selection");
  EXPECT_EQ(code(gene_names(0, 30), gene_names(0, 30)), "enrichment.all_selected");
  EXPECT_EQ(code(gene_names(20, 50), gene_names(20, 25)), "enrichment.no_sets");
}
