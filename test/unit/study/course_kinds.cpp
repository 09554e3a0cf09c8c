// The kinds of analysis that show patients over time, from outside: course, swimmer, waterfall.
#include "support/study_run.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using test::run_shell;

const std::string head =
    "[study]\nid = 's'\ntitle = 'S'\ngroup = 'arm'\n[cohort]\nfile = 'c.csv'\npatient = 'id'\n"
    "[dictionary]\ninfusion = { type = 'date' }\nbridging = { type = 'date' }\n"
    "contact = { type = 'date' }\ndeath = { type = 'date' }\nresponse = { type = 'date' }\n"
    "relapse = { type = 'date' }\narm = { type = 'category', label = 'Bridging', levels = "
    "['other', 'ven'] }\n"
    "[[records]]\nid = 'm'\nfile = 'm.csv'\npatient = 'id'\n[records.dictionary]\n"
    "il6 = { type = 'number', label = 'Interleukin 6', unit = 'pg/ml' }\n"
    "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\norigin = 'infusion'\n"
    "origin_label = 'infusion'\nlast_contact = 'contact'\n"
    "events = [{ label = 'death', when = 'death', terminal = true }]\nunit = 'days'\n"
    "output_unit = 'days'\n";

class CourseKinds : public testing::Test, protected test::StudyFolder {
protected:
  CourseKinds() : StudyFolder(head) {
    // Infusion on 1 January 2020 in all; bridging before it.
    write("c.csv",
          "id,arm,infusion,bridging,contact,death,response,relapse,crs_day,crs,blasts,after\n"
          "a,ven,2020-01-01,2019-12-20,2020-04-10,,2020-01-29,2020-03-01,3,yes,60,6\n"
          "b,ven,2020-01-01,2019-12-25,2020-01-20,2020-01-20,,,,no,40,44\n"
          "c,ven,2020-01-01,,2020-03-31,,2020-01-29,,5,no,0,0\n"
          "d,other,2020-01-01,2019-12-30,2020-01-11,2020-01-11,,,9,yes,20,80\n"
          "e,other,2020-01-01,,2020-01-05,,,2020-02-01,,no,30,\n"
          "f,other,2020-01-01,,2020-05-01,,2020-01-10,2020-01-09,,no,10,5\n");
    write("m.csv",
          "id,day,il6,test\n"
          "a,0,4,il6\na,7,32,il6\na,28,8,il6\na,6,64,il6\n"
          "b,0,2,il6\nb,8,16,il6\nb,28,9,il6\n"
          "c,0,8,il6\nc,7,,il6\nc,27,1,il6\n"
          "d,0,2,il6\nd,7,4,il6\n"
          "e,0,0.5,il6\n"
          "f,0,4,il6\nf,7,2,il6\nf,28,2,il6\nf,28,3,il6\nf,14,5,il6\n"
          "a,0,99,ferritin\n");
  }

  int run_protocol(const std::string& analyses) const {
    const auto result = study("run", analyses, "--out out");
    said = result.out + result.err;
    return result.exit_code;
  }
  const std::string course =
      "[[analysis]]\nkind = 'course'\nid = 'il6'\nrecords = 'm'\nvalue = 'il6'\n"
      "rows = \"test == 'il6'\"\nfollow_up = 'OS'\nvisits = [0, 7, 28]\nwindow = 1\n";
  mutable std::string said;
};

