// Analyses of kind comparability, from outside.
#include "support/from_r.hpp"
#include "support/study_run.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::agrees;
using test::number;
using test::warns;

const std::string transplants = VENSCOPE_SOURCE_DIR "/studies/bmt-leukaemia/cohort.csv";
const std::string model = "covariates = ['age', 'donor_age', 'disease_group', 'cmv', 'sex']\n";

std::string head(const std::string& cohort) {
  return "[study]\nid = 's'\ntitle = 'S'\nseed = 4\ngroup = 'mtx'\n[cohort]\nfile = '" + cohort +
         "'\n[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = 'os_days'\n"
         "event = 'died'\nunit = 'days'\noutput_unit = 'days'\n"
         "[[analysis]]\nkind = 'comparability'\n";
}

class ComparabilityKind : public testing::Test, protected test::StudyFolder {
protected:
  json run(const std::string& rest, const std::string& cohort = transplants,
           const std::string& options = "") const {
    return StudyFolder::run(head(cohort) + rest, options)["analyses"][0];
  }
  std::string refused(const std::string& rest) const {
    return StudyFolder::refused(head(transplants) + rest);
  }
};

const json& method(const json& found, const std::string& name) {
  for (const json& one : found["methods"])
    if (one["method"] == name) return one;
  ADD_FAILURE() << "no method " << name;
  return found;
}

TEST_F(ComparabilityKind, EveryMethodIsThatOfR) {
  const json found = run(model + "primary = 'overlap'\nresponse = 'acute_gvhd'\n");
  const json r = test::from_r("study", "comparability");
  EXPECT_EQ(found["arm"]["treated"], "yes");
  EXPECT_EQ(found["n_arms"], json({97, 40}));
  for (const std::string name : {"crude", "adjusted", "matched", "ate", "att", "overlap"}) {
    const json& one = method(found, name);
    for (const char* key : {"log_hr", "std_error", "hr", "conf_low", "conf_high", "p"})
      EXPECT_TRUE(agrees(number(one[key]), number(r[name][key]), 1e-6)) << name << " " << key;
  }
  EXPECT_EQ(method(found, "matched")["sets"], r["matched"]["pairs"]);
  for (const std::string name : {"ate", "att", "overlap"}) {
    const json &one = method(found, name), &risk = one["risk_difference"];
    EXPECT_TRUE(agrees(number(risk["difference"]), number(r[name]["risk"]), 1e-8)) << name;
    EXPECT_TRUE(agrees(number(risk["std_error"]), number(r[name]["risk_se"]), 1e-8)) << name;
    for (const std::size_t z : {0u, 1u})
      EXPECT_TRUE(agrees(number(one["effective"][z]), number(r[name]["effective"][z]), 1e-8));
  }
  const json& age = found["balance"][0];
  EXPECT_EQ(age["variable"], "age");
  EXPECT_TRUE(agrees(number(age["before"]), number(r["age"]["before"]), 1e-10));
  EXPECT_TRUE(agrees(number(age["after"]["ate"]), number(r["age"]["ate"]), 1e-7));
  EXPECT_NEAR(number(age["after"]["overlap"]), 0, 1e-8);
  // Nothing unmeasured is needed to explain an interval that holds 1.
  EXPECT_EQ(found["e_value"]["limit"], 1);
  EXPECT_EQ(found["e_value"]["outcome"], "common");
}

TEST_F(ComparabilityKind, ThePageShowsEveryFigure) {
  run(model + "primary = 'overlap'\ncentre = 'hospital'\n");
  const std::string html = read("out/index.html");
  for (const char* part :
       {"balance", "propensity", "curves-matched", "curves-ate", "curves-overlap", "centres"})
    EXPECT_FALSE(read(std::string("out/figures/os-comparability-") + part + ".svg").empty())
        << part;
  for (const char* words :
       {"Overlap weights, primary", "Number at risk, patients", "E-value", "Dashed: 0.1"})
    EXPECT_NE(html.find(words), std::string::npos) << words;
}

TEST_F(ComparabilityKind, ACentreThatGivesOneArmOnlyLeavesNothingWithinStrata) {
  // Methotrexate was given in some hospitals and in no other.
  const json found = run(model + "primary = 'overlap'\ncentre = 'hospital'\n");
  EXPECT_TRUE(warns(found, "centre as stratum: the hazard ratio of the arms cannot be estimated"));
  EXPECT_TRUE(method(found, "stratified")["hr"].is_null());
  ASSERT_EQ(found["without_centre"].size(), 4u);
  std::size_t left_out = 0;
  for (const json& one : found["without_centre"]) left_out += one["left_out"].get<std::size_t>();
  EXPECT_EQ(left_out, 137u);
}

TEST_F(ComparabilityKind, SeparationNamesTheCovariateAndLeavesTheRest) {
  const json found = run("covariates = ['age', 'hospital']\nprimary = 'overlap'\n");
  EXPECT_TRUE(warns(found, "the arm can be told from 'hospital"));
  EXPECT_TRUE(method(found, "overlap")["hr"].is_null());
  EXPECT_FALSE(method(found, "crude")["hr"].is_null());
  EXPECT_TRUE(found["e_value"].is_null());
  EXPECT_NE(read("out/index.html").find("no answer"), std::string::npos);
}

