// kind = "association" from outside: genes with a number, with a capped number, and by group.
#include "support/study_run.hpp"

#include <cmath>

#include <fmt/format.h>

namespace {

using namespace venscope::test;

/// Eight patients with a sample and one without; UP rises with the IC50, DOWN falls, FLAT is
/// constant, the others go up and down.
class GeneAssociation : public testing::Test {
protected:
  GeneAssociation() : study_(head) {
    std::string cohort = "id,resistant,three,ic50,months,died\n", matrix = "gene";
    for (int i = 0; i < 9; ++i)
      cohort += fmt::format("P{},{},{},{},{},{}\n", i, i < 4 ? "no" : "yes", "abc"[i % 3],
                            i < 6 ? i + 1 : 10 + i, 20 - i, i % 2);
    for (int i = 0; i < 8; ++i) matrix += fmt::format("\tP{}", i);
    const auto add = [&](const std::string& gene, auto value) {
      matrix += "\n" + gene;
      for (int i = 0; i < 8; ++i) matrix += fmt::format("\t{:.4f}", value(i));
    };
    add("UP", [](int i) { return 1.0 + i; });
    add("DOWN", [](int i) { return 9.0 - i; });
    add("FLAT", [](int) { return 5.0; });
    for (int g = 0; g < 12; ++g)
      add(fmt::format("G{:02}", g), [&](int i) { return 5 + std::sin(1.3 * g + 2.9 * i); });
    study_.write("cohort.csv", cohort);
    study_.write("rna.tsv", matrix + "\n");
    study_.write("sets.gmt", "TWO\t\tUP\tDOWN\tG00\tX1\nNONE\t\tX2\tX3\n");
  }

  static constexpr const char* head =
      "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'cohort.csv'\npatient = 'id'\n"
      "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = 'months'\nunit = 'months'\n"
      "event = 'died'\n[[expression]]\nid = 'rna'\nfile = 'rna.tsv'\nscale = 'log2'\n"
      "[[gene_sets]]\nid = 'sets'\nfile = 'sets.gmt'\n";
  static std::string analysis(const std::string& rest) {
    return "[[analysis]]\nkind = 'association'\n" + rest;
  }
  static const nlohmann::json& gene(const nlohmann::json& found, const std::string& name) {
    static const nlohmann::json none;
    for (const auto& one : found["genes"])
      if (one["gene"] == name) return one;
    ADD_FAILURE() << "no gene " << name;
    return none;
  }
  StudyFolder study_;
};

TEST_F(GeneAssociation, WithANumber) {
  const auto results =
      study_.run(analysis("with = 'ic50'\ngene_sets = 'sets'\nq = 0.01\n"
                          "label = ['UP', 'FLAT', 'MCL1']\n"));
  const auto& found = analysis_of(results, "association");
  EXPECT_EQ(found["method"], "spearman");
  EXPECT_EQ(found["n"], 8);
  EXPECT_EQ(found["n_without_sample"], 1);
  EXPECT_EQ(found["n_genes"], 15);
  EXPECT_EQ(found["n_tested"], 14);
  EXPECT_EQ(gene(found, "UP")["estimate"], 1.0);
  EXPECT_EQ(gene(found, "DOWN")["estimate"], -1.0);
  // Two of the 8! orders are as far from independence; the second of 14 genes, tied with the first.
  EXPECT_NEAR(gene(found, "UP")["p"].get<double>(), 2.0 / 40320, 1e-12);
  EXPECT_NEAR(gene(found, "UP")["q"].get<double>(), 2.0 / 40320 * 14 / 2, 1e-12);
  EXPECT_TRUE(gene(found, "FLAT")["p"].is_null());
  EXPECT_EQ(found["n_associated"], 2);
  // Three genes of the set are tested, both associated ones are among them: C(3, 2) / C(14, 2).
  ASSERT_EQ(found["sets"].size(), 1u);
  EXPECT_EQ(found["sets"][0]["size"], 3);
  EXPECT_EQ(found["sets"][0]["associated"], 2);
  EXPECT_NEAR(found["sets"][0]["expected"].get<double>(), 3.0 * 2 / 14, 1e-12);
  EXPECT_NEAR(found["sets"][0]["p"].get<double>(), 3.0 / 91, 1e-12);
  EXPECT_TRUE(warns(found, "NONE"));
  const std::string page = study_.read("out/index.html");
  EXPECT_NE(page.find("Not measured: MCL1"), std::string::npos);
  EXPECT_NE(page.find("Not tested: FLAT"), std::string::npos);
}

TEST_F(GeneAssociation, WithACap) {
  const auto results = study_.run(analysis("with = 'ic50'\ncensored_above = 10\n"));
  const auto& found = analysis_of(results, "association");
  EXPECT_EQ(found["method"], "kendall");
  EXPECT_EQ(found["n_censored"], 2);
  // All 27 of the 28 pairs of which it is known which is the larger are concordant.
  EXPECT_EQ(gene(found, "UP")["estimate"], 1.0);
  EXPECT_EQ(gene(found, "DOWN")["estimate"], -1.0);
}

TEST_F(GeneAssociation, ByGroupInOneDirection) {
  const auto results = study_.run(
      analysis("with = 'resistant'\ndirection = 'higher'\nq = 0.5\ngene_sets = 'sets'\n"));
  const auto& found = analysis_of(results, "association");
  EXPECT_EQ(found["method"], "wilcoxon");
  EXPECT_EQ(found["group_sizes"], (nlohmann::json{4, 4}));
  EXPECT_EQ(gene(found, "UP")["probability"], 1.0);
  EXPECT_NEAR(gene(found, "UP")["p"].get<double>(), 2.0 / 70, 1e-12);
  EXPECT_NEAR(gene(found, "UP")["median_difference"].get<double>(), 4, 1e-12);
  EXPECT_EQ(gene(found, "DOWN")["probability"], 0.0);
  for (const auto& set : found["sets"])
    for (const auto& name : set["genes"]) EXPECT_NE(name, "DOWN");
}

TEST_F(GeneAssociation, WhatIsWrongIsSaid) {
  const auto says = [&](const std::string& rest, const std::string& words) {
    EXPECT_NE(study_.refused(analysis(rest)).find(words), std::string::npos) << rest;
  };
  says("", "with");
  says("with = 'ic5'\n", "ic5");
  says("with = 'three'\n", "3 levels");
  says("with = 'resistant'\ncensored_above = 10\n", "no numbers");
  says("with = 'ic50'\nexpression = 'dna'\n", "dna");
  says("with = 'ic50'\ngene_sets = 'no'\n", "no");
  says("with = 'ic50'\ncohort = 'other'\n", "other");
}

}  // namespace
