// Two arms on data that are wrong or leave little to say: a whole study of every kind that compares
// arms, from outside. What is wrong with a file is refused by line; what cannot be answered on the
// patients there are says so and takes no other analysis with it.
#include "support/study_run.hpp"
#include "support/two_arms.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <functional>
#include <ostream>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::read_file;
using test::Row;
using Study = test::TwoArms;

/// `done`: the study runs, all but the analyses `undone`. Else it is refused, and no folder made.
struct Case {
  const char* name;
  std::function<void(Study&)> change;
  int exit_code = 0;
  std::vector<std::string> said;  ///< on standard error
  std::set<std::string> undone;

  friend void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }
};

void without_death(Row& row) {
  row["death"] = "";
}

void dead_at_the_end(Row& row) {
  row["death"] = row["last"];
}

/// Patients and arms that leave little to say.
std::vector<Case> few_patients() {
  return {
      {"as it is", [](Study&) {}, 0, {}, {}},
      {"an arm of one patient",
       [](Study& s) {
         s.keep([](const Row& row) { return row.at("arm") == "A" || row.at("id") == "p4"; });
       },
       0,
       {"B has one patient", "there is one patient only in B"},
       {}},
      {"one patient in each arm",
       [](Study& s) {
         s.keep([](const Row& row) { return row.at("id") == "p3" || row.at("id") == "p4"; });
       },
       0,
       {"A has one patient", "B has one patient"},
       {"comparable"}},
      {"three patients",
       [](Study& s) {
         s.keep([](const Row& row) {
           return row.at("id") == "p2" || row.at("id") == "p3" || row.at("id") == "p4";
         });
       },
       0,
       {"next to nothing"},
       {}},
      {"no event in an arm",
       [](Study& s) { s.of_arm("B", without_death); },
       0,
       {"B: no event among 12 patients; the hazard ratio has no finite estimate"},
       {}},
      {"events in one arm only, all of it",
       [](Study& s) {
         s.of_arm("A", without_death);
         s.of_arm("B", dead_at_the_end);
       },
       0,
       {"A: no event among 12 patients"},
       {}},
      {"all censored",
       [](Study& s) { s.each(without_death); },
       0,
       {"none of the 24 rows has an event"},
       {"cox", "cox-univariable-age", "cox-univariable-arm"}},
      {"separation in the propensity model",
       [](Study& s) { s.each([](Row& row) { row["age"] = row["arm"] == "A" ? "40" : "70"; }); },
       0,
       {"the arm can be told from 'age'"},
       {}},
      {"arms not known",
       [](Study& s) {
         for (int i = 0; i < 4; ++i) s.cohort.rows[static_cast<std::size_t>(i)]["arm"] = "";
       },
       0,
       {"4 patients without a known arm left out", "4 patients were left out: arm is not known"},
       {}},
      {"a covariate of one value",
       [](Study& s) { s.each([](Row& row) { row["age"] = "60"; }); },
       0,
       {"age: has the same value in every row; it is left out"},
       {}},
      {"a centre of one patient",
       [](Study& s) { s.each([](Row& row) { row["centre"] = row["id"] == "p1" ? "x" : "y"; }); },
       0,
       {},
       {}},
      {"one centre",
       [](Study& s) { s.each([](Row& row) { row["centre"] = "x"; }); },
       0,
       {"there is one centre only: none can be left out"},
       {}},
      {"no transplantation",
       [](Study& s) { s.each([](Row& row) { row["transplanted"] = ""; }); },
       0,
       {"all 24 rows used are in one group"},
       {}},
      {"weights that explode",
       [](Study& s) {
         // Age tells the arms apart but for one patient of each, who then stands for an arm.
         s.each(
             [](Row& row) { row["age"] = (row["arm"] == "A" ? "4" : "7") + row["age"].substr(1); });
         s.cohort.rows[2]["age"] = "74";
         s.cohort.rows[3]["age"] = "44";
       },
       0,
       {"one patient has", "of the weight of"},
       {}},
  };
}