TEST_F(CourseKinds, EveryVisitSaysWhoWasMeasuredAndWhoWasGone) {
  const auto results = run(course + "limit = 1\nbelow_limit = 'half'\nsummary = 'median'\n");
  const auto& found = results["analyses"][0];
  EXPECT_EQ(found["variable"], "Interleukin 6 (pg/ml)");
  const auto& counts = found["measurements"];
  EXPECT_EQ(counts["other_rows"], 1);  // ferritin
  EXPECT_EQ(counts["rows"], 18);
  EXPECT_EQ(counts["no_value"], 1);
  EXPECT_EQ(counts["after_death"], 1);  // b died on day 19
  EXPECT_EQ(counts["same_time"], 1);    // f on day 28
  EXPECT_EQ(counts["below_limit"], 1);
  EXPECT_EQ(counts["second_at_visit"], 1);  // a on day 6, beside day 7
  EXPECT_EQ(counts["outside_visits"], 1);   // f on day 14
  EXPECT_EQ(counts["used"], 15);
  const auto& last = found["visits"][2]["groups"];
  EXPECT_EQ(last[0]["group"], "other");
  EXPECT_EQ(last[0]["n"], 1);
  EXPECT_EQ(last[0]["died"], 1);
  EXPECT_EQ(last[0]["censored"], 1);  // e, last seen on day 4
  EXPECT_EQ(last[1]["n"], 2);
  EXPECT_EQ(last[1]["died"], 1);
  EXPECT_EQ(found["visits"][1]["groups"][1]["missed"], 1);  // c, without a value
  EXPECT_EQ(found["visits"][1]["groups"][1]["median"], 24.0);
  // Day 7: 4 and 2 against 32 and 16; R: wilcox.test(c(4, 2), c(32, 16))$p.value is 1/3.
  EXPECT_NEAR(found["visits"][1]["comparison"]["p"].get<double>(), 1.0 / 3, 1e-12);
  EXPECT_EQ(found["visits"][1]["comparison"]["difference"], 21.0);  // of 28, 30, 12, 14
  const std::string warnings = results["warnings"].dump();
  EXPECT_NE(warnings.find("1 measurement after the patient's death left out (line 8 of m.csv)"),
            std::string::npos)
      << warnings;
  const std::string page = read("out/index.html");
  EXPECT_NE(page.find("Measured / under observation"), std::string::npos);
  EXPECT_NE(read("out/figures/il6.svg").find(">2/3<"), std::string::npos);
}

TEST_F(CourseKinds, GeometricMeansAndAreasOfKnownNumbers) {
  const auto found = run(course +
                         "limit = 1\nbelow_limit = 'sqrt2'\nsummary = 'geometric_mean'\n"
                         "baseline = 0\nauc_from = 0\nauc_to = 28\n")["analyses"][0];
  EXPECT_NEAR(found["visits"][0]["groups"][1]["geometric_mean"].get<double>(), 4, 1e-12);
  // Ratios to day 0 on day 7: 32 / 4 and 16 / 2; 4 / 2 and 2 / 4.
  const auto& changes = found["changes"][1]["groups"];
  EXPECT_NEAR(changes[1]["geometric_mean"].get<double>(), 8, 1e-12);
  EXPECT_NEAR(changes[0]["geometric_mean"].get<double>(), 1, 1e-12);
  EXPECT_TRUE(found["changes"][0]["comparison"]["p"].is_null());
  // a: (4+64)/2*6 + (64+32)/2 + (32+8)/2*21 = 672; c: (8+1)/2*27 and a day of 1 = 122.5.
  const auto& area = found["measures"][0]["groups"][1];
  EXPECT_EQ(area["n"], 2);
  EXPECT_NEAR(area["mean"].get<double>(), (672 + 122.5) / 2, 1e-9);
  EXPECT_EQ(found["area"]["without"][1]["ends_early"], 1);
  EXPECT_EQ(found["area"]["without"][1]["died_early"], 1);
  EXPECT_EQ(found["area"]["without"][0]["ends_early"], 2);
  EXPECT_EQ(found["measures"][2]["groups"][1]["median"], 6.0);  // of days 6, 8 and 0
  EXPECT_NE(
      read("out/index.html").find("linear trapezoidal rule from 0 to 28 days, in pg/ml × days"),
      std::string::npos);
}

TEST_F(CourseKinds, WithoutFollowUpAndGroupsEverybodyIsMeasuredOrMissed) {
  const auto found =
      run("[[analysis]]\nkind = 'course'\ngroup = ''\nrecords = 'm'\nvalue = 'il6'\n"
          "visits = [0, 100]\nauc = 'log_down'\n");
  const auto& course = found["analyses"][0];
  EXPECT_EQ(course["visits"][0]["groups"][0]["n"], 6);
  EXPECT_EQ(course["visits"][1]["groups"][0]["missed"], 6);
  EXPECT_TRUE(course["visits"][0]["comparison"].is_null());
  EXPECT_NE(found["warnings"].dump().find("nobody was measured at day 100"), std::string::npos);
}

