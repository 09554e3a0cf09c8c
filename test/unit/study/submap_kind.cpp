// kind = "submap", from outside: groups of the cohort against classes of another.
#include "support/study_run.hpp"

#include <cmath>

#include <fmt/format.h>

namespace {

using namespace venscope::test;

/// Two cohorts of 30 and 24 patients and 80 genes. In the first, G00 to G14 are higher in patients
/// of high risk; in the other, in those without a response.
class SubmapKind : public testing::Test {
protected:
  SubmapKind() : study_(head) {
    write("own", 30, "risk", "favourable", "high", 0);
    write("treated", 24, "outcome", "complete", "none", 5);
  }

  /// The last patient of each cohort has no sample, the one before no class.
  void write(const std::string& name, int n, const std::string& column, const std::string& first,
             const std::string& second, double shift) {
    std::string table = "id," + column + ",age\n", matrix = "gene";
    for (int i = 0; i < n; ++i) {
      const std::string word = i == n - 2 ? "" : i % 2 == 0 ? first : second;
      table += fmt::format("P{:02},{},{}\n", i, word, 40 + i);
      if (i < n - 1) matrix += fmt::format("\tP{:02}", i);
    }
    matrix += '\n';
    for (int g = 0; g < 80; ++g) {
      matrix += fmt::format("G{:02}", g);
      for (int i = 0; i < n - 1; ++i)
        matrix += fmt::format("\t{:.3f}", 6 + std::sin(1.3 * g + 2.1 * i * (g % 7 + 1) + shift) +
                                              (g < 15 && i % 2 == 1 ? 1.5 : 0));
      matrix += '\n';
    }
    study_.write(name + ".csv", table);
    study_.write(name + ".tsv", matrix);
  }

  static constexpr const char* head =
      "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'own.csv'\npatient = 'id'\n"
      "[[validation_cohort]]\nid = 'treated'\nlabel = 'Treated cohort'\nfile = 'treated.csv'\n"
      "[[expression]]\nid = 'rna'\nfile = 'own.tsv'\nscale = 'log2'\n"
      "[[expression]]\nid = 'rna'\ncohort = 'treated'\nfile = 'treated.tsv'\nscale = 'log2'\n";
  static constexpr const char* asked =
      "[[analysis]]\nkind = 'submap'\ngroup = 'risk'\ncohort = 'treated'\n"
      "cohort_group = 'outcome'\nmarkers = 15\npermutations = 200\nseed = 7\n";
  StudyFolder study_;
};

TEST_F(SubmapKind, FindsLikeClassesAndSaysItIsASurrogate) {
  const auto results = study_.run(asked);
  const auto& analysis = analysis_of(results, "submap");
  EXPECT_EQ(analysis["surrogate"], true);
  EXPECT_EQ(analysis["shared_genes"], 80);
  EXPECT_EQ(analysis["n"], nlohmann::json::array({14, 14}));
  EXPECT_EQ(analysis["other_n"], nlohmann::json::array({11, 11}));
  EXPECT_EQ(analysis["n_without_sample"], 1);
  EXPECT_EQ(analysis["n_without_class"], 1);
  EXPECT_EQ(analysis["other_n_without_class"], 1);
  ASSERT_EQ(analysis["pairs"].size(), 4u);
  const auto& like = analysis["pairs"][3];
  EXPECT_EQ(like["class"], "high");
  EXPECT_EQ(like["other_class"], "none");
  EXPECT_LT(like["bonferroni"].get<double>(), 0.01);
  EXPECT_GT(analysis["pairs"][1]["p"].get<double>(), 0.05) << "low risk and no response";
  const std::string page = study_.read("out/index.html");
  EXPECT_NE(page.find("surrogate"), std::string::npos);
  EXPECT_NE(page.find("Treated cohort"), std::string::npos);
  EXPECT_NE(study_.read("out/figures/submap.csv").find("none (n = 11)"), std::string::npos);
}

TEST_F(SubmapKind, IsTheSameAsOnTheCommandLine) {
  const auto results = study_.run(asked);
  const ShellResult fitted = run_shell(
      "venscope fit submap --x own.tsv --data own.csv --id id --class risk --x-other treated.tsv "
      "--data-other treated.csv --id-other id --class-other outcome --markers 15 "
      "--permutations 200 --seed 7 --format json",
      study_.path());
  ASSERT_EQ(fitted.exit_code, 0) << fitted.err;
  EXPECT_EQ(nlohmann::json::parse(fitted.out, nullptr, false)["pairs"],
            analysis_of(results, "submap")["pairs"]);
}

TEST_F(SubmapKind, WhatIsWrongIsSaid) {
  const std::string begin = "[[analysis]]\nkind = 'submap'\n";
  EXPECT_NE(study_.refused(begin + "cohort = 'treated'\ncohort_group = 'outcome'\n")
                .find("no group is named"),
            std::string::npos);
  EXPECT_NE(study_.refused(begin + "group = 'risk'\ncohort = 'other'\ncohort_group = 'outcome'\n")
                .find("there is no [[validation_cohort]] 'other'"),
            std::string::npos);
  EXPECT_NE(study_.refused(begin + "group = 'risk'\ncohort = 'treated'\ncohort_group = 'outcom'\n")
                .find("there is no column 'outcom' in treated.csv"),
            std::string::npos);
  EXPECT_NE(study_.refused(begin + "group = 'age'\ncohort = 'treated'\ncohort_group = 'age'\n")
                .find("column 'age' of treated.csv holds no categories"),
            std::string::npos);
  const ShellResult few = study_.study(
      "run", begin + "group = 'risk'\ncohort = 'treated'\ncohort_group = 'outcome'\n", "--out out");
  EXPECT_EQ(few.exit_code, 1) << "100 markers of 80 genes";
  EXPECT_NE((few.out + few.err).find("the cohorts share 80 genes"), std::string::npos)
      << few.out << few.err;
}

}  // namespace
