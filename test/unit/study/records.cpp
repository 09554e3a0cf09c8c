// Rows beside the cohort, several to a patient: whose they are, and what is wrong with that.
#include "venscope/study/records.hpp"

#include "support/planned_study.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using test::read_file;
using test::run_shell;

class StudyRecords : public test::PlannedStudy {
protected:
  StudyRecords()
      : PlannedStudy([](Protocol& protocol, const std::string& replace) {
          return replace_records(protocol, replace);
        }) {
    write("cohort.csv",
          "id,arm,age,months,died\n007,A,60,3,1\n8,A,70,5,0\n9,B,17,8,1\n10,B,50,9,1\n");
    write("events.csv", "patient,term,grade\n8,Nausea,2\n007,Fever,3\n9,Nausea,1\n8,Fever,4\n");
  }

  const std::string events =
      "[[records]]\nid = 'adverse_events'\nfile = 'events.csv'\npatient = "
      "'patient'\n";
};

TEST_F(StudyRecords, BelongToThePatientsWhoAreIncluded) {
  Plan plan;
  const Problems problems = prepare(plan, events + "[records.dictionary.grade]\nlabel = 'Grade'\n");
  EXPECT_EQ(to_text(problems), "");
  const Records* records = plan.records("adverse_events");
  ASSERT_NE(records, nullptr);
  EXPECT_EQ(records->rows, 4u);
  EXPECT_EQ(records->excluded, 1u) << "patient 9 is 17";
  EXPECT_EQ(records->patients, 2u);
  EXPECT_EQ(records->patient, (std::vector<std::size_t>{1, 0, 1})) << "8, 007, 8";
  EXPECT_EQ(records->table.find("grade")->number, (std::vector<double>{2, 3, 4}));
  EXPECT_EQ(records->table.find("grade")->label, "Grade");
  EXPECT_EQ(plan.records("laboratory"), nullptr);
}

TEST_F(StudyRecords, OfAStepAreThoseOfItsPatients) {
  Plan plan;
  const Problems problems =
      prepare(plan, events + "[[analysis]]\nkind = 'km'\nwhere = 'age > 65 or arm == B'\n");
  EXPECT_EQ(to_text(problems), "");
  ASSERT_FALSE(plan.steps.empty());
  // Of the plan's table 007, 8, 10 the step has 8 and 10.
  EXPECT_EQ(patients_of_step(plan, plan.steps[0], *plan.records("adverse_events")),
            (std::vector<std::size_t>{0, not_in_step, 0}));
}

TEST_F(StudyRecords, OfUnknownPatientsAreAProblem) {
  write("events.csv", "patient,term\n8,Nausea\n7,Fever\n,Fever\n10,Fever\n");
  EXPECT_EQ(wrong(events),
            "events.csv:3: patient: '7' is no patient of cohort.csv, expected a patient of the "
            "cohort; correct the id, or declare unknown = \"leave_out\" in [[records]] "
            "'adverse_events'\n"
            "events.csv:4: patient: says of nobody whose row it is, expected the id of a patient; "
            "supply it, or remove the row\n");
}

TEST_F(StudyRecords, OfUnknownPatientsAreLeftOutWhereDeclared) {
  write("events.csv", "patient,term\n8,Nausea\n7,Fever\n10,Fever\n");
  Plan plan;
  EXPECT_EQ(to_text(prepare(plan, events + "unknown = 'leave_out'\n")), "");
  EXPECT_EQ(plan.records("adverse_events")->unknown, 1u);
  EXPECT_EQ(plan.records("adverse_events")->table.rows, 2u);
}

TEST_F(StudyRecords, AreCheckedTogetherWithTheCohort) {
  write("cohort.csv", "id,arm,age,months,died\n007,A,60,3,1\n8,A,70,5,0,7\n10,B,50,-9,1\n");
  write("events.csv", "patient,term,grade\n8,Nausea,x\n007,Fever,3,1\n");
  const std::string text =
      wrong(events + "[records.dictionary.grade]\ntype = 'integer'\n[records.dictionary.soc]\n");
  EXPECT_NE(text.find("cohort.csv:3: 6 cells"), std::string::npos) << text;
  EXPECT_NE(text.find("cohort.csv:4: months"), std::string::npos) << text;
  EXPECT_NE(text.find("events.csv:2: grade: \"x\" is not a number"), std::string::npos) << text;
  EXPECT_NE(text.find("events.csv:3: 4 cells"), std::string::npos) << text;
  EXPECT_NE(text.find("soc"), std::string::npos) << text;
  // Line 3 of the cohort could not be read, so nobody knows whether patient 8 is there.
  EXPECT_EQ(text.find("no patient of"), std::string::npos) << text;
}

