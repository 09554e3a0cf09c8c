/// The reporting checklist, and the limitations that a run sees in its own data.
#include "support/shell.hpp"
#include "venscope/study/checklist.hpp"
#include "venscope/study/checklist_answers.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using test::run_shell;
using test::write_file;

TEST(Checklist, AsksForTwentySevenThingsEachOnce) {
  const Checklist& checklist = tripod_ai();
  std::set<std::string> numbers, whole;
  for (const ChecklistItem& item : checklist.items) {
    EXPECT_TRUE(numbers.insert(item.number).second) << item.number;
    whole.insert(item.number.substr(0, item.number.find_first_not_of("0123456789")));
    for (const std::string* text : {&item.part, &item.topic, &item.asks}) EXPECT_NE(*text, "");
    // Something answers it, or the authors do.
    EXPECT_TRUE(!item.answers.empty() || !item.add.empty()) << item.number;
  }
  EXPECT_EQ(whole.size(), 27u);
}

TEST(Checklist, EveryKeyHasAnAnswerAndEveryAnswerAPlace) {
  std::set<std::string> asked, answered;
  for (const ChecklistItem& item : tripod_ai().items)
    asked.insert(item.answers.begin(), item.answers.end());
  for (const std::string_view key : answer_keys()) answered.emplace(key);
  EXPECT_EQ(asked, answered);
}

struct Cohort {
  int patients = 240;
  int missing_every = 0;  ///< of age
  int small_arm = 0;      ///< patients of arm C
  bool non_proportional = false;
  double longest = 60;  ///< months
};

/// Two arms, every second patient has the event; the order of the times mixes arms and ages.
std::string csv_of(const Cohort& cohort) {
  std::string text = "id,months,died,arm,age,marker,centre\n";
  for (int i = 0; i < cohort.patients; ++i) {
    const double share = ((i * 37) % cohort.patients + 1.0) / cohort.patients;
    const bool late = share > 0.5;
    const int marker = cohort.non_proportional ? (late ? i % 4 == 0 : i % 4 != 0) : i % 5 < 2;
    const char* const arm = i < cohort.small_arm ? "C" : i % 2 ? "A" : "B";
    const bool no_age = cohort.missing_every > 0 && i % cohort.missing_every == 0;
    text += fmt::format("P{},{:.2f},{},{},{},{},{}\n", i, cohort.longest * share, (i / 2) % 2, arm,
                        no_age ? "" : std::to_string(40 + (i * 7) % 30), marker,
                        i % 3 == 0   ? "North"
                        : i % 3 == 1 ? "South"
                                     : "West");
  }
  return text;
}

class Reporting : public testing::Test {
protected:
  nlohmann::json run(const Cohort& cohort, const std::string& more = "",
                     const std::string& options = "") {
    write_file(folder_.path() + "/cohort.csv", csv_of(cohort));
    write_file(folder_.path() + "/protocol.toml",
               "[study]\nid = 's'\ntitle = 'A study'\ngroup = 'arm'\n"
               "[cohort]\nfile = 'cohort.csv'\npatient = 'id'\n"
               "[report]\nchecklist = true\ntimes = [12]\n"
               "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = 'months'\n"
               "event = 'died'\nunit = 'months'\n"
               "[[analysis]]\nkind = 'km'\n"
               "[[analysis]]\nkind = 'cox'\nvariables = ['age', 'marker']\nstrata = ['centre']\n" +
                   more);
    return run_again(options);
  }

  /// Replaces `what` in the protocol.
  void protocol_says(const std::string& what, const std::string& instead) {
    std::string text = read("protocol.toml");
    ASSERT_NE(text.find(what), std::string::npos) << what;
    text.replace(text.find(what), what.size(), instead);
    write_file(folder_.path() + "/protocol.toml", text);
  }

  nlohmann::json run_again(const std::string& options = "") {
    const auto result = run_shell(
        "rm -rf out; venscope study run protocol.toml --out out" + options, folder_.path());
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return nlohmann::json::parse(test::read_file(folder_.path() + "/out/results.json"), nullptr,
                                 false);
  }

  static std::set<std::string> ids(const nlohmann::json& results) {
    std::set<std::string> found;
    for (const auto& limitation : results["reporting"]["limitations"])
      found.insert(limitation["id"].get<std::string>());
    return found;
  }

  static nlohmann::json limitation(const nlohmann::json& results, const std::string& id) {
    for (const auto& limitation : results["reporting"]["limitations"])
      if (limitation["id"] == id) return limitation;
    ADD_FAILURE() << "no limitation " << id << " in " << results["reporting"]["limitations"].dump();
    return {};
  }

