// phyper, p.adjust, fisher.test. p and q 1e-10: sums of positive terms on both sides; the odds
// ratio and its limits 5e-4 for each odds of 1: R's uniroot stops at a fixed width of the odds or,
// above 1, of their inverse.
#include "venscope/enrichment/over_representation.hpp"

#include "support/from_r.hpp"

#include <fmt/format.h>

using namespace venscope;
using namespace venscope::enrichment;

TEST(OverRepresentationReference, PhyperAndFisher) {
  const nlohmann::json r = test::from_r("enrichment", "over_representation");
  const std::size_t universe = r["universe"], chosen = r["chosen"];
  std::vector<std::string> genes;
  for (std::size_t i = 0; i < universe; ++i) genes.push_back(fmt::format("g{}", i));
  const std::vector<std::string> selected(genes.begin(),
                                          genes.begin() + static_cast<std::ptrdiff_t>(chosen));
  std::vector<GeneSet> sets;
  for (std::size_t s = 0; s < r["size"].size(); ++s) {
    const std::size_t size = r["size"][s], hits = r["hits"][s];
    GeneSet set{fmt::format("{}", s), "", {}};
    for (std::size_t i = 0; i < hits; ++i) set.genes.push_back(genes[i]);
    for (std::size_t i = hits; i < size; ++i) set.genes.push_back(genes[chosen + i]);
    sets.push_back(set);
  }
  const auto result = over_representation(genes, selected, sets, {.threads = 2});
  ASSERT_TRUE(result);
  ASSERT_EQ(result->sets.size(), sets.size());
  for (const OverRepresentedSet& one : result->sets) {
    const std::size_t s = one.set;
    EXPECT_TRUE(test::agrees(one.p, test::number(r["p"][s]), 1e-10)) << s;
    EXPECT_TRUE(test::agrees(one.q, test::number(r["q"][s]), 1e-10)) << s;
    const auto near = [&](const std::optional<double>& got, const nlohmann::json& r_value) {
      const double want = test::number(r_value);
      if (!std::isfinite(want)) return !got;
      return got && test::agrees(*got, want, 5e-4 * std::max(1.0, want), 5e-4);
    };
    EXPECT_TRUE(near(one.odds_ratio, r["odds"][s])) << s;
    EXPECT_TRUE(near(one.conf_low, r["low"][s])) << s;
    EXPECT_TRUE(near(one.conf_high, r["high"][s])) << s;
  }
}