/// Little to say of response, safety and courses.
std::vector<Case> few_findings() {
  return {
      {"all respond in an arm",
       [](Study& s) { s.of_arm("B", [](Row& row) { row["response"] = "CR"; }); },
       0,
       {"B: 12 of 12", "separate the responders"},
       {}},
      {"everybody responds",
       [](Study& s) { s.each([](Row& row) { row["response"] = "CR"; }); },
       0,
       {"everybody responded: no test has anything to compare"},
       {}},
      {"no response known",
       [](Study& s) { s.each([](Row& row) { row["response"] = ""; }); },
       0,
       {"nobody under A has a known response"},
       {"remission"}},
      {"an event before time zero",
       [](Study& s) { s.events.rows[0]["onset"] = "2023-06-01"; },
       0,
       {"1 event began before the first day at risk and is not counted"},
       {}},
      {"nobody with the toxicity",
       [](Study& s) {
         std::erase_if(s.events.rows, [](const Row& row) { return row.at("term") == "CRS"; });
       },
       0,
       {"no row of [[records]] 'adverse_events' has the term 'CRS': nobody is taken to have had "
        "it"},
       {}},
      {"no events at all", [](Study& s) { s.events.rows.clear(); }, 0, {"has the term 'CRS'"}, {}},
      {"one visit of one patient",
       [](Study& s) { s.course.rows.resize(1); },
       0,
       {"nobody was measured at day 7"},
       {}},
      {"no visits", [](Study& s) { s.course.rows.clear(); }, 0, {"no measurement of il6"}, {"il6"}},
      {"no response before the landmark",
       [](Study& s) { s.each([](Row& row) { row["responded"] = ""; }); },
       0,
       {"had happened to nobody: there is nothing to compare"},
       {}},
      {"no later blasts",
       [](Study& s) { s.each([](Row& row) { row["best"] = ""; }); },
       0,
       {"no patient has a baseline above zero and a later value"},
       {"blasts"}},
  };
}

/// What no run begins with: each is refused by its place.
std::vector<Case> refused() {
  return {
      {"a patient in both arms",
       [](Study& s) {
         Row again = s.cohort.rows[0];
         again["arm"] = "B";
         s.cohort.rows.push_back(again);
       },
       2,
       {"cohort.csv:26: id: \"p1\" is already on line 2", "remove or correct one of the rows"},
       {}},
      {"an event of nobody",
       [](Study& s) { s.events.rows[2]["id"] = "p99"; },
       2,
       {"events.csv:4: id: 'p99' is no patient of cohort.csv", "unknown = \"leave_out\""},
       {}},
      {"grades that are none",
       [](Study& s) {
         s.events.rows[0]["grade"] = "6";
         s.events.rows[1]["grade"] = "severe";
         s.events.rows[3]["grade"] = "0";  // says that there was no event
       },
       2,
       {"events.csv:2: grade: '6' is no grade, expected 0 to 5",
        "events.csv:3: grade: 'severe' is no grade"},
       {}},
      {"no term, and a start after death",
       [](Study& s) {
         s.events.rows[0]["term"] = "";
         s.events.rows[5]["onset"] = "2025-06-01";
       },
       2,
       {"events.csv:2: term: the event has no term", "events.csv:7: onset: the event starts",
        "after the patient's death"},
       {}},
      {"a toxicity misspelt",
       [](Study& s) {
         for (Row& row : s.events.rows)
           if (row["term"] == "CRS") row["term"] = "CSR";
       },
       2,
       {"has the term 'CRS', expected a term of the file; write 'CSR' if that is meant"},
       {}},
      {"records without a column",
       [](Study& s) { s.events.drop("grade"); },
       2,
       {"there is no column \"grade\""},
       {}},
      {"one arm only",
       [](Study& s) { s.keep([](const Row& row) { return row.at("arm") == "A"; }); },
       2,
       {"'arm' makes 1 arm, not two: A 12, B 0", "'arm' has 1 value, expected"},
       {}},
      {"a level that is none",
       [](Study& s) { s.cohort.rows[3]["arm"] = "C"; },
       2,
       {"cohort.csv:5: arm: \"C\" is not a known value, expected A, B"},
       {}},
      {"no patients",
       [](Study& s) { s.cohort.rows.clear(); },
       2,
       {"cohort.csv: has no rows, expected one row for each patient"},
       {}},
      {"a date of death before time zero",
       [](Study& s) { s.cohort.rows[1]["death"] = s.cohort.rows[1]["last"] = "2023-05-01"; },
       2,
       {"cohort.csv:3: death: lies 245 days before the origin"},
       {}},
  };
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const std::vector<Case>& some : {few_patients(), few_findings(), refused()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

/// "nan" and "inf" as words of a cell or a text.
bool is_no_number(std::string word) {
  for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return word == "nan" || word == "inf";
}

bool holds_no_number(const std::string& text) {
  std::string word;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      word += c;
      continue;
    }
    if (is_no_number(word)) return true;
    word.clear();
  }
  return is_no_number(word);
}