  std::string folder() const { return folder_.path(); }
  std::string read(const std::string& name) const {
    return test::read_file(folder_.path() + "/" + name);
  }

private:
  test::TemporaryFolder folder_;
};

TEST_F(Reporting, OfAGoodCohortOnlyThatNothingWasValidated) {
  EXPECT_EQ(ids(run({})), (std::set<std::string>{"apparent", "no_validation"}));
}

TEST_F(Reporting, EachLimitationHasItsNumber) {
  const auto few = run({.patients = 24});
  EXPECT_EQ(limitation(few, "few_events")["numbers"]["events_per_coefficient"], 6.0);
  const auto missing = run({.missing_every = 5});
  EXPECT_EQ(limitation(missing, "missing")["numbers"]["missing"], 48);
  EXPECT_EQ(limitation(missing, "missing")["text"],
            "Overall survival, multivariable model: 48 of 240 patients (20.0%) were left out for a "
            "missing value, 48 of them of age");
  const auto small = run({.small_arm = 7});
  EXPECT_EQ(limitation(small, "small_group")["numbers"]["patients"], 7);
  const auto short_follow_up = run({.longest = 11});
  EXPECT_EQ(limitation(short_follow_up, "short_follow_up")["numbers"]["time"], 12);
  EXPECT_EQ(limitation(short_follow_up, "short_follow_up")["numbers"]["longest"], 11);
  const auto crossing = run({.non_proportional = true});
  EXPECT_LT(limitation(crossing, "non_proportional")["numbers"]["p"].get<double>(), 0.05);
  const auto excluded = run({}, "[[include]]\nkeep = 'age >= 50'\n");
  EXPECT_EQ(limitation(excluded, "excluded")["numbers"]["rows"], 240);
}

TEST_F(Reporting, WhatIsJudgedAtATimeSaysWhomItDoesNotKnow) {
  const std::string judged =
      "[[analysis]]\nkind = 'roc'\nmarkers = ['age']\ntimes = [2, 12]\n"
      "[[analysis]]\nkind = 'calibration'\nscores = ['marker']\ntime = 12\n";
  const auto good = ids(run({.patients = 2400}, judged));
  EXPECT_EQ(good.count("beyond_follow_up") + good.count("few_cases"), 0u);
  EXPECT_EQ(limitation(run({}, judged), "baseline_of_these_patients")["numbers"]["patients"], 240);
  const auto short_follow_up = run({.longest = 11}, judged);
  EXPECT_EQ(limitation(short_follow_up, "beyond_follow_up")["numbers"]["longest"], 11);
  const auto few = limitation(run({.patients = 24}, judged), "few_cases")["numbers"];
  EXPECT_LT(std::min(few["cases"].get<double>(), few["controls"].get<double>()), 10);
  const auto missing = run({.missing_every = 5},
                           "[[analysis]]\nkind = 'roc'\nid = 'r'\n"
                           "markers = ['age']\ntimes = [2]\n");
  std::size_t said = 0;
  for (const auto& one : missing["reporting"]["limitations"])
    said += one["id"] == "missing" && one["numbers"]["missing"] == 48;
  EXPECT_EQ(said, 2u);  // the model's and that of the ROC curve
}

TEST_F(Reporting, WhomAnEndpointLeavesOutMissesNothing) {
  // Every third patient has no date of remission; every fifth misses the age.
  std::string cohort = "id,remission,relapse,death,last,age,marker\n";
  for (int i = 0; i < 240; ++i)
    cohort += fmt::format("P{},{},{},{},{},{},{}\n", i, i % 3 == 0 ? "" : "2020-01-01",
                          i % 3 && i % 4 == 0 ? fmt::format("2020-{:02}-15", 2 + i % 9) : "",
                          i % 4 == 1 ? "2021-02-01" : "", "2021-02-01",
                          i % 5 == 0 ? "" : std::to_string(40 + i % 31), i % 2);
  run({});
  protocol_says(read("protocol.toml"),
                "[study]\nid = 's'\ntitle = 'A study'\n[cohort]\nfile = 'cohort.csv'\n"
                "[dictionary]\nremission = {type = 'date'}\nrelapse = {type = 'date'}\n"
                "death = {type = 'date'}\nlast = {type = 'date'}\n"
                "[report]\nchecklist = true\ntimes = [6]\n"
                "[[endpoint]]\nid = 'RFS'\ntitle = 'Relapse-free survival'\norigin = 'remission'\n"
                "last_contact = 'last'\nunit = 'days'\nevents = [{label = 'death', when = 'death', "
                "terminal = true}, {label = 'relapse', when = 'relapse'}]\n"
                "[[analysis]]\nkind = 'cox'\nvariables = ['age', 'marker']\n"
                "[[analysis]]\nkind = 'cuminc'\nby = ''\n"
                "[[analysis]]\nkind = 'finegray'\ncause = 'relapse'\nvariables = ['marker']\n");
  write_file(folder() + "/cohort.csv", cohort);
  const auto results = run_again();
  // 160 reached a remission, 32 of them miss the age.
  std::vector<nlohmann::json> missing;
  for (const auto& one : results["reporting"]["limitations"])
    if (one["id"] == "missing") missing.push_back(one);
  ASSERT_EQ(missing.size(), 1u) << results["reporting"]["limitations"];
  EXPECT_EQ(missing[0]["text"],
            "Relapse-free survival, multivariable model: 32 of 160 patients (20.0%) were left out "
            "for a missing value");
  const std::string page = read("out/index.html");
  EXPECT_NE(page.find("80 patients are not in the population of the endpoint."), std::string::npos);
  EXPECT_NE(page.find("128 (32 left out, value missing)"), std::string::npos);
}

