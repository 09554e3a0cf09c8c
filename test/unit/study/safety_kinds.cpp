// The kinds `adverse_events` and `early_mortality`: what they refuse, what they count, what stands
// in the report. Ten patients, six under A (reference) and four under B.
#include "support/study_run.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/records.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

const std::string head =
    "[study]\nid = 's'\ntitle = 'S'\ngroup = 'arm'\n[cohort]\nfile = 'cohort.csv'\npatient "
    "= 'id'\n[dictionary]\nbegun = {type = 'date'}\nstopped = {type = 'date'}\ndeath = "
    "{type = 'date'}\n[[records]]\nid = 'adverse_events'\nfile = 'events.csv'\npatient = "
    "'patient'\n[records.dictionary]\nstart = {type = 'date'}\nend = {type = "
    "'date'}\nserious = {type = 'yes_no'}\ngrade = {type = 'text'}\n[[endpoint]]\nid = "
    "'OS'\ntitle = 'Overall survival'\ntime = 'days'\nevent = 'died'\nunit = 'days'\n";

class SafetyKinds : public testing::Test, protected test::StudyFolder {
protected:
  SafetyKinds() : StudyFolder(head) {
    write("cohort.csv",
          "id,arm,begun,stopped,death,days,died\n"
          "a,A,2024-01-01,2024-01-10,2024-01-20,19,1\n"
          "b,A,2024-01-01,2024-01-30,,400,0\n"
          "c,A,2024-01-01,2024-01-30,,20,0\n"
          "d,A,2024-01-01,2024-01-30,2024-02-20,50,1\n"
          "e,A,2024-01-01,,,300,0\n"
          "f,A,2024-01-01,2024-01-30,,300,0\n"
          "g,B,2024-01-01,2024-01-10,2024-01-31,30,1\n"
          "h,B,2024-01-01,2024-01-20,,90,0\n"
          "i,B,2024-01-01,2024-01-20,,90,0\n"
          "j,B,2024-01-01,2024-01-20,,90,0\n");
    write("events.csv",
          "patient,term,grade,start,end,serious,soc\n"
          "a,Nausea,1,2024-01-03,2024-01-05,no,Gut\n"
          "a,nausea,Grade 3,2024-01-08,2024-01-09,yes,Gut\n"
          "b,Nausea,II,2024-01-01,2024-01-02,no,Gut\n"
          "g,Nausea,G3,2024-01-05,,yes,Gut\n"
          "g,Infection,5,2024-01-10,2024-01-31,yes,Infections\n"
          "h,Infection,,2024-01-15,,no,Infections\n"
          "h,Infection,,2024-01-15,,no,Infections\n"
          "i,Rash,0,2024-01-15,,no,Skin\n"
          "d,Infection,4,2024-02-10,,yes,Infections\n"
          "e,Infection,2,,,no,Infections\n"
          "f,Infection,3,2023-12-31,,no,Infections\n");
  }

  const std::string all =
      "[[analysis]]\nkind = 'adverse_events'\nstart = 'start'\nend = 'end'\nserious = "
      "'serious'\nsystem = 'soc'\nat_risk_from = 'begun'\nat_risk_to = 'stopped'\ndeath = "
      "'death'\n";
};

nlohmann::json term(const nlohmann::json& analysis, const std::string& name) {
  for (const auto& one : analysis["terms"])
    if (one["term"] == name) return one;
  return {};
}

// Nausea under A: a with worst grade 3 (two spellings are one term), b with 2. Under B: g with 3.
TEST_F(SafetyKinds, AdverseEventsAreCountedByPatientAndWorstGrade) {
  const auto analysis = run(all)["analyses"][0];
  const auto nausea = term(analysis, "Nausea");
  ASSERT_FALSE(nausea.is_null());
  EXPECT_EQ(nausea["system"], "Gut");
  EXPECT_EQ(nausea["groups"][0]["group"], "A");
  EXPECT_EQ(nausea["groups"][0]["grades"], nlohmann::json::parse("[0, 1, 1, 0, 0]"));
  EXPECT_EQ(nausea["groups"][0]["none"], 4);
  EXPECT_EQ(nausea["groups"][0]["any"]["x"], 2);
  EXPECT_EQ(nausea["groups"][0]["any"]["n"], 6);
  EXPECT_EQ(nausea["groups"][0]["severe"]["x"], 1);
  EXPECT_EQ(nausea["groups"][1]["any"]["x"], 1);
  EXPECT_NEAR(nausea["difference_any"]["estimate"].get<double>(), 1.0 / 4 - 2.0 / 6, 1e-15);
  // f's infection began before treatment and e's has no date but counts; h's is of no known grade.
  const auto infection = term(analysis, "Infection");
  EXPECT_EQ(infection["groups"][0]["grades"], nlohmann::json::parse("[0, 1, 0, 1, 0]"));
  EXPECT_EQ(infection["groups"][1]["grades"], nlohmann::json::parse("[0, 0, 0, 0, 1]"));
  EXPECT_EQ(infection["groups"][1]["grade_unknown"], 1);
  EXPECT_EQ(term(analysis, "Rash"), nlohmann::json()) << "grade 0 is no event";
  const auto any = term(analysis, "Any adverse event");
  EXPECT_EQ(any["groups"][0]["any"]["x"], 4);
  EXPECT_EQ(any["groups"][1]["any"]["x"], 2);
  EXPECT_EQ(term(analysis, "Any serious event")["groups"][0]["any"]["x"], 2);
  EXPECT_EQ(term(analysis, "Infections")["kind"], "system");
  EXPECT_EQ(analysis["input"]["duplicates"], 1);
  EXPECT_EQ(analysis["input"]["before_risk"], 1);
  EXPECT_EQ(analysis["input"]["grade_zero"], 1);
  EXPECT_EQ(analysis["reference"], "A");
  EXPECT_FALSE(nausea.contains("p")) << "no p unless declared";
}