TEST_F(CourseKinds, ValuesThatHaveNoLogarithmAreRefusedWithTheirLines) {
  EXPECT_EQ(run_protocol("[[analysis]]\nkind = 'course'\nrecords = 'm'\nvalue = 'il6'\n"
                         "visits = [0]\nsummary = 'geometric_mean'\n"),
            0)
      << said;
  const auto wrong =
      run_shell("sed -i 's/^e,0,0.5/e,0,0/' m.csv && venscope study run p.toml --out out2", path());
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_NE(
      (wrong.out + wrong.err).find("1 value of interleukin 6 is not positive (line 14 of m.csv)"),
      std::string::npos)
      << wrong.out << wrong.err;
}

TEST_F(CourseKinds, WhatIsWrongWithACourseIsSaidBeforeItIsRun) {
  const std::string list = refused(
      "[[analysis]]\nkind = 'course'\nid = 'a'\nrecords = 'n'\nvalue = 'il6'\nvisits = [0]\n"
      "[[analysis]]\nkind = 'course'\nid = 'b'\nrecords = 'm'\nvalue = 'il8'\ntime = 'test'\n"
      "visits = [7, 0]\nbaseline = 3\nlimit = 2\nauc_to = 3\nfollow_up = 'XX'\n"
      "[[analysis]]\nkind = 'course'\nid = 'c'\nrecords = 'm'\nvalue = 'test'\nvisits = [0]\n"
      "rows = 'nothing == 3'\nbelow_limit = 'zero'\nsummary = 'geometric_mean'\n"
      "[[analysis]]\nkind = 'course'\nid = 'd'\nrecords = 'm'\nvalue = 'il6'\n");
  for (const char* problem :
       {"there is no [[records]] 'n'", "there is no column 'il8' in m.csv",
        "column 'test' of the records holds no times", "the planned days are not in order",
        "is none of the visits", "is given without what stands below it",
        "is given without the other end", "'XX' is no endpoint",
        "column 'test' of the records holds no numbers", "nothing", "is given without a limit",
        "is zero, which has no logarithm", "planned times, such as [0, 7, 28]"})
    EXPECT_NE(list.find(problem), std::string::npos) << problem << " in\n" << list;
}

TEST_F(CourseKinds, FollowUpMustBeOfDeathAndOfTheSameTimeZero) {
  const std::string relapse =
      "[[endpoint]]\nid = 'RFS'\ntitle = 'Relapse-free survival'\norigin = 'bridging'\n"
      "last_contact = 'contact'\nunit = 'days'\n"
      "events = [{ label = 'relapse', when = 'relapse' },\n"
      "  { label = 'death', when = 'death', terminal = true }]\n";
  const std::string list = refused(
      relapse +
      "[[analysis]]\nkind = 'course'\nid = 'a'\nrecords = 'm'\nvalue = 'il6'\nvisits = [0]\n"
      "follow_up = 'RFS'\norigin = 'infusion'\n");
  for (const char* problem : {"'RFS' ends with relapse, after which patients are still measured",
                              "the time of 'RFS' begins with 'bridging'"})
    EXPECT_NE(list.find(problem), std::string::npos) << problem << " in\n" << list;
}

