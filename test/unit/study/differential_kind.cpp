#include "support/study_run.hpp"
#include "venscope/report/number.hpp"

#include <cmath>

#include <gtest/gtest.h>

using venscope::test::StudyFolder;

namespace {

const char* const knockdown_head = R"([study]
id = "knockdown"
title = "Knock-down against control"

[cohort]
file = "samples.csv"
patient = "sample"
row = "culture"
rows = "cultures"

[[expression]]
id = "rna"
file = "counts.tsv"
sample = "sample"
scale = "counts"

)";

/// Three against three cultures, 60 genes: MCL1 is up fourfold in the knock-down, RARE hardly read.
void write_knockdown(const StudyFolder& folder) {
  folder.write("samples.csv",
               "sample,group,age\nc1,control,50\nc2,control,61\nc3,control,55\n"
               "k1,knockdown,52\nk2,knockdown,63\nk3,knockdown,58\nlost,control,70\n");
  std::string counts = "gene\tc1\tc2\tc3\tk1\tk2\tk3\n";
  for (int g = 1; g <= 60; ++g) {
    counts += g == 10 ? "MCL1" : g == 3 ? "RARE" : "G" + std::to_string(g);
    for (int j = 1; j <= 6; ++j) {
      double reads = (30 + g * g / 3.0) * (0.8 + 0.1 * j) * (1 + 0.1 * std::sin(g * 7 + j * j * 3));
      if (g == 10 && j > 3) reads *= 4;
      if (g == 3) reads = j == 2;
      counts += '\t' + std::to_string(static_cast<int>(reads));
    }
    counts += '\n';
  }
  folder.write("counts.tsv", counts);
}

const char* const contrast = R"([[analysis]]
kind = "differential_expression"
id = "contrast"
formula = "~ group"
label = ["MCL1", "BCL2", "RARE"]
)";

}  // namespace

TEST(DifferentialKind, FindsTheGeneByName) {
  const StudyFolder folder(knockdown_head);
  write_knockdown(folder);
  const auto results = folder.run(contrast);
  const auto& analysis = venscope::test::analysis_of(results, "contrast");
  EXPECT_EQ(analysis["n"], 6);
  EXPECT_EQ(analysis["n_without_sample"], 1);
  EXPECT_EQ(analysis["n_tested"], 59);
  EXPECT_EQ(analysis["counts"], "voom");
  EXPECT_EQ(analysis["tested"][0], "groupknockdown");
  EXPECT_EQ(analysis["compared"][0], "knockdown vs control");
  for (const auto& gene : analysis["genes"]) {
    EXPECT_EQ(gene["q"].get<double>() < 0.05, gene["gene"] == "MCL1") << gene["gene"];
    if (gene["gene"] == "MCL1") {
      EXPECT_NEAR(gene["log_fc"].get<double>(), 2.0, 0.3);
    }
  }
  const std::string page = folder.read("out/index.html");
  EXPECT_EQ(page.find("groupknockdown"), std::string::npos);
  EXPECT_NE(page.find("log₂ fold change, knockdown vs control"), std::string::npos);
  EXPECT_NE(page.find("tested was knockdown vs control"), std::string::npos);
  EXPECT_NE(page.find("6 of the 7 cultures have a sample"), std::string::npos);
  EXPECT_NE(page.find("Not measured: BCL2."), std::string::npos);
  EXPECT_NE(page.find("Too few reads to be tested: RARE."), std::string::npos);
  EXPECT_NE(folder.read("out/figures/contrast-volcano.svg").find(">MCL1<"), std::string::npos);
  EXPECT_NE(folder.read("out/figures/contrast-named.csv").find("knockdown"), std::string::npos);
  EXPECT_NE(folder.read("out/figures/contrast-trend.csv").find("G7"), std::string::npos);
  // Mean expression against the same fold change.
  EXPECT_NE(folder.read("out/figures/contrast-ma.svg").find(">MCL1<"), std::string::npos);
  for (const auto& gene : analysis["genes"])
    if (gene["gene"] == "MCL1") {
      EXPECT_NE(folder.read("out/figures/contrast-ma.csv")
                    .find("MCL1," + venscope::report::exact(gene["ave_expr"].get<double>()) + "," +
                          venscope::report::exact(gene["log_fc"].get<double>()) + ",higher,yes"),
                std::string::npos);
    }
}

TEST(DifferentialKind, SaysWhatIsWrongWithItsEntries) {
  const StudyFolder folder(knockdown_head);
  write_knockdown(folder);
  const std::string said = folder.refused(R"([[analysis]]
kind = "differential_expression"
id = "contrast"
expression = "protein"
formula = "~ grup"
coef = "a"
contrast = "b"
q = 2
)");
  EXPECT_NE(said.find("protein"), std::string::npos) << said;
  EXPECT_NE(said.find("coef"), std::string::npos) << said;
  EXPECT_NE(said.find("q"), std::string::npos) << said;
}