TEST_F(StudyRecords, NeedTheirOwnEntries) {
  const std::string text = wrong(
      "[[records]]\nid = 'a'\nfiel = 'events.csv'\n[[records]]\nid = 'a'\nfile = 'none.csv'\n");
  EXPECT_NE(text.find("p.toml:15: records.a.file: no file is named"), std::string::npos) << text;
  EXPECT_NE(text.find("fiel"), std::string::npos) << text;
  EXPECT_NE(text.find("'a' is taken by other records"), std::string::npos) << text;
  EXPECT_NE(text.find("none.csv: "), std::string::npos) << text;
}

TEST_F(StudyRecords, NeedThePatientColumnOfTheCohort) {
  Problems problems;
  Plan plan;
  plan.protocol =
      read_protocol("[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'cohort.csv'\n" + events,
                    path("p.toml"), {}, problems);
  prepare_cohort(plan.protocol, problems);
  EXPECT_NE(to_text(problems).find("[[records]] need to know the patients of the cohort"),
            std::string::npos);
}

TEST_F(StudyRecords, AreReplacedOnTheCommandLine) {
  write("other.csv", "patient,term,grade\n10,Fever,3\n");
  Plan plan;
  EXPECT_EQ(to_text(prepare(plan, events, "adverse_events=" + path("other.csv"))), "");
  EXPECT_EQ(plan.records("adverse_events")->file, "other.csv");
  EXPECT_EQ(plan.records("adverse_events")->patient, std::vector<std::size_t>{2});
  EXPECT_NE(wrong(events, "adverse_event=x.csv").find("write 'adverse_events' if that is meant"),
            std::string::npos);
  EXPECT_NE(wrong(events, "x.csv").find("is no id and file"), std::string::npos);
}

TEST_F(StudyRecords, StandInTheReport) {
  write("events.csv",
        "patient,term,grade,synthetic\n8,Nausea,2,yes\n007,Fever,3,yes\n9,Nausea,1,yes\n");
  write("p.toml",
        "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'cohort.csv'\npatient = 'id'\n"
        "[[include]]\nkeep = 'age >= 18'\n[[endpoint]]\nid = 'OS'\ntitle = 'Overall "
        "survival'\ntime = 'months'\nunit = 'months'\nevent = 'died'\n[[analysis]]\nkind = "
        "'km'\n" +
            events);
  const auto run = run_shell("venscope study run p.toml --out out", path(""));
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find("Synthetic data: all 3 rows of events.csv were drawn by a program."),
            std::string::npos)
      << run.out;
  const auto json = nlohmann::json::parse(read_file(path("out/results.json")), nullptr, false);
  const auto& records = json["cohort"]["records"][0];
  EXPECT_EQ(records["id"], "adverse_events");
  EXPECT_EQ(records["file"], "events.csv");
  EXPECT_EQ(records["rows"], 3);
  EXPECT_EQ(records["used"], 2);
  EXPECT_EQ(records["patients"], 2);
  EXPECT_EQ(records["excluded"], 1);
  EXPECT_EQ(records["synthetic"], 3);
  const std::string page = read_file(path("out/index.html"));
  EXPECT_NE(page.find("events.csv: 2 rows, of 2 of the 3 patients; 1 row of patients who are not "
                      "included"),
            std::string::npos);
  const std::string sha = records["sha256"];
  EXPECT_EQ(sha.size(), 64u);
  EXPECT_NE(page.find(sha), std::string::npos);
  EXPECT_EQ(run_shell("venscope study check p.toml --records adverse_events=none.csv", path(""))
                .exit_code,
            2);
}

}  // namespace
}  // namespace venscope::study