TEST_F(CourseKinds, DatesBecomeTimesSinceTheOriginAndEarlyOnesAreSaid) {
  write("m.csv",
        "id,day,il6,test\na,2019-12-31,4,il6\na,2020-01-08,32,il6\nd,2018-01-02,7,il6\n"
        "d,2020-01-01,2,il6\nd,2020-01-08,6,il6\n");
  const auto results =
      run("[[records]]\nid = 'dated'\nfile = 'm.csv'\npatient = 'id'\n[records.dictionary]\n"
          "day = { type = 'date' }\nil6 = { type = 'number', label = 'Interleukin 6' }\n"
          "[[analysis]]\nkind = 'course'\nid = 'il6'\nrecords = 'dated'\nvalue = 'il6'\n"
          "follow_up = 'OS'\nvisits = [0, 7]\nwindow = 1\nbaseline = 0\n");
  const auto& found = results["analyses"][0];
  EXPECT_EQ(found["visits"][0]["groups"][0]["mean"], 2.0);
  EXPECT_EQ(found["visits"][0]["groups"][1]["mean"], 4.0);  // a day before, in the window
  EXPECT_EQ(found["changes"][1]["groups"][1]["mean"], 28.0);
  EXPECT_EQ(found["without_baseline"][0]["n"], 2);  // e and f
  EXPECT_EQ(found["measurements"]["before_visits_and_zero"], 1);
  EXPECT_EQ(found["measurements"]["outside_visits"], 1);
  // Without auc_from it still counts in the area of d: 729 days of 4.5, 7 of 4.
  EXPECT_NEAR(found["measures"][0]["groups"][0]["mean"].get<double>(), 729 * 4.5 + 7 * 4, 1e-9);
  EXPECT_NE(results["warnings"].dump().find(
                "1 measurement before time zero and before the first visit (line 4 of m.csv): not "
                "in the figure, but in areas and peaks"),
            std::string::npos)
      << results["warnings"];
}

TEST_F(CourseKinds, NegativeValuesHaveNoGeometricMeanAndAMeanHas) {
  write("m.csv", "id,day,il6,test\na,0,-4,il6\nb,0,2,il6\nd,0,2,il6\nd,7,-1,il6\n");
  EXPECT_EQ(run_protocol(course + "summary = 'geometric_mean'\n"), 1);
  EXPECT_NE(said.find("2 values of interleukin 6 are not positive (lines 2, 5 of m.csv)"),
            std::string::npos)
      << said;
  EXPECT_EQ(run_protocol(course + "log_axis = true\n"), 1);
  EXPECT_NE(said.find("positive values for a logarithmic axis"), std::string::npos) << said;
  EXPECT_EQ(run(course)["analyses"][0]["visits"][0]["groups"][1]["mean"], -1.0);
}

TEST_F(CourseKinds, RecordsOfUnknownPatientsAndAPatientInBothArmsAreRefused) {
  write("m.csv", "id,day,il6,test\na,0,4,il6\nz,0,4,il6\n");
  EXPECT_NE(refused(course).find("'z' is no patient of c.csv"), std::string::npos);
  write("m.csv", "id,day,il6,test\na,0,4,il6\n");
  write("c.csv",
        "id,arm,infusion,bridging,contact,death,response,relapse,crs_day,crs\n"
        "a,ven,2020-01-01,,2020-04-10,,,,,no\na,other,2020-01-01,,2020-04-10,,,,,no\n");
  const std::string list = refused(course);
  EXPECT_NE(list.find("c.csv:3: id: \"a\" is already on line 2"), std::string::npos) << list;
}

TEST_F(CourseKinds, ASingleVisitOfASingleArmIsShown) {
  const auto found =
      run("[[analysis]]\nkind = 'course'\nid = 'il6'\nrecords = 'm'\n"
          "value = 'il6'\nrows = \"test == 'il6'\"\nvisits = [8]\n"
          "where = \"id == 'b'\"\n")["analyses"][0];
  EXPECT_EQ(found["visits"][0]["groups"][0]["n"], 1);
  EXPECT_EQ(found["visits"][0]["groups"][0]["mean"], 16.0);
  EXPECT_TRUE(found["visits"][0]["groups"][0]["mean_low"].is_null());
  EXPECT_TRUE(found["visits"][0]["comparison"].is_null());
  EXPECT_NE(read("out/figures/il6.svg").find(">1/1<"), std::string::npos);
}

const std::string swimmer =
    "[[analysis]]\nkind = 'swimmer'\nendpoint = 'OS'\n"
    "phases = [{ label = 'Bridging', from = 'bridging', to = 'infusion' },\n"
    "  { label = 'Response', from = 'response', to = 'relapse' }]\n"
    "markers = [{ label = 'CRS', when = 'crs_day', indicator = 'crs' },\n"
    "  { label = 'Relapse', when = 'relapse' }]\n";

