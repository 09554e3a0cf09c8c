// [emulation], from outside: arms that are late by their dates, by declaration, by a column that
// nobody declared, or not at all.
#include "support/study_run.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::analysis_of;
using test::StudyFolder;

constexpr const char* head =
    "[study]\nid = 's'\ntitle = 'S'\ngroup = 'arm'\n[cohort]\nfile = 'c.csv'\n[dictionary]\n"
    "start = {type = 'date'}\nlast = {type = 'date'}\nhct = {type = 'date'}\n[[endpoint]]\n"
    "id = 'OS'\ntitle = 'Overall survival'\nunit = 'days'\noutput_unit = 'days'\norigin = 'start'\n"
    "time = 'last'\nevent = 'dead'\n";

constexpr const char* rows =
    "arm,start,last,dead,hct,age\n"
    "hct,2020-01-01,2020-12-31,0,2020-03-01,40\nhct,2020-01-01,2020-06-29,1,2020-04-10,50\n"
    "hct,2020-01-01,2020-08-28,1,2020-01-01,60\nno,2020-01-01,2020-01-31,1,,70\n"
    "no,2020-01-01,2020-11-26,0,,45\nno,2020-01-01,2020-07-19,1,,66\n";

json results_of(const std::string& emulation, const std::string& patients = rows) {
  const StudyFolder study(head);
  study.write("c.csv", patients);
  const auto ran = study.study("run", emulation, "--out out");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  json results = json::parse(study.read("out/results.json"), nullptr, false);
  results["page"] = study.read("out/index.html");
  results["said"] = ran.err;
  return results;
}

std::string refused(const std::string& emulation) {
  const StudyFolder study(head);
  study.write("c.csv", rows);
  return study.refused(emulation);
}

const std::string no_arm = "[[emulation.strategy]]\narm = 'no'\ntext = 'chemotherapy'\n";
const std::string hct_arm = "[[emulation.strategy]]\narm = 'hct'\ntext = 'transplantation'\n";

}  // namespace

TEST(Emulation, FindsImmortalTimeInTheDates) {
  const json results = results_of(
      "[emulation]\ntime_zero = 'start of treatment'\nanswer = ['simon_makuch', 'landmark']\n"
      "landmarks = [70]\n" +
      no_arm + hct_arm + "decided_at = 'hct'\nlabel = 'Transplantation'\n");
  const json found = analysis_of(results, "emulation");
  EXPECT_EQ(found["immortal_time"], true);
  const json& hct = found["strategies"][1];
  EXPECT_EQ(hct["n"], 3);
  EXPECT_EQ(hct["immortal_time"]["n"], 3);
  EXPECT_EQ(hct["immortal_time"]["delayed"], 2);  // the third on the day itself
  EXPECT_EQ(hct["immortal_time"]["waiting"], 60 + 100);
  EXPECT_EQ(hct["immortal_time"]["follow_up"], 365 + 180 + 240);
  EXPECT_EQ(hct["immortal_time"]["others_ended_before"], 1);
  EXPECT_EQ(hct["before_zero"], 0);
  EXPECT_EQ(hct["median_lead"], nullptr);
  EXPECT_NE(results["said"].get<std::string>().find("immortal time: 2 of 3 patients"),
            std::string::npos);
  EXPECT_EQ(analysis_of(results, "emulation-simon-makuch-hct")["after"]["patients"], 3);
  const json landmark = analysis_of(results, "emulation-landmark-hct")["landmarks"][0];
  EXPECT_EQ(landmark["n_yes"], 2);
  EXPECT_EQ(landmark["events_before"], 1);
  const std::string page = results["page"];
  EXPECT_NE(page.find("start of treatment"), std::string::npos);
  EXPECT_NE(page.find("not to be read as comparisons"), std::string::npos);  // the curves by group
  EXPECT_NE(page.find("Read instead"), std::string::npos);
}

TEST(Emulation, PointsToWhatWouldAnswer) {
  const json results = results_of("[emulation]\n" + no_arm + hct_arm + "decided_at = 'hct'\n");
  EXPECT_NE(results["page"].get<std::string>().find("What answers it"), std::string::npos);
}