TEST_F(Reporting, ABaselineTableWithoutP) {
  const std::string table = "[[analysis]]\nkind = 'baseline'\nid = 'who'\nvariables = ['age']\n";
  run({}, table);
  EXPECT_NE(read("out/tables/who.csv").find(",p,"), std::string::npos);
  const auto results = run({}, table + "p = false\n");
  EXPECT_EQ(read("out/tables/who.csv").find(",p,"), std::string::npos);
  EXPECT_NE(read("out/tables/who.csv").find("smd"), std::string::npos);
  for (const auto& analysis : results["analyses"])
    if (analysis["id"] == "who") {
      EXPECT_TRUE(analysis["variables"][0]["test"]["p"].is_number()) << analysis;
    }
}

TEST_F(Reporting, CentresCountUnlessAModelTakesThemIn) {
  const auto results = run({}, "", " --set 'analysis.2.strata=[]'");
  EXPECT_EQ(limitation(results, "centres_ignored")["numbers"]["centres"], 3);
}

TEST_F(Reporting, StandsInTheReportAndInATable) {
  const auto results = run({});
  const auto& items = results["reporting"]["checklist"]["items"];
  EXPECT_EQ(items.size(), tripod_ai().items.size());
  const std::string table = read("out/tables/reporting-checklist.csv");
  EXPECT_NE(table.find("Sample size"), std::string::npos);
  EXPECT_NE(table.find("120 events for 2 coefficients, 60.0 each"), std::string::npos) << table;
  EXPECT_NE(read("out/index.html").find("id=\"limitations\""), std::string::npos);
  for (const auto& item : items) {
    const std::string status = item["status"];
    EXPECT_EQ(item["answer"].get<std::string>().empty(),
              status == "authors" || status == "not done")
        << item.dump();
    EXPECT_EQ(item["add"].get<std::string>().empty(), status == "answered" || status == "not done")
        << item.dump();
  }
}

TEST_F(Reporting, WhereAModelIsJudgedUnlessSaidOtherwise) {
  const std::string roc = "[[analysis]]\nkind = 'roc'\nmarkers = ['age']\ntimes = [12]\n";
  const auto judged = run({.patients = 60}, roc);
  EXPECT_EQ(limitation(judged, "few_events_to_validate")["numbers"]["events"], 30);
  protocol_says("checklist = true\n", "");
  EXPECT_TRUE(run_again().contains("reporting"));
  protocol_says(roc, "");
  EXPECT_FALSE(run_again().contains("reporting"));
}

TEST_F(Reporting, OnlyWhereItIsAskedFor) {
  const auto results = run({}, "", " --set report.checklist=false");
  EXPECT_FALSE(results.contains("reporting"));
  EXPECT_EQ(read("out/index.html").find("Reporting checklist"), std::string::npos);
}

TEST_F(Reporting, TheLimitationsAlone) {
  run({});
  protocol_says("checklist = true\n", "limitations = true\n");
  const auto results = run_again();
  EXPECT_TRUE(ids(results).contains("no_validation")) << results["reporting"];
  EXPECT_FALSE(results["reporting"].contains("checklist"));
  EXPECT_NE(read("out/index.html").find("id=\"limitations\""), std::string::npos);
  EXPECT_EQ(read("out/index.html").find("Reporting checklist"), std::string::npos);
}

}  // namespace
}  // namespace venscope::study
