// venscope study, from outside: what it refuses, what it leaves behind, the same bytes.
#include "support/shell.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

namespace fs = std::filesystem;
using test::read_file;
using test::run_shell;
using test::write_file;

const std::string small_protocol =
    "[study]\nid = 'small'\ntitle = 'A small study'\ngroup = 'arm'\ncovariates = ['age']\n"
    "[cohort]\nfile = 'cohort.csv'\npatient = 'id'\n"
    "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = 'days'\nevent = 'died'\n"
    "unit = 'days'\n"
    "[[analysis]]\nkind = 'km'\n[[analysis]]\nkind = 'cox'\n";

/// Forty patients, deterministic, with ties.
std::string small_cohort() {
  std::string text = "id,days,died,arm,age\n";
  for (int i = 0; i < 40; ++i)
    text += fmt::format("P{},{},{},{},{}\n", i, 30 + (i * 37) % 400 / 10 * 10, i % 3 != 0,
                        i % 2 ? "B" : "A", 40 + (i * 7) % 30);
  return text;
}

class StudyCommand : public testing::Test {
protected:
  StudyCommand() {
    write_file(path("protocol.toml"), small_protocol);
    write_file(path("cohort.csv"), small_cohort());
  }
  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }
  test::ShellResult run(const std::string& script) const {
    return run_shell(script, folder_.path());
  }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      found.push_back(entry.path().filename().string());
    std::sort(found.begin(), found.end());
    return found;
  }
  const std::vector<std::string> untouched{"cohort.csv", "protocol.toml"};

private:
  test::TemporaryFolder folder_;
};

TEST_F(StudyCommand, WritesAReportAndSaysWhere) {
  const auto result = run("venscope study run protocol.toml --out out");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.out.find("40 of 40 patients included"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("Report: out/index.html"), std::string::npos) << result.out;
  for (const char* file : {"index.html", "results.json", "manifest.sha256", "tables/os-km.csv",
                           "tables/os-km.tex", "tables/os-km.html", "figures/os-km.svg",
                           "figures/os-km.pdf", "figures/os-km.png", "figures/os-km.csv"})
    EXPECT_GT(fs::file_size(path("out/") + file), 0u) << file;
  EXPECT_EQ(run("cd out && sha256sum --strict --quiet -c manifest.sha256").exit_code, 0);
  const auto results = nlohmann::json::parse(read_file(path("out/results.json")), nullptr, false);
  const std::string digest = run("sha256sum < cohort.csv").out.substr(0, 64);
  EXPECT_EQ(results["cohort"]["sha256"], digest);
  EXPECT_EQ(results["analyses"][0]["figure"], "figures/os-km.svg");
  EXPECT_EQ(results["analyses"][0]["table"], "tables/os-km.csv");
}

TEST_F(StudyCommand, AnAnalysisMayBeOfSomePatientsOnly) {
  write_file(path("protocol.toml"), small_protocol +
                                        "[[analysis]]\nkind = 'km'\nid = 'b'\nby = ''\n"
                                        "where = 'arm == B'\npopulation = 'Patients of arm B'\n");
  const auto result = run("venscope study run protocol.toml --out out");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto json = nlohmann::json::parse(read_file(path("out/results.json")), nullptr, false);
  const auto& analysis = json["analyses"].back();
  EXPECT_EQ(analysis["id"], "os-b");
  EXPECT_EQ(analysis["title"], "Overall survival, patients of arm B");
  EXPECT_EQ(analysis["where"]["n"], 20);
  EXPECT_EQ(analysis["n"], 20);
  EXPECT_EQ(json["analyses"][0]["id"], "os-km");
  EXPECT_EQ(analysis["strata"][0]["median"], json["analyses"][0]["strata"][1]["median"]);
  write_file(path("protocol.toml"), small_protocol +
                                        "[[analysis]]\nkind = 'km'\nid = 'b'\n"
                                        "where = 'arms == B'\n");
  const auto wrong = run("venscope study run protocol.toml --out wrong");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_NE(wrong.err.find("arms"), std::string::npos) << wrong.err;
}