// Days at risk under A: a 10, b, c, d, f 30 each, e not known. Nausea: a first after 3 days (day
// 2), b after 1. d's infection came after the time at risk.
TEST_F(SafetyKinds, RatesAreOfTheTimeAtRisk) {
  const auto analysis = run(all)["analyses"][0];
  const auto nausea = term(analysis, "Nausea")["groups"][0]["exposure"];
  EXPECT_EQ(nausea["patients"], 5);
  EXPECT_NEAR(nausea["patient_years"].get<double>(), 130 / 365.25, 1e-14);
  EXPECT_EQ(nausea["first_events"], 2);
  EXPECT_NEAR(nausea["first_patient_years"].get<double>(), (3 + 1 + 90) / 365.25, 1e-14);
  EXPECT_EQ(nausea["events"], 3);
  EXPECT_NEAR(nausea["first_rate"]["estimate"].get<double>(), 2 * 365.25 / 94, 1e-12);
  const auto infection = term(analysis, "Infection")["groups"][0]["exposure"];
  EXPECT_EQ(infection["outside"], 1);
  EXPECT_EQ(infection["no_exposure_patients"], 1);
  EXPECT_EQ(infection["events"], 0);
  // Fourteen more days, to death at most: a until day 20, d's infection is within.
  const auto longer = run(all + "window = 14\n")["analyses"][0];
  const auto later = term(longer, "Infection")["groups"][0]["exposure"];
  EXPECT_EQ(later["first_events"], 1);
  EXPECT_NEAR(later["patient_years"].get<double>(), (20 + 4 * 44) / 365.25, 1e-14);
}

TEST_F(SafetyKinds, PValuesAreMadeWhereDeclaredAndAdjusted) {
  const auto analysis = run(all + "test = 'any'\nadjust = 'bh'\n")["analyses"][0];
  const auto nausea = term(analysis, "Nausea"), infection = term(analysis, "Infection");
  EXPECT_NEAR(nausea["p"].get<double>(), 1.0, 1e-12) << "2 of 6 and 1 of 4";
  EXPECT_NEAR(infection["p_adjusted"].get<double>(), 1.0, 1e-12);
  EXPECT_TRUE(term(analysis, "Any adverse event")["p"].is_null());
  const std::string page = read("out/index.html");
  EXPECT_NE(page.find("Benjamini and Hochberg"), std::string::npos);
}

TEST_F(SafetyKinds, WhatCannotBeIsSaidByLine) {
  write("events.csv",
        "patient,term,grade,start,end,serious,soc\n"
        "a,Nausea,6,2024-01-03,2024-01-05,no,Gut\n"
        "a,Nausea,3-4,2024-01-03,2024-01-05,no,Gut\n"
        "a,Fever,3,2024-01-05,2024-01-03,no,Gut\n"
        "a,Fever,3,2024-01-25,2024-01-26,no,Gut\n"
        "a,,3,2024-01-05,,no,Gut\n"
        "z,Fever,3,2024-01-05,,no,Gut\n");
  const std::string text = refused(all);
  for (const char* said :
       {"events.csv:2: grade: '6' is no grade, expected 0 to 5, as 3, III, G3, Grade 3",
        "events.csv:3: grade: '3-4' is no grade",
        "events.csv:4: end: the event ends 2 days before it starts",
        ("events.csv:5: start: the event starts 5 days after the patient's death (death of "
         "cohort.csv, line 2)"),
        "events.csv:6: term: the event has no term",
        "events.csv:7: patient: 'z' is no patient of cohort.csv"})
    EXPECT_NE(text.find(said), std::string::npos) << said << "\n" << text;
}

