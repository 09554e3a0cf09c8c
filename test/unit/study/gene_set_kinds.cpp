// The kinds of analysis on gene sets, from outside: enrichment, gene_set_scores.
#include "support/study_run.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <vector>

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

TEST_F(GeneSetKinds, CheckpointGenesStandByNameAndTheCytolyticScoreByItsDefinition) {
  std::string matrix = study_.read("rna.tsv");
  for (const auto& [from, to] : {std::pair("G58", "GZMA"), std::pair("G59", "PRF1"),
                                 std::pair("G00", "CD274"), std::pair("G57", "CTLA4")})
    matrix.replace(matrix.find(from), 3, to);
  study_.write("rna.tsv", matrix);
  const std::string asked =
      "[[analysis]]\nkind = 'gene_set_scores'\nimmune = true\ngroup = 'resistant'\n";
  const auto logs = study_.run(asked);
  const auto& immune = analysis_of(logs, "gene_set_scores")["immune"];
  ASSERT_EQ(immune["genes"].size(), 4u);
  EXPECT_EQ(immune["genes"][0]["gene"], "CD274");
  EXPECT_EQ(immune["genes"][0]["pd1_axis"], true);
  EXPECT_EQ(immune["genes"][1]["pd1_axis"], false);
  EXPECT_LT(immune["genes"][0]["q"].get<double>(), 0.05) << "made to be higher in resistance";
  EXPECT_GE(immune["genes"][0]["q"].get<double>(), immune["genes"][0]["p"].get<double>());
  EXPECT_NE(immune["not_measured"].dump().find("PDCD1LG2"), std::string::npos);
  // The median of the patients without resistance, by hand from the file.
  const auto row = [&](const std::string& gene) {
    std::vector<double> values;
    const std::size_t at = matrix.find("\n" + gene + "\t") + gene.size() + 2;
    std::istringstream line(matrix.substr(at, matrix.find('\n', at) - at));
    for (double value; line >> value;) values.push_back(value);
    return values;
  };
  const std::vector<double> granzyme = row("GZMA"), perforin = row("PRF1");
  ASSERT_EQ(granzyme.size(), 38u);
  std::vector<double> means;
  for (std::size_t i = 1; i < granzyme.size(); i += 2)
    means.push_back((granzyme[i] + perforin[i]) / 2);
  std::sort(means.begin(), means.end());
  ASSERT_EQ(means.size(), 19u);
  EXPECT_EQ(immune["cytolytic"]["groups"][0]["group"], "no");
  EXPECT_NEAR(immune["cytolytic"]["groups"][0]["median"].get<double>(), means[9], 1e-12);
  EXPECT_NE(study_.read("out/index.html").find("Checkpoint genes and cytolytic score (surrogates)"),
            std::string::npos);

  const auto linear = study_.run(asked, "--set 'expression.rna.scale=\"linear\"'");
  const auto& score = analysis_of(linear, "gene_set_scores")["immune"]["cytolytic"];
  std::vector<double> roots;
  for (std::size_t i = 1; i < granzyme.size(); i += 2)
    roots.push_back(std::sqrt(granzyme[i] * perforin[i]));
  std::sort(roots.begin(), roots.end());
  EXPECT_NEAR(score["groups"][0]["median"].get<double>(), roots[9], 1e-12);
  EXPECT_EQ(score["definition"], "geometric mean of GZMA and PRF1");
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