TEST_F(CourseKinds, LanesBeginBeforeTimeZeroAndImpossibleOnesAreSaid) {
  const auto results = run(swimmer + "order = 'group'\n");
  const auto& found = results["analyses"][0];
  EXPECT_EQ(found["drawn"], 6);
  EXPECT_EQ(found["late_markers"], 1);     // e relapsed after his last contact
  EXPECT_EQ(found["backward_phases"], 1);  // f relapsed before he responded
  EXPECT_EQ(found["groups"][0]["events"], 1);
  EXPECT_EQ(found["groups"][1]["phases"][0]["n"], 2);
  EXPECT_EQ(found["groups"][1]["markers"][0]["n"], 1);  // c has a day, but no CRS
  const std::string csv = read("out/figures/swimmer.csv");
  EXPECT_EQ(csv.substr(0, csv.find("\n4,")),
            "lane,patient,group,what,from,to\n1,1,other,follow-up: Alive at last contact,0,121\n"
            "1,1,other,Relapse,8,8\n2,2,other,follow-up: Death,0,10\n2,2,other,Bridging,-2,0\n"
            "2,2,other,CRS,9,9\n3,3,other,follow-up: Alive at last contact,0,4");
  EXPECT_NE(csv.find("4,4,ven,Bridging,-12,0\n4,4,ven,Response,28,60\n"), std::string::npos) << csv;
  const std::string warnings = results["warnings"].dump();
  EXPECT_NE(warnings.find("1 patient has a mark after the end of follow-up: not drawn (lane 3)"),
            std::string::npos)
      << warnings;
  EXPECT_NE(read("out/index.html").find("Days since infusion"), std::string::npos);
}

TEST_F(CourseKinds, ASwimmerOfTheFirstLanesSaysHowManyAreNotDrawn) {
  const auto found = run(swimmer + "most = 2\nnames = true\n")["analyses"][0];
  EXPECT_EQ(found["patients"], 6);
  EXPECT_EQ(found["drawn"], 2);
  EXPECT_NE(read("out/index.html").find("4 further patients are not drawn"), std::string::npos);
  EXPECT_NE(read("out/figures/swimmer.csv").find("1,f,other,"), std::string::npos);
}

TEST_F(CourseKinds, MoreLanesThanCanBeReadAreRefusedWithTheWayOut) {
  std::string cohort = "id,arm,infusion,bridging,contact,death,response,relapse,crs_day,crs\n";
  for (int i = 0; i < 101; ++i)
    cohort += "p" + std::to_string(i) + ",ven,2020-01-01,,2020-04-10,,,,,no\n";
  write("c.csv", cohort);
  write("m.csv", "id,day,il6,test\np1,0,1,il6\n");
  const std::string list = refused(swimmer);
  EXPECT_NE(list.find("101 patients have more lanes than can be read, expected at most 100"),
            std::string::npos)
      << list;
}

TEST_F(CourseKinds, WhatIsWrongWithASwimmerIsSaidBeforeItIsRun) {
  const std::string list = refused(
      "[[analysis]]\nkind = 'swimmer'\nendpoint = 'OS'\n"
      "phases = [{ label = 'x' }, { from = 'response' }, { label = 'y', from = 'none' }]\n"
      "[[analysis]]\nkind = 'swimmer'\nid = 't'\nendpoint = 'OS'\n"
      "markers = [{ label = 'z', when = 'arm' }]\n");
  for (const char* problem : {"says neither from nor to", "label", "there is no column 'none'",
                              "is neither a number nor a date"})
    EXPECT_NE(list.find(problem), std::string::npos) << problem << " in\n" << list;
}