TEST_F(StudyCommand, EveryKindOfAnalysisIsDoneAndEqualsFit) {
  write_file(path("protocol.toml"),
             "[study]\nid = 'kinds'\ntitle = 'Kinds'\n[cohort]\nfile = 'cohort.csv'\n"
             "[[analysis]]\nkind = 'baseline'\nvariables = ['age']\nby = 'arm'\n"
             "[[analysis]]\nkind = 'km'\nformula = 'Surv(days, died) ~ arm + strata(age > 50)'\n"
             "[[analysis]]\nkind = 'logrank'\nformula = 'Surv(days, died) ~ arm'\n"
             "[[analysis]]\nkind = 'cox'\nformula = 'Surv(days, died) ~ arm + age'\n"
             "[[analysis]]\nkind = 'table'\noutcome = 'died'\nby = 'arm'\n"
             "[[analysis]]\nkind = 'concordance'\nformula = 'Surv(days, died) ~ age'\n");
  const auto result = run("venscope study run protocol.toml --out out");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto results = nlohmann::json::parse(read_file(path("out/results.json")), nullptr, false);
  std::vector<std::string> kinds;
  for (const auto& analysis : results["analyses"]) {
    kinds.push_back(analysis["kind"]);
    if (kinds.back() == "baseline") continue;
    const auto fit = nlohmann::json::parse(
        run("venscope fit " + kinds.back() + " '" + analysis["formula"].get<std::string>() +
            "' cohort.csv --format json")
            .out,
        nullptr, false);
    for (const char* key : {"n", "strata", "chisq", "terms", "counts", "pearson", "harrell"})
      EXPECT_EQ(analysis.value(key, nlohmann::json()), fit.value(key, nlohmann::json()))
          << kinds.back() << ", " << key;
  }
  EXPECT_EQ(kinds,
            (std::vector<std::string>{"baseline", "km", "logrank", "cox", "table", "concordance"}));
}

TEST_F(StudyCommand, SaysWhereTheAdjustedModelHasFewerPatients) {
  write_file(path("cohort.csv"), small_cohort() + "P40,500,1,A,\nP41,510,0,B,\n");
  write_file(path("protocol.toml"),
             "[study]\nid = 'lost'\ntitle = 'Lost'\n[cohort]\nfile = 'cohort.csv'\n"
             "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = 'days'\nevent = 'died'\n"
             "unit = 'days'\n[[analysis]]\nkind = 'cox'\nvariables = ['arm', 'age']\n");
  ASSERT_EQ(run("venscope study run protocol.toml --out out").exit_code, 0);
  EXPECT_NE(read_file(path("out/index.html")).find("the multivariable model was fitted to the 40 "),
            std::string::npos);
}

TEST_F(StudyCommand, WithoutOutTheReportIsCalledAfterTheStudy) {
  EXPECT_EQ(run("venscope study run protocol.toml").exit_code, 0);
  EXPECT_TRUE(fs::exists(path("report/small/index.html")));
}

TEST_F(StudyCommand, SameBytesForAnyNumberOfThreadsAndAnyFolder) {
  for (const char* threads : {"1", "2", "8"})
    ASSERT_EQ(run(fmt::format("venscope study run protocol.toml --out t{0} --threads {0}", threads))
                  .exit_code,
              0);
  EXPECT_EQ(run("diff -r t1 t2 && diff -r t1 t8").exit_code, 0);
  fs::create_directory(path("elsewhere"));
  EXPECT_EQ(run("cp protocol.toml cohort.csv elsewhere && cd elsewhere && venscope study run "
                "$PWD/protocol.toml --out again && diff -r again ../t1")
                .exit_code,
            0);
}

TEST_F(StudyCommand, SetSeedDateAndCohortChangeTheStudyAndAreSaid) {
  write_file(path("other.csv"), small_cohort() + "P40,500,0,A,60\n");
  const auto result =
      run("venscope study run protocol.toml --out out --set 'study.title=\"Another title\"' --set "
          "report.conf_level=0.9 --seed 7 --date 2026-11-21 --cohort other.csv");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto results = nlohmann::json::parse(read_file(path("out/results.json")), nullptr, false);
  EXPECT_EQ(results["protocol"]["title"], "Another title");
  EXPECT_EQ(results["protocol"]["seed"], 7);
  EXPECT_EQ(results["protocol"]["date"], "2026-11-21");
  EXPECT_EQ(results["protocol"]["overrides"].size(), 2u);
  EXPECT_EQ(results["cohort"]["file"], "other.csv");
  EXPECT_EQ(results["cohort"]["rows"], 41);
  EXPECT_NE(read_file(path("out/tables/os-km.csv")).find("90% CI"), std::string::npos);
  EXPECT_EQ(run("venscope study run protocol.toml --out out --set study.titel=1").exit_code, 2);
}

TEST_F(StudyCommand, CheckSaysEverythingThatIsWrongWithProtocolAndCohort) {
  write_file(
      path("protocol.toml"),
      "[study]\nid = 'small'\ntitle = 'T'\ngruop = 'arm'\n[cohort]\nfile = 'cohort.csv'\n"
      "patient = 'id'\n[dictionary]\nage = { range = [18, 100] }\ndied = { type = 'event' }\n"
      "[[endpoint]]\nid = 'OS'\ntime = 'days'\nevent = 'died'\nunit = 'day'\n");
  write_file(path("cohort.csv"),
             "id,days,died,arm,age\nP1,10,1,A,50\nP1,20,0,B,17\nP3,30,2,A,60\n");
  const auto result = run("venscope study check protocol.toml");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  for (const char* said :
       {"protocol.toml:4: study.gruop", "write 'group'", "protocol.toml:15: endpoint.OS.unit",
        "cohort.csv:3: age: ", "cohort.csv:3: id: ", "cohort.csv:4: died: "})
    EXPECT_NE(result.err.find(said), std::string::npos) << said << "\nis not in\n" << result.err;
  EXPECT_EQ(names(), untouched) << "check writes nothing";
}

