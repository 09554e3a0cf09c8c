// The kinds of analysis on gene sets, from outside: enrichment, gene_set_scores.
#include "support/study_run.hpp"

#include <cmath>

#include <fmt/format.h>

namespace {

using namespace venscope::test;

/// Forty patients and sixty genes; the first eight are higher in patients who resist, and with
/// `blasts`.
class GeneSetKinds : public testing::Test {
protected:
  GeneSetKinds() : study_(head) {
    std::string cohort = "id,resistant,blasts,months,died\n", matrix = "gene";
    for (int i = 0; i < 40; ++i) {
      cohort += fmt::format("P{:02},{},{},{},{}\n", i, i % 2 == 0 ? "yes" : "no", 20 + i,
                            60 - i - (i % 7), i % 3 == 0 ? 0 : 1);
      if (i < 38) matrix += fmt::format("\tP{:02}", i);  // two without a sample
    }
    matrix += '\n';
    for (int g = 0; g < 60; ++g) {
      matrix += fmt::format("G{:02}", g);
      for (int i = 0; i < 38; ++i)
        matrix +=
            fmt::format("\t{:.3f}", 5 + std::sin(1.7 * g + 2.3 * i * (g % 5 + 1)) +
                                        (g < 8 && i % 2 == 0 ? 1.5 : 0) + (g < 8 ? 0.04 * i : 0));
      matrix += '\n';
    }
    std::string sets = "UP\tthe first eight";
    for (int g = 0; g < 8; ++g) sets += fmt::format("\tG{:02}", g);
    sets += "\nOTHER\t";
    for (int g = 20; g < 40; g += 2) sets += fmt::format("\tG{:02}", g);
    sets += "\nABSENT\t\tX1\tX2\n";
    study_.write("cohort.csv", cohort);
    study_.write("rna.tsv", matrix);
    study_.write("sets.gmt", sets);
  }

  static constexpr const char* head =
      "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'cohort.csv'\npatient = 'id'\n"
      "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = 'months'\nunit = 'months'\n"
      "event = 'died'\n[[expression]]\nid = 'rna'\nfile = 'rna.tsv'\nscale = 'log2'\n"
      "[[gene_sets]]\nid = 'sets'\nfile = 'sets.gmt'\n";
  StudyFolder study_;
};

TEST_F(GeneSetKinds, ScoresByGroup) {
  const auto results = study_.run(
      "[[analysis]]\nkind = 'gene_set_scores'\ngene_sets = 'sets'\ngroup = 'resistant'\n"
      "strips = 'blasts'\nmethod = 'zscore'\n");
  const auto& analysis = analysis_of(results, "gene_set_scores");
  EXPECT_EQ(analysis["n"], 38);
  EXPECT_EQ(analysis["n_without_sample"], 2);
  EXPECT_EQ(analysis["surrogates"], false);
  ASSERT_EQ(analysis["sets"].size(), 2u);
  EXPECT_EQ(analysis["sets"][0]["set"], "UP");
  EXPECT_EQ(analysis["sets"][0]["size"], 8);
  EXPECT_LT(analysis["sets"][0]["p"].get<double>(), 1e-4);
  EXPECT_GT(analysis["sets"][0]["groups"][1]["median"].get<double>(),
            analysis["sets"][0]["groups"][0]["median"].get<double>());
  EXPECT_EQ(analysis["left_out"][0]["set"], "ABSENT");
  EXPECT_EQ(analysis["correlations"].size(), 1u);
  const std::string heat = study_.read("out/figures/gene_set_scores-heat.csv");
  EXPECT_EQ(heat.find("P00"), std::string::npos) << "patients are not named";
}

TEST_F(GeneSetKinds, ImmuneGenesAreSurrogates) {
  std::string matrix = study_.read("rna.tsv");
  for (const auto& [from, to] : {std::pair("G58", "GZMA"), std::pair("G59", "PRF1")})
    matrix.replace(matrix.find(from), 3, to);
  study_.write("rna.tsv", matrix);
  const auto results =
      study_.run("[[analysis]]\nkind = 'gene_set_scores'\nimmune = true\ngroup = 'resistant'\n");
  const auto& analysis = analysis_of(results, "gene_set_scores");
  EXPECT_EQ(analysis["surrogates"], true);
  EXPECT_EQ(analysis["sets"][0]["set"], "CYTOLYTIC_ACTIVITY");
  EXPECT_NE(study_.read("out/index.html").find("surrogate"), std::string::npos);
}

TEST_F(GeneSetKinds, EnrichmentByContrastCorrelationAndHazard) {
  const auto results = study_.run(
      "[[analysis]]\nid = 'contrast'\nkind = 'enrichment'\ngene_sets = 'sets'\nwith = 'resistant'\n"
      "least = 5\n[[analysis]]\nid = 'blasts'\nkind = 'enrichment'\ngene_sets = 'sets'\n"
      "with = 'blasts'\nleast = 5\n[[analysis]]\nid = 'hazard'\nkind = 'enrichment'\n"
      "gene_sets = 'sets'\nleast = 5\n");
  const auto& contrast = analysis_of(results, "contrast");
  EXPECT_EQ(contrast["n"], 60);
  EXPECT_EQ(contrast["patients"], 38);
  EXPECT_EQ(contrast["sets"][0]["set"], "UP");
  EXPECT_GT(contrast["sets"][0]["es"].get<double>(), 0.9);
  EXPECT_LT(contrast["sets"][0]["p"].get<double>(), 1e-4);
  EXPECT_EQ(contrast["left_out"][0]["set"], "ABSENT");
  const auto& blasts = analysis_of(results, "blasts");
  EXPECT_EQ(blasts["sets"][0]["set"], "UP");
  EXPECT_GT(blasts["sets"][0]["nes"].get<double>(), 1.0);
  const auto& hazard = analysis_of(results, "os-hazard");
  EXPECT_EQ(hazard["ranked_by"], "Cox z");
  EXPECT_EQ(hazard["sets"].size(), 2u);
}

TEST_F(GeneSetKinds, WhatIsWrongIsSaid) {
  EXPECT_NE(study_.refused("[[analysis]]\nkind = 'gene_set_scores'\n").find("no gene sets"),
            std::string::npos);
  EXPECT_NE(study_.refused("[[analysis]]\nkind = 'enrichment'\ngene_sets = 'set'\n").find("set"),
            std::string::npos);
  EXPECT_NE(
      study_.refused("[[analysis]]\nkind = 'enrichment'\ngene_sets = 'sets'\nwith = 'blast'\n")
          .find("blast"),
      std::string::npos);
  EXPECT_NE(study_
                .refused("[[analysis]]\nkind = 'gene_set_scores'\ngene_sets = 'sets'\nmethod = "
                         "'plage'\n")
                .find("ssgsea"),
            std::string::npos);
}

}  // namespace