TEST_F(CourseKinds, AWaterfallCountsWhoHasNoBar) {
  const auto found =
      run("[[analysis]]\nkind = 'waterfall'\nbaseline = 'blasts'\nbest = 'after'\n")["analyses"][0];
  EXPECT_EQ(found["patients"], 6);
  EXPECT_EQ(found["evaluated"], 4);
  EXPECT_EQ(found["zero_baseline"], 1);
  EXPECT_EQ(found["no_best"], 1);
  // other: +300 and -50; ven: -90 and +10.
  EXPECT_EQ(found["groups"][0]["median"], 125.0);
  EXPECT_EQ(found["groups"][1]["median"], -40.0);
  EXPECT_EQ(found["groups"][0]["reached"][0]["x"], 1);
  EXPECT_EQ(read("out/figures/waterfall.csv"),
            "bar,patient,group,percent\n1,1,other,300\n2,2,ven,10\n3,3,other,-50\n4,4,ven,-90\n");
  const std::string page = read("out/index.html");
  EXPECT_NE(page.find("4 of 6 patients are evaluated; 1 has no later value, 1 has a baseline of "
                      "zero"),
            std::string::npos);
  EXPECT_NE(page.find("1 bar is longer than shown"), std::string::npos);
}

TEST_F(CourseKinds, AWaterfallOfRecordsTakesTheLastBeforeAndTheLeastAfter) {
  const auto found =
      run("[[analysis]]\nkind = 'waterfall'\nrecords = 'm'\nvalue = 'il6'\n"
          "rows = \"test == 'il6'\"\nuntil = 20\nthresholds = [-50, 0]\n")["analyses"][0];
  // a 4 to 32, b 2 to 16, c 8 to nothing by day 20, d 2 to 4, e nothing later, f 4 to 2.
  EXPECT_EQ(found["evaluated"], 4);
  EXPECT_EQ(found["no_best"], 2);
  EXPECT_EQ(read("out/figures/waterfall.csv"),
            "bar,patient,group,percent\n1,1,ven,700\n2,2,ven,700\n3,3,other,100\n4,4,other,-50\n");
}

TEST_F(CourseKinds, AWaterfallOfNegativeValuesNamesTheirLines) {
  const std::string waterfall =
      "[[analysis]]\nkind = 'waterfall'\nbaseline = 'blasts'\nbest = 'after'\n";
  ASSERT_EQ(run_shell("sed -i 's/,20,80$/,20,-8/' c.csv", path()).exit_code, 0);
  EXPECT_EQ(run_protocol(waterfall), 1);
  EXPECT_NE(said.find("1 value of blasts is below zero (line 5 of c.csv)"), std::string::npos)
      << said;
  ASSERT_EQ(run_shell("sed -i 's/^f,14,5/f,14,-5/' m.csv", path()).exit_code, 0);
  EXPECT_EQ(run_protocol("[[analysis]]\nkind = 'waterfall'\nrecords = 'm'\nvalue = 'il6'\n"), 1);
  EXPECT_NE(said.find("1 value of interleukin 6 is below zero (line 19 of m.csv)"),
            std::string::npos)
      << said;
}

TEST_F(CourseKinds, MoreColoursThanCanBeToldApartAreRefused) {
  std::string cohort = "id,arm,infusion,contact,death,blasts,after,clone\n";
  for (int i = 0; i < 9; ++i)
    cohort += fmt::format("p{},ven,2020-01-01,2020-04-10,,50,20,c{}\n", i, i);
  write("c.csv", cohort);
  write("m.csv", "id,day,il6,test\np1,0,1,il6\n");
  const std::string list = refused(
      "[[analysis]]\nkind = 'waterfall'\nbaseline = 'blasts'\nbest = 'after'\ncolour = 'clone'\n");
  EXPECT_NE(list.find("'clone' makes 9 groups, expected at most 8"), std::string::npos) << list;
}

TEST_F(CourseKinds, AWaterfallOfNobodyIsNotDone) {
  EXPECT_EQ(run_protocol("[[analysis]]\nkind = 'waterfall'\nwhere = 'blasts == 0'\n"
                         "baseline = 'blasts'\nbest = 'after'\n"),
            1);
  EXPECT_NE(said.find("no patient has a baseline above zero and a later value"), std::string::npos)
      << said;
}

TEST_F(CourseKinds, RecordsFollowTheConditionOfTheAnalysis) {
  const auto found = run(course + "where = \"arm == 'ven'\"\n")["analyses"][0];
  EXPECT_EQ(found["patients"], 3);
  EXPECT_EQ(found["measurements"]["rows"], 10);
  EXPECT_EQ(found["visits"][0]["groups"].size(), 1u);
}

}  // namespace
}  // namespace venscope::study
