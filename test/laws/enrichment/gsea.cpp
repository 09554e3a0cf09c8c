#include "venscope/enrichment/gsea.hpp"

#include "support/random_sets.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {

std::vector<GeneSet> some_sets(const Ranking& ranking) {
  RandomStream stream(31, "law sets");
  std::vector<GeneSet> sets;
  for (std::size_t s = 0; s < 60; ++s) {
    const std::size_t size = 10 + stream.below(60);
    // Every third set leans to the upper half.
    auto places = test::random_members(
        stream, s % 3 == 0 ? ranking.gene.size() / 3 : ranking.gene.size(), size);
    sets.push_back(test::set_at(ranking, fmt::format("set{:03}", s), places));
  }
  return sets;
}

void expect_same(const Gsea& a, const Gsea& b) {
  ASSERT_EQ(a.sets.size(), b.sets.size());
  for (std::size_t i = 0; i < a.sets.size(); ++i) {
    EXPECT_EQ(a.sets[i].score, b.sets[i].score);
    EXPECT_EQ(a.sets[i].p, b.sets[i].p);
    EXPECT_EQ(a.sets[i].q, b.sets[i].q);
    EXPECT_EQ(a.sets[i].normalised, b.sets[i].normalised);
  }
}

}  // namespace

TEST(GseaLaw, ThreadsDoNotMatter) {
  RandomStream stream(32, "law ranking");
  const Ranking ranking = test::random_ranking(stream, 900);
  const auto sets = some_sets(ranking);
  GseaOptions options;
  options.permutations = 2500;
  const auto one = gsea(ranking, sets, options);
  options.threads = 5;
  const auto five = gsea(ranking, sets, options);
  ASSERT_TRUE(one && five);
  expect_same(*one, *five);
}

TEST(GseaLaw, ASetDoesNotKnowItsNeighboursInThePermutations) {
  RandomStream stream(33, "law ranking");
  const Ranking ranking = test::random_ranking(stream, 400);
  const auto sets = some_sets(ranking);
  GseaOptions options;
  options.multilevel = false;
  const auto all = gsea(ranking, sets, options);
  ASSERT_TRUE(all);
  for (const GseaSet& set : all->sets) {
    const auto alone = gsea(ranking, std::span(sets).subspan(set.set, 1), options);
    ASSERT_TRUE(alone);
    EXPECT_EQ(alone->sets[0].p, set.p);
    EXPECT_EQ(alone->sets[0].normalised, set.normalised);
  }
}

TEST(GseaLaw, RandomSetsHaveUniformP) {
  RandomStream stream(34, "law uniform");
  const Ranking ranking = test::random_ranking(stream, 500);
  std::vector<GeneSet> sets;
  for (std::size_t s = 0; s < 2000; ++s)
    sets.push_back(
        test::set_at(ranking, fmt::format("set{}", s), test::random_members(stream, 500, 25)));
  const auto result = gsea(ranking, sets);
  ASSERT_TRUE(result);
  // Kolmogorov's distance of 2,000 values: beyond 0.05 with probability 2e-4 or so.
  double distance = 0;
  for (std::size_t i = 0; i < result->sets.size(); ++i)
    distance = std::max(distance, std::abs(*result->sets[i].p - static_cast<double>(i) / 2000));
  EXPECT_LT(distance, 0.05);
}

TEST(GseaLaw, QIsBenjaminiAndHochberg) {
  RandomStream stream(35, "law q");
  const Ranking ranking = test::random_ranking(stream, 900);
  const auto result = gsea(ranking, some_sets(ranking));
  ASSERT_TRUE(result);
  const std::size_t m = result->sets.size();
  double least = 1;
  for (std::size_t i = m; i-- > 0;) {
    least =
        std::min(least, *result->sets[i].p * static_cast<double>(m) / static_cast<double>(i + 1));
    EXPECT_NEAR(*result->sets[i].q, least, 1e-12);
  }
}

TEST(GseaLaw, AStatisticOnOneSideLeavesNoNegativeP) {
  RandomStream stream(36, "law side");
  Ranking ranking = test::random_ranking(stream, 300, 30);
  for (std::size_t i = 0; i < 300; ++i) ranking.value[i] = std::exp(-0.2 * static_cast<double>(i));
  std::vector<std::uint32_t> last;
  for (std::uint32_t i = 270; i < 300; ++i) last.push_back(i);
  const auto result = gsea(ranking, std::vector{test::set_at(ranking, "last", last)});
  ASSERT_TRUE(result);
  // Whatever is given is a number, never a NaN.
  EXPECT_TRUE(std::isfinite(result->sets[0].p.value_or(1)));
}