/// The page without its script and styles.
std::string words_of_page(std::string page) {
  for (const std::string tag : {"script", "style"})
    for (std::size_t at; (at = page.find("<" + tag)) != std::string::npos;)
      page.erase(at, page.find("</" + tag + ">", at) - at + 1);
  return page;
}

void expect_whole_report(const std::string& out, const std::set<std::string>& undone) {
  const std::string text = read_file(out + "/results.json");
  const json results = json::parse(text, nullptr, false);
  ASSERT_FALSE(results.is_discarded()) << "not strict JSON";
  std::set<std::string> not_done;
  for (const json& analysis : results["analyses"])
    if (analysis.contains("done") && analysis["done"] == false) {
      not_done.insert(analysis["id"]);
      EXPECT_FALSE(analysis["problems"].empty()) << analysis["id"];
    }
  EXPECT_EQ(not_done, undone);
  EXPECT_GE(results["analyses"].size(), 14U);
  for (const auto& table : std::filesystem::directory_iterator(out + "/tables"))
    EXPECT_FALSE(holds_no_number(read_file(table.path()))) << table.path();
  for (const auto& figure : std::filesystem::directory_iterator(out + "/figures"))
    if (figure.path().extension() == ".svg") {
      EXPECT_FALSE(holds_no_number(read_file(figure.path()))) << figure.path();
    }
  EXPECT_FALSE(holds_no_number(words_of_page(read_file(out + "/index.html"))));
}

class BadArms : public testing::TestWithParam<Case> {};

}  // namespace

TEST_P(BadArms, AreAnsweredOrRefusedWithTheirReason) {
  const Case& one = GetParam();
  const std::string protocol = read_file(VENSCOPE_SOURCE_DIR "/test/support/two_arms.toml");
  const test::StudyFolder folder;
  Study study = test::two_arms();
  one.change(study);
  folder.write("cohort.csv", study.cohort.csv());
  folder.write("events.csv", study.events.csv());
  folder.write("course.csv", study.course.csv());
  const auto ran = folder.study("run", protocol, "--out out");
  EXPECT_EQ(ran.exit_code, one.exit_code) << ran.err;
  for (const std::string& said : one.said)
    EXPECT_NE(ran.err.find(said), std::string::npos) << said << "\nis not in\n" << ran.err;
  if (one.exit_code == 0)
    expect_whole_report(folder.path("out"), one.undone);
  else
    EXPECT_FALSE(std::filesystem::exists(folder.path("out")));
}

INSTANTIATE_TEST_SUITE_P(Cases, BadArms, testing::ValuesIn(cases()),
                         [](const testing::TestParamInfo<Case>& given) {
                           std::string name = given.param.name;
                           for (char& c : name)
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           return name;
                         });

}  // namespace venscope::study