TEST(Emulation, TakesADeclarationWithoutDates) {
  const json found = analysis_of(
      results_of("[emulation]\n" + no_arm + hct_arm + "known = 'after time zero'\n"), "emulation");
  EXPECT_EQ(found["immortal_time"], true);
  EXPECT_EQ(found["strategies"][1]["immortal_time"], nullptr);
}

TEST(Emulation, FindsAColumnThatNobodyDeclared) {
  const json results = results_of("[emulation]\n" + no_arm + hct_arm);
  const json found = analysis_of(results, "emulation");
  ASSERT_EQ(found["undeclared"].size(), 1U);
  EXPECT_EQ(found["undeclared"][0]["column"], "hct");
  EXPECT_EQ(found["undeclared"][0]["arm"], "hct");
  EXPECT_EQ(found["undeclared"][0]["immortal_time"]["waiting"], 160);
  EXPECT_EQ(found["immortal_time"], true);
  EXPECT_NE(results["said"].get<std::string>().find("seems to define the arm"), std::string::npos);
}

TEST(Emulation, IsQuietWhereArmsAreKnown) {
  std::string together = rows;
  for (std::size_t at = 0; (at = together.find("2020-03-01")) != std::string::npos;)
    together.replace(at, 10, "2020-01-01");
  for (std::size_t at = 0; (at = together.find("2020-04-10")) != std::string::npos;)
    together.replace(at, 10, "2019-12-30");
  const json results = results_of("[emulation]\n" + no_arm + hct_arm +
                                      "decided_at = 'hct'\n[[emulation.eligibility]]\n"
                                      "text = 'fit'\nholds = 'age < 65'\n",
                                  together);
  const json found = analysis_of(results, "emulation");
  EXPECT_EQ(found["immortal_time"], false);
  EXPECT_EQ(found["strategies"][1]["before_zero"], 1);
  EXPECT_EQ(found["strategies"][1]["median_lead"], 2);
  EXPECT_EQ(found["eligibility"][0]["yes"], 4);
  EXPECT_EQ(found["eligibility"][0]["no"], 2);
  EXPECT_EQ(results["said"].get<std::string>().find("immortal"), std::string::npos)
      << results["said"];
  const std::string page = results["page"];
  EXPECT_NE(page.find("No arm is defined by something that happens after time zero"),
            std::string::npos);
  EXPECT_NE(page.find("the comparison is of those who reached time zero"), std::string::npos);
}

TEST(Emulation, ArmsMayShareTheColumnOfTheirDecision) {
  const json found = analysis_of(results_of("[emulation]\n" + no_arm + "decided_at = 'start'\n" +
                                            hct_arm + "decided_at = 'start'\n"),
                                 "emulation");
  EXPECT_EQ(found["immortal_time"], true);  // the dates of transplantation are found all the same
  for (const json& arm : found["strategies"]) {
    EXPECT_EQ(arm["others_with_time"], 0);
    EXPECT_EQ(arm["immortal_time"]["delayed"], 0);
    EXPECT_EQ(arm["n"], 3);
  }
}

TEST(Emulation, WrongDeclarationsAreNamed) {
  EXPECT_NE(refused("[emulation]\n" + no_arm + "[[emulation.strategy]]\narm = 'htc'\n")
                .find("write 'hct'"),
            std::string::npos);
  EXPECT_NE(refused("[emulation]\n" + no_arm).find("fewer than two arms"), std::string::npos);
  EXPECT_NE(refused("[emulation]\nanswer = ['simon_makuch']\n" + no_arm + hct_arm)
                .find("decided_at of a strategy"),
            std::string::npos);
  EXPECT_NE(
      refused("[emulation]\nanswer = ['landmark']\n" + no_arm + hct_arm + "decided_at = 'hct'\n")
          .find("landmarks"),
      std::string::npos);
  EXPECT_NE(
      refused("[emulation]\nendpoint = 'PFS'\n" + no_arm + hct_arm).find("'PFS' is no endpoint"),
      std::string::npos);
  EXPECT_NE(refused("[emulation]\n" + no_arm + hct_arm + "decided_at = 'htc'\n").find("htc"),
            std::string::npos);
  EXPECT_NE(refused("[emulation]\n" + no_arm + hct_arm +
                    "[[emulation.eligibility]]\ntext = 'x'\n"
                    "holds = 'agee > 3'\n")
                .find("agee"),
            std::string::npos);
}

}  // namespace venscope::study
