// kind = "screen", from outside.
#include "support/study_run.hpp"

#include <cmath>

#include <fmt/format.h>

namespace {

using namespace venscope::test;
using nlohmann::json;

constexpr const char* head =
    "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'cohort.csv'\npatient = 'id'\n"
    "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = 'months'\nunit = 'months'\n"
    "output_unit = 'months'\nevent = 'died'\n[[expression]]\nid = 'rna'\nfile = 'rna.tsv'\n"
    "scale = 'log2'\n";

/// Sixty patients, five without a sample, and forty genes: BAD goes with early death, FLAT is
/// constant, HOLE misses a value.
class ScreenKind : public testing::Test {
protected:
  ScreenKind() : study_(head) {
    std::string cohort = "id,months,died,age,centre\n", matrix = "gene";
    for (int i = 0; i < 60; ++i) {
      const double noise = std::sin(i * 78.233);
      cohort += fmt::format("P{},{:.3f},{},{},{}\n", i, 20 - 8 * up(i) + 3 * noise, i % 4 != 0,
                            40 + (i * 7) % 30, i % 2 == 0 ? "a" : "b");
      if (i < 55) matrix += fmt::format("\tP{}", i);
    }
    matrix += '\n';
    for (int g = 0; g < 40; ++g) {
      matrix += g == 3 ? "BAD" : g == 5 ? "FLAT" : g == 7 ? "HOLE" : fmt::format("G{}", g);
      for (int i = 0; i < 55; ++i)
        matrix += g == 3              ? fmt::format("\t{:.4f}", 6 + up(i))
                  : g == 5            ? "\t4"
                  : g == 7 && i == 11 ? "\tNA"
                                      : fmt::format("\t{:.4f}", 5 + std::sin(i * (g + 1.7) * 3.1));
      matrix += '\n';
    }
    study_.write("cohort.csv", cohort);
    study_.write("rna.tsv", matrix);
  }
  static double up(int i) { return std::sin(i * 12.9898); }

  StudyFolder study_;
};

TEST_F(ScreenKind, IsThatOfFit) {
  const json results = study_.run(
      "[[analysis]]\nkind = 'screen'\nid = 'genes'\nadjusters = ['age']\nstrata = ['centre']\n"
      "storey = true\nlabel = ['BAD', 'FLAT', 'MCL1']\n");
  const json& found = analysis_of(results, "os-genes");
  const auto ran = run_shell(
      "venscope fit screen 'Surv(months, died) ~ age + strata(centre)' cohort.csv --x rna.tsv --id "
      "id --q storey --format json",
      study_.path());
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const json expected = json::parse(ran.out, nullptr, false);
  for (const char* key : {"kind", "genes", "n", "events", "n_genes", "n_without_estimate", "pi0",
                          "ties", "n_without_sample", "n_samples_unused"})
    EXPECT_EQ(found[key], expected[key]) << key;
  EXPECT_EQ(found["n"], 55);
  EXPECT_EQ(found["n_without_sample"], 5);
  EXPECT_EQ(found["genes"][3]["gene"], "BAD");
  EXPECT_LT(found["genes"][3]["q"].get<double>(), 1e-4);
  EXPECT_GE(found["n_called"], 1);
  EXPECT_EQ(found["genes"][5]["reason"], "constant");
  EXPECT_EQ(found["genes"][7]["n"], 54);
  EXPECT_TRUE(warns(found, "1 of 40 genes without an estimate"));
  const std::string page = study_.read("out/index.html");
  EXPECT_NE(page.find("Not measured: MCL1."), std::string::npos);
  EXPECT_NE(page.find("Without an estimate: FLAT (constant)."), std::string::npos);
  EXPECT_NE(study_.read("out/figures/os-genes-volcano.svg").find(">BAD<"), std::string::npos);
  EXPECT_NE(study_.read("out/figures/os-genes-volcano.csv").find("\nBAD,"), std::string::npos);
  EXPECT_FALSE(study_.read("out/figures/os-genes-p.csv").empty());
  EXPECT_NE(study_.read("out/tables/os-genes-genes.csv").find("BAD"), std::string::npos);
}

TEST_F(ScreenKind, SaysWhatIsWrongWithItsEntries) {
  const std::string said = study_.refused(
      "[[analysis]]\nkind = 'screen'\nexpression = 'protein'\nties = 'exact'\nq = 2\n");
  EXPECT_NE(said.find("'protein'"), std::string::npos) << said;
  EXPECT_NE(said.find("breslow"), std::string::npos) << said;
  EXPECT_NE(said.find(".q"), std::string::npos) << said;
  EXPECT_NE(study_.refused("[[analysis]]\nkind = 'screen'\nadjusters = ['aeg']\n").find("aeg"),
            std::string::npos);
}

TEST_F(ScreenKind, WithoutEventsSaysSo) {
  std::string cohort = "id,months,died,age,centre\n";
  for (int i = 0; i < 30; ++i) cohort += fmt::format("P{},{},0,50,a\n", i, 5 + i);
  study_.write("cohort.csv", cohort);
  const ShellResult ran = study_.study("run", "[[analysis]]\nkind = 'screen'\n", "--out out");
  EXPECT_EQ((ran.out + ran.err).find("nan"), std::string::npos);
  EXPECT_NE((ran.out + ran.err).find("none of the 30 rows has an event"), std::string::npos)
      << ran.out << ran.err;
}

}  // namespace