TEST_F(ComparabilityKind, OneWeightThatOutweighsAnArmIsSaidAndTrimmed) {
  std::string rows = "os_days,died,mtx,x\n";
  for (int i = 0; i < 60; ++i) {
    const bool lonely = i == 0;  // treated although nobody like him is
    const double x = lonely ? -6 : (i % 20) * 0.2 - 2 + (i % 2 == 1 ? 0.9 : 0);
    rows += std::to_string(50 + 37 * i % 400) + "," + (i % 3 == 0 ? "0" : "1") + "," +
            (lonely || i % 2 == 1 ? "yes" : "no") + "," + std::to_string(x) + "\n";
  }
  write("c.csv", rows);
  const std::string weights = "covariates = ['x']\nmethods = ['crude', 'ate']\nprimary = 'ate'\n";
  const json found = run(weights, path("c.csv"));
  EXPECT_TRUE(warns(found, "one patient has"));
  EXPECT_TRUE(warns(found, "trim = "));
  const json capped = run(weights + "trim = 'cap'\ntrim_at = 2\n", path("c.csv"));
  EXPECT_FALSE(warns(capped, "one patient has"));
  EXPECT_EQ(method(capped, "ate")["largest_weight"][1], 2);
  EXPECT_GE(method(capped, "ate")["trimmed"], 1);
}

TEST_F(ComparabilityKind, MissingCovariatesAreCountedAndTreatedAsDeclared) {
  std::string rows = "os_days,died,mtx,x,c\n";
  for (int i = 0; i < 80; ++i)
    rows += std::to_string(20 + 53 * i % 500) + "," + (i % 4 == 0 ? "0" : "1") + "," +
            (i * 7 % 5 < 2 ? "yes" : "no") + "," + (i < 6 ? "" : std::to_string(i * 11 % 17)) +
            "," +
            (i >= 6 && i < 12 ? ""
             : i % 3 == 0     ? "a"
                              : "b") +
            "\n";
  write("c.csv", rows);
  const std::string both = "covariates = ['x', 'c']\nprimary = 'overlap'\n";
  const json complete = run(both, path("c.csv"));
  EXPECT_EQ(complete["n"], 68);
  EXPECT_EQ(complete["n_missing"], 12);
  EXPECT_TRUE(warns(complete, "missing covariates (c 6, x 6): 12 patients are left out"))
      << complete["warnings"];
  const json kept = run(both + "missing = 'indicator'\n", path("c.csv"));
  EXPECT_EQ(kept["n"], 80);
  EXPECT_TRUE(warns(kept, "filled, with an indicator"));
  EXPECT_EQ(kept["propensity"]["terms"].size(), 5u);  // intercept, x, cb, cmissing, x_missingyes
  // The balance is of the values that are there.
  EXPECT_EQ(
      kept["balance"][0]["n_missing"][0].get<int>() + kept["balance"][0]["n_missing"][1].get<int>(),
      6);
}

TEST_F(ComparabilityKind, AnArmOfOnePatientHasAnAnswerWhereThereIsOne) {
  std::string rows = "os_days,died,mtx,x\n";
  for (int i = 0; i < 40; ++i)
    rows += std::to_string(20 + 53 * i % 500) + ",1," + (i == 20 ? "yes" : "no") + "," +
            std::to_string(i * 11 % 17) + "\n";
  write("c.csv", rows);
  const json found = run("covariates = ['x']\nprimary = 'crude'\n", path("c.csv"));
  EXPECT_TRUE(warns(found, "there is one patient only in mtx: yes"));
  EXPECT_FALSE(method(found, "crude")["hr"].is_null());
}

TEST_F(ComparabilityKind, TheBootstrapIsTheSameOnAnyNumberOfThreads) {
  const std::string bootstrap =
      model +
      "primary = 'overlap'\nmethods = ['crude', 'overlap']\nvariance = 'bootstrap'\n"
      "resamples = 50\n";
  const json one = run(bootstrap, transplants, "--threads 1");
  const json four = run(bootstrap, transplants, "--threads 4");
  EXPECT_EQ(one, four);
  EXPECT_EQ(method(one, "overlap")["bootstrap"]["done"], 50);
  EXPECT_FALSE(method(one, "crude").contains("bootstrap"));
}

TEST_F(ComparabilityKind, SaysEverythingThatIsWrongWithADeclaration) {
  const auto says = [](const std::string& text, const std::string& words) {
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  };
  says(refused(model), "primary: is not declared");
  says(refused(model + "primary = 'magic'\n"), "'magic' is no method of comparison");
  says(refused(model + "primary = 'ate'\nmethods = ['crude']\n"), "is not among the methods");
  says(refused("primary = 'ate'\n"), "covariates: are not given");
  says(refused(model + "primary = 'stratified'\nmethods = ['stratified']\n"),
       "centre: is not given");
  says(refused(model + "primary = 'ate'\ntrim = 'cap'\n"), "the largest weight");
  says(refused(model + "primary = 'ate'\nresamples = 50\n"), "belong to the bootstrap");
  says(refused(model + "primary = 'ate'\narm = 'disease_group'\n"),
       "column 'disease_group' has 3 levels among these patients: 'ALL'");
  says(refused(model + "primary = 'ate'\nresponse = 'disease_group'\n"),
       "which levels of 'disease_group' count is not said");
  says(refused(model + "primary = 'ate'\nresponse = 'disease_group'\nresponse_levels = ['CLL']\n"),
       "has no level 'CLL'");
  says(refused("covariates = ['age', 'nobody']\nprimary = 'ate'\n"), "nobody");
}

}  // namespace
}  // namespace venscope::study