TEST_F(StudyCommand, CheckFindsColumnsThatTheCohortDoesNotHave) {
  const auto result =
      run("venscope study check protocol.toml --set 'study.covariates=[\"agee\"]' --set "
          "'endpoint.OS.event=\"dead\"' --set 'analysis.1.by=\"arms\"'");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("no column 'arms' in cohort.csv"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("dead"), std::string::npos) << result.err;
  const auto term = run("venscope study check protocol.toml --set 'study.covariates=[\"agee\"]'");
  EXPECT_EQ(term.exit_code, 2);
  EXPECT_NE(term.err.find("age"), std::string::npos) << term.err;
}

TEST_F(StudyCommand, CheckOfWhatIsRightIsShort) {
  const auto result = run("venscope study check protocol.toml");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out,
            "protocol.toml: nothing wrong; 40 of 40 patients, 1 endpoint, 5 analyses\n");
  EXPECT_EQ(result.err, "");
}

TEST_F(StudyCommand, AMissingProtocolOrCohortIsSaid) {
  EXPECT_EQ(run("venscope study run nowhere.toml").exit_code, 2);
  EXPECT_EQ(run("venscope study check protocol.toml --cohort nowhere.csv").exit_code, 2);
  EXPECT_EQ(run("venscope study run .").exit_code, 2);
  EXPECT_EQ(names(), untouched);
}

TEST_F(StudyCommand, OneAnalysisThatCannotBeDoneDoesNotKeepTheOthersFromIt) {
  write_file(path("cohort.csv"),
             "id,days,died,arm,age\nP1,10,0,A,50\nP2,20,0,B,60\nP3,30,0,A,70\n");
  const auto result = run("venscope study run protocol.toml --out out");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.err.find("warning: "), std::string::npos);
  const auto results = nlohmann::json::parse(read_file(path("out/results.json")), nullptr, false);
  EXPECT_TRUE(results["analyses"][0]["done"]);
  const auto& cox = results["analyses"][2];
  EXPECT_EQ(cox["kind"], "cox");
  EXPECT_FALSE(cox["done"]);
  EXPECT_NE(cox["problems"][0]["message"], "");
  EXPECT_FALSE(std::regex_search(read_file(path("out/index.html")), std::regex("[^a-z]nan[^a-z]")));
}

TEST_F(StudyCommand, NobodyIncludedIsAnAnalysisThatCannotBeDone) {
  write_file(path("protocol.toml"), small_protocol + "[[include]]\nkeep = 'age > 200'\n");
  const auto result = run("venscope study run protocol.toml --out out");
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_EQ(names(), untouched);
}

TEST_F(StudyCommand, AForeignFolderIsRefusedBeforeAnythingIsDone) {
  fs::create_directory(path("out"));
  write_file(path("out/thesis.txt"), "years of work");
  const auto result = run("venscope study run protocol.toml --out out");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("thesis.txt"), std::string::npos);
  EXPECT_EQ(read_file(path("out/thesis.txt")), "years of work");
}

TEST_F(StudyCommand, AFullDiskLeavesNothingBehind) {
  // Files of at most 20 blocks of 512 bytes: the page does not fit, and the write fails half-way.
  const auto result = run("ulimit -f 20; venscope study run protocol.toml --out out");
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_NE(result.err.find("cannot be written"), std::string::npos) << result.err;
  EXPECT_EQ(names(), untouched);
}

/// Kills runs after 0, 41, 82 … ms (97 for the milder signals) until one lives to its end: at every
/// moment the folder is absent or whole, and the next run clears what the dead ones left.
TEST_F(StudyCommand, AKilledRunLeavesNoHalfWrittenFolder) {
  // A shell's background job ignores SIGINT, so `env` gives it back its meaning.
  for (const char* signal : {"KILL", "TERM", "INT"}) {
    for (int delay = 0; delay < 400 && !fs::exists(path("out"));
         delay += signal[0] == 'K' ? 41 : 97) {
      run(
          fmt::format("env --default-signal=INT venscope study run protocol.toml --out out "
                      "--threads 1 >run.log "
                      "2>&1 & "
                      "sleep 0.{:03}; kill -{} $! || true; wait $! || true",
                      delay, signal));
      if (!fs::exists(path("out"))) continue;
      const auto whole = run("cd out && sha256sum --strict --quiet -c manifest.sha256");
      EXPECT_EQ(whole.exit_code, 0) << signal << " after " << delay << " ms\n" << whole.err;
    }
    ASSERT_EQ(run("venscope study run protocol.toml --out out").exit_code, 0);
    fs::remove(path("run.log"));
    EXPECT_EQ(names(), (std::vector<std::string>{"cohort.csv", "out", "protocol.toml"})) << signal;
    fs::remove_all(path("out"));
  }
}

}  // namespace
}  // namespace venscope::study
