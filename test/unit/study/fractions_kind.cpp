// kind = "fractions", from outside: mixtures made in known shares come back.
#include "support/study_run.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace {

using namespace venscope::test;

/// Twenty patients whose samples are mixtures of three cell types, without noise; blasts are more
/// in patients who resist. One more patient has no sample.
class FractionsKind : public testing::Test {
protected:
  static constexpr int patients = 20, genes = 30;

  static double signature(int gene, int type) {
    return std::round(20 + 100 * (1 + std::sin(2.7 * gene + 1.9 * type * (gene % 4 + 1))));
  }
  static bool resistant(int i) { return i % 2 == 1; }
  static double blasts(int i) { return (resistant(i) ? 0.6 : 0.3) + 0.01 * i; }
  static double monocytes(int i) { return 0.05 + 0.005 * (i % 5); }

  FractionsKind() : study_(head) {
    std::string cohort = "id,resistant\n", matrix = "gene",
                cells = "gene\tstem\tblast\tmono_cyte\n";
    for (int i = 0; i <= patients; ++i) {
      cohort += fmt::format("P{:02},{}\n", i, resistant(i) ? "yes" : "no");
      if (i < patients) matrix += fmt::format("\tP{:02}", i);
    }
    matrix += '\n';
    for (int g = 0; g < genes; ++g) {
      cells +=
          fmt::format("G{:02}\t{}\t{}\t{}\n", g, signature(g, 0), signature(g, 1), signature(g, 2));
      matrix += fmt::format("G{:02}", g);
      for (int i = 0; i < patients; ++i) {
        const double b = blasts(i), m = monocytes(i), depth = 1 + 0.1 * i;
        matrix += fmt::format("\t{:.10f}", depth * ((1 - b - m) * signature(g, 0) +
                                                    b * signature(g, 1) + m * signature(g, 2)));
      }
      matrix += '\n';
    }
    cells += "ELSEWHERE\t9\t8\t7\n";
    study_.write("cohort.csv", cohort);
    study_.write("rna.tsv", matrix);
    study_.write("cells.tsv", cells);
  }

  static constexpr const char* head =
      "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'cohort.csv'\npatient = 'id'\n"
      "[[expression]]\nid = 'rna'\nfile = 'rna.tsv'\nscale = 'linear'\n";
  StudyFolder study_;
};

TEST_F(FractionsKind, MixturesComeBackByGroup) {
  const auto results = study_.run(
      "[[analysis]]\nkind = 'fractions'\nsignature = 'cells.tsv'\ngroup = 'resistant'\n");
  const auto& analysis = analysis_of(results, "fractions");
  EXPECT_EQ(analysis["n"], patients);
  EXPECT_EQ(analysis["n_without_sample"], 1);
  EXPECT_EQ(analysis["shared_genes"], genes);
  EXPECT_EQ(analysis["absent_genes"], nlohmann::json::array({"ELSEWHERE"}));
  EXPECT_EQ(analysis["signature"]["file"], "cells.tsv");
  ASSERT_EQ(analysis["cell_types"].size(), 3u);
  const auto& blast = analysis["cell_types"][1];
  EXPECT_EQ(blast["cell_type"], "blast");
  for (const int group : {0, 1}) {
    double sum = 0;  // blasts rise by patient: the median of ten is the mean of the middle two
    for (const int place : {4, 5}) sum += blasts(2 * place + group);
    EXPECT_NEAR(blast["groups"][group]["median"].get<double>(), sum / 2, 1e-8);
    EXPECT_EQ(blast["groups"][group]["n"], 10);
  }
  EXPECT_LT(blast["p"].get<double>(), 1e-3);
  EXPECT_LT(blast["q"].get<double>(), 1e-2);
  EXPECT_NEAR(analysis["fit"]["correlation"]["groups"][0]["median"].get<double>(), 1, 1e-9);
  EXPECT_LT(analysis["fit"]["rmse"]["groups"][1]["median"].get<double>(), 1e-6);
  EXPECT_EQ(analysis["fit"]["n_p_above_0_05"], 0);
}

TEST_F(FractionsKind, TheBarsHoldEveryPatientAndNameNobody) {
  study_.run("[[analysis]]\nkind = 'fractions'\nsignature = 'cells.tsv'\ngroup = 'resistant'\n");
  const std::string bars = study_.read("out/figures/fractions.csv");
  EXPECT_EQ(std::count(bars.begin(), bars.end(), '\n'), 1 + 3 * patients);
  EXPECT_EQ(bars.find("P0"), std::string::npos);
  EXPECT_NE(bars.find("mono cyte"), std::string::npos);
  const std::string page = study_.read("out/index.html");
  EXPECT_NE(page.find("cells.tsv"), std::string::npos);
  EXPECT_NE(page.find("quality of the fit"), std::string::npos);
}

TEST_F(FractionsKind, WithoutGroupsNothingIsTested) {
  const auto results =
      study_.run("[[analysis]]\nkind = 'fractions'\nsignature = 'cells.tsv'\npermutations = 0\n");
  const auto& analysis = analysis_of(results, "fractions");
  EXPECT_EQ(analysis["groups"], nlohmann::json::array({"All patients"}));
  EXPECT_TRUE(analysis["cell_types"][0]["p"].is_null());
  EXPECT_TRUE(analysis["fit"]["n_p_above_0_05"].is_null());
}

TEST_F(FractionsKind, WhatIsWrongIsSaid) {
  const std::string begin = "[[analysis]]\nkind = 'fractions'\n";
  EXPECT_NE(study_.refused(begin).find("signature"), std::string::npos);
  EXPECT_NE(study_.refused(begin + "signature = 'none.tsv'\n").find("none.tsv"), std::string::npos);
  study_.write("words.tsv", "gene\tstem\nG00\tmany\n");
  EXPECT_NE(study_.refused(begin + "signature = 'words.tsv'\n").find("many"), std::string::npos);
  // Neither a logarithm nor a scale that nobody declared.
  const std::string all = head;
  const StudyFolder undeclared(all.substr(0, all.find("scale =")));
  for (const char* file : {"cohort.csv", "rna.tsv", "cells.tsv"})
    undeclared.write(file, study_.read(file));
  EXPECT_NE(undeclared.refused(begin + "signature = 'cells.tsv'\n")
                .find("the logarithm of a sum is not the sum of logarithms"),
            std::string::npos);
  study_.write("double.tsv", "gene\ta\tb\nG00\t1\t2\nG01\t2\t4\nG02\t3\t6\nG03\t1\t2\n");
  const ShellResult collinear =
      study_.study("run", begin + "signature = 'double.tsv'\n", "--out out");
  EXPECT_EQ(collinear.exit_code, 1);
  EXPECT_NE((collinear.out + collinear.err).find("mixture of others"), std::string::npos)
      << collinear.out << collinear.err;
}

}  // namespace