class SafetyKindsInDays : public testing::Test, protected test::StudyFolder {
protected:
  SafetyKindsInDays()
      : StudyFolder(
            "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'cohort.csv'\npatient = "
            "'id'\n[[records]]\nid = 'adverse_events'\nfile = 'events.csv'\npatient = "
            "'patient'\n") {
    write("cohort.csv", "id,death\na,20\nb,30\n");
  }
};

TEST_F(SafetyKindsInDays, DaysThatCannotBeAreSaidWhateverTheirSize) {
  write("events.csv",
        "patient,term,grade,start,end\na,Fever,1,3,1.5\na,Fever,1,1e300,\nb,Fever,1,3,2\n"
        "b,Fever,1,4,4\n");
  const std::string text = refused(
      "[[analysis]]\nkind = 'adverse_events'\nstart = 'start'\nend = 'end'\ndeath = 'death'\n");
  for (const char* said :
       {"events.csv:2: end: the event ends 1.5 days before it starts",
        "events.csv:3: start: the event starts 1e+300 days after the patient's death",
        "events.csv:4: end: the event ends 1 day before it starts"})
    EXPECT_NE(text.find(said), std::string::npos) << said << "\n" << text;
}

TEST_F(SafetyKinds, ImpossibleRowsAreLeftOutWhereDeclared) {
  write("events.csv",
        "patient,term,grade,start,end,serious,soc\n"
        "a,Fever,3,2024-01-05,2024-01-03,no,Gut\na,Fever,3,2024-01-25,,no,Gut\n"
        "b,Fever,2,2024-01-05,,no,Gut\n");
  const auto analysis = run(all + "impossible = 'leave_out'\n")["analyses"][0];
  EXPECT_EQ(analysis["input"]["impossible"], 2);
  EXPECT_EQ(term(analysis, "Fever")["groups"][0]["any"]["x"], 1);
}

TEST_F(SafetyKinds, WrongDeclarationsAreSaid) {
  const std::string text = refused(
      "[[analysis]]\nkind = 'adverse_events'\nrecords = 'adverse_event'\n[[analysis]]\nid = "
      "'b'\nkind = 'adverse_events'\nterm = 'trem'\nat_risk_to = 'stopped'\n[[analysis]]\nid = "
      "'c'\nkind = 'adverse_events'\nsort = 'system'\n[[analysis]]\nid = 'd'\nkind = "
      "'adverse_events'\nstart = 'soc'\n");
  for (const char* said :
       {"there is no [[records]] 'adverse_event'", "write 'adverse_events' if that is meant",
        "there is no column 'trem' in events.csv", "write 'term' if that is meant", "needs start",
        "needs system", "'soc' holds neither dates nor numbers"})
    EXPECT_NE(text.find(said), std::string::npos) << said << "\n" << text;
}

TEST_F(SafetyKinds, OneArmAndThreeHaveNoDifferences) {
  const auto one = run("[[analysis]]\nkind = 'adverse_events'\nby = ''\n")["analyses"][0];
  EXPECT_TRUE(one["reference"].is_null());
  EXPECT_EQ(term(one, "Nausea")["groups"][0]["any"]["x"], 3);
  EXPECT_FALSE(term(one, "Nausea").contains("difference_any"));
  const auto some =
      run("[[analysis]]\nkind = 'adverse_events'\nwhere = 'arm == B'\n")["analyses"][0];
  EXPECT_EQ(some["groups"].size(), 1u);
  EXPECT_EQ(term(some, "Infection")["groups"][0]["any"]["n"], 4);
}

