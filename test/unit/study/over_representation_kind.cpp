// kind = "over_representation", from outside: genes called by a contrast, and a list.
#include "support/study_run.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace {

using namespace venscope::test;

/// Thirty patients and a hundred genes; G00 to G09 are higher in patients who resist, G10 to G15
/// lower.
class OverRepresentationKind : public testing::Test {
protected:
  OverRepresentationKind() : study_(head) {
    std::string cohort = "id,resistant\n", matrix = "gene";
    for (int i = 0; i < 30; ++i) {
      cohort += fmt::format("P{:02},{}\n", i, i % 2 == 1 ? "yes" : "no");
      matrix += fmt::format("\tP{:02}", i);
    }
    matrix += '\n';
    for (int g = 0; g < 100; ++g) {
      const double effect = g < 10 ? 4 : g < 16 ? -4 : 0;
      matrix += fmt::format("G{:02}", g);
      for (int i = 0; i < 30; ++i)
        matrix += fmt::format("\t{:.3f}", 8 + std::sin(1.7 * g + 2.3 * (i / 2) * (g % 5 + 1)) +
                                              (i % 2 == 1 ? effect : 0));
      matrix += '\n';
    }
    std::string sets = "UP\t";
    for (int g = 0; g < 8; ++g) sets += fmt::format("\tG{:02}", g);
    sets += "\nOTHER\t";
    for (int g = 40; g < 60; ++g) sets += fmt::format("\tG{:02}", g);
    sets += '\n';
    study_.write("cohort.csv", cohort);
    study_.write("rna.tsv", matrix);
    study_.write("sets.gmt", sets);
  }

  static constexpr const char* head =
      "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'cohort.csv'\npatient = 'id'\n"
      "[[expression]]\nid = 'rna'\nfile = 'rna.tsv'\nscale = 'log2'\n"
      "[[gene_sets]]\nid = 'sets'\nfile = 'sets.gmt'\n"
      "[[gene_sets]]\nid = 'list'\ngenes = ['G00', 'G01', 'G02', 'G50', 'ELSEWHERE']\n"
      "[[analysis]]\nid = 'contrast'\nkind = 'differential_expression'\nformula = '~ resistant'\n";
  StudyFolder study_;
};

/// P(X >= k): n of N chosen, K of a set.
double tail(int k, int set, int chosen, int all) {
  const auto ways = [](int n, int r) {
    return std::exp(std::lgamma(n + 1) - std::lgamma(r + 1) - std::lgamma(n - r + 1));
  };
  double p = 0;
  for (int x = k; x <= std::min(set, chosen); ++x)
    p += ways(set, x) * ways(all - set, chosen - x) / ways(all, chosen);
  return p;
}

TEST_F(OverRepresentationKind, GenesOfAContrastByDirection) {
  const auto results = study_.run(
      "[[analysis]]\nkind = 'over_representation'\ngene_sets = 'sets'\nanalysis = 'contrast'\n"
      "universe = 'measured'\n");
  const auto& analysis = analysis_of(results, "over_representation");
  EXPECT_EQ(analysis["universe_genes"], 100);
  ASSERT_EQ(analysis["lists"].size(), 2u);
  const auto& higher = analysis["lists"][0];
  EXPECT_EQ(higher["genes"], 10);
  EXPECT_EQ(higher["sets"][0]["set"], "UP");
  EXPECT_EQ(higher["sets"][0]["selected"], 8);
  EXPECT_NEAR(higher["sets"][0]["p"].get<double>(), tail(8, 8, 10, 100), 1e-15);
  EXPECT_EQ(analysis["lists"][1]["genes"], 6);
  EXPECT_EQ(analysis["lists"][1]["sets"][0]["selected"], 0);
}

TEST_F(OverRepresentationKind, AListAgainstAllGenesMeasured) {
  const auto results = study_.run(
      "[[analysis]]\nkind = 'over_representation'\ngene_sets = 'sets'\ngenes = 'list'\n"
      "universe = 'measured'\n");
  const auto& analysis = analysis_of(results, "over_representation");
  const auto& list = analysis["lists"][0];
  EXPECT_EQ(list["selected"], 4);
  EXPECT_EQ(list["outside"], nlohmann::json::array({"ELSEWHERE"}));
  EXPECT_NEAR(list["sets"][0]["p"].get<double>(), tail(3, 8, 4, 100), 1e-12);
  EXPECT_TRUE(warns(analysis, "not of the universe"));
}

TEST_F(OverRepresentationKind, WhatIsWrongIsSaid) {
  const std::string begin = "[[analysis]]\nkind = 'over_representation'\ngene_sets = 'sets'\n";
  EXPECT_NE(study_.refused(begin + "analysis = 'contrast'\n").find("universe"), std::string::npos);
  EXPECT_NE(study_.refused(begin + "universe = 'measured'\n").find("no genes are named"),
            std::string::npos);
  EXPECT_NE(study_.refused(begin + "analysis = 'contrest'\nuniverse = 'tested'\n")
                .find("write 'contrast'"),
            std::string::npos);
  EXPECT_NE(
      study_.refused(begin + "genes = 'list'\nuniverse = 'tested'\n").find("says nothing of what"),
      std::string::npos);
}

}  // namespace