TEST_F(SafetyKinds, NoEventsAtAllAreAnAnswer) {
  write("events.csv", "patient,term,grade,start,end,serious,soc\n");
  const auto result = study("check", "[[analysis]]\nkind = 'adverse_events'\n");
  // A file without rows has columns without a type: what is declared as a category stays one.
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

// Under A of six: a dead on day 19, c censored on day 20, d dead on day 50. Under B: g on day 30.
TEST_F(SafetyKinds, EarlyMortalityIsCrudeAndOfTheCurve) {
  const auto results = run("[[analysis]]\nkind = 'early_mortality'\nendpoint = 'OS'\n");
  const auto& day30 = results["analyses"][0]["days"][0];
  EXPECT_EQ(day30["day"], 30);
  const auto& a = day30["groups"][0];
  EXPECT_EQ(a["deaths"], 1);
  EXPECT_EQ(a["censored_before"], 1);
  EXPECT_EQ(a["x"], 1);
  EXPECT_EQ(a["of"], 5);
  EXPECT_NEAR(a["km"]["estimate"].get<double>(), 1.0 / 6, 1e-14);
  EXPECT_EQ(day30["groups"][1]["x"], 1) << "on day 30 itself";
  EXPECT_NEAR(day30["difference"]["estimate"].get<double>(), 1.0 / 4 - 1.0 / 5, 1e-15);
  const auto& day60 = results["analyses"][0]["days"][1];
  EXPECT_EQ(day60["groups"][0]["x"], 2);
  // Four at risk after days 19 (1 of 6) and 20 (censored): 1 - 5/6 · 3/4.
  EXPECT_NEAR(day60["groups"][0]["km"]["estimate"].get<double>(), 1 - 5.0 / 6 * 3 / 4, 1e-14);
  const auto worst =
      run("[[analysis]]\nkind = 'early_mortality'\nendpoint = 'OS'\ncensored = 'dead'\n");
  EXPECT_EQ(worst["analyses"][0]["days"][0]["groups"][0]["x"], 2);
  EXPECT_EQ(worst["analyses"][0]["days"][0]["groups"][0]["of"], 6);
}

// CRS of the cohort: A 0, 1, 3, 2, missing, 4; B III, 0, 1, 1.
TEST_F(SafetyKinds, GradedToxicitiesAreOrdinalTablesOfThoseAssessed) {
  write("cohort.csv",
        "id,arm,begun,stopped,death,days,died,crs\n"
        "a,A,,,,19,1,0\nb,A,,,,400,0,Grade 1\nc,A,,,,20,0,3\nd,A,,,,50,1,2\ne,A,,,,300,0,\n"
        "f,A,,,,300,0,4\ng,B,,,,30,1,III\nh,B,,,,90,0,0\ni,B,,,,90,0,1\nj,B,,,,90,0,1\n");
  const std::string kind =
      "[[analysis]]\nkind = 'graded_toxicity'\nscale = 'ASTCT 2019'\ntoxicities = [{label = 'CRS', "
      "column = 'crs'}, {term = 'Infection'}]\n";
  const auto toxicities = run(kind)["analyses"][0]["toxicities"];
  const auto& crs = toxicities[0];
  EXPECT_EQ(crs["toxicity"], "CRS");
  EXPECT_EQ(crs["groups"][0]["n"], 5);
  EXPECT_EQ(crs["groups"][0]["not_assessed"], 1);
  EXPECT_EQ(crs["groups"][0]["none"], 1);
  EXPECT_EQ(crs["groups"][0]["grades"], nlohmann::json::parse("[1, 1, 1, 1, 0]"));
  EXPECT_EQ(crs["groups"][0]["at_least"][1]["x"], 3) << "grade 2 or more";
  EXPECT_EQ(crs["groups"][1]["at_least"][2]["x"], 1);
  EXPECT_NEAR(crs["differences"][2]["estimate"].get<double>(), 1.0 / 4 - 2.0 / 5, 1e-15);
  // Of the records: nobody without a row has it; d 4, e 2, f 3 under A; g 5, h not known under B.
  const auto& infection = toxicities[1];
  EXPECT_EQ(infection["groups"][0]["grades"], nlohmann::json::parse("[0, 1, 1, 1, 0]"));
  EXPECT_EQ(infection["groups"][0]["none"], 3);
  EXPECT_EQ(infection["groups"][1]["grade_unknown"], 1);
  EXPECT_EQ(infection["groups"][1]["at_least"][0]["x"], 2) << "any grade, a grade not known too";
  EXPECT_NE(read("out/index.html").find("graded by ASTCT 2019"), std::string::npos);
}

TEST_F(SafetyKinds, GradedToxicitiesAreRefusedWithReasons) {
  write("cohort.csv",
        "id,arm,begun,stopped,death,days,died,crs\na,A,,,,19,1,severe\nb,B,,,,4,0,1\n"
        "d,A,,,,9,1,1\ne,B,,,,4,0,1\nf,B,,,,4,0,1\ng,B,,,,4,0,1\nh,B,,,,4,0,1\ni,B,,,,4,0,1\n");
  const std::string text = refused(
      "[[analysis]]\nkind = 'graded_toxicity'\ntoxicities = [{column = 'crs'}, {term = "
      "'Infectoin'}, "
      "{label = 'none'}]\nat_least = [2, 1]\n[[analysis]]\nid = 'b'\nkind = 'graded_toxicity'\n");
  for (const char* said :
       {"cohort.csv:2: crs: 'severe' is no grade",
        "has the term 'Infectoin', expected a term of the file; write 'Infection'",
        "needs one of column and term", "holds what is no grade, or is not in order",
        "toxicities: is not given"})
    EXPECT_NE(text.find(said), std::string::npos) << said << "\n" << text;
}

}  // namespace
}  // namespace venscope::study
