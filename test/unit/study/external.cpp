// A second cohort, kinds validate and recalibrate, from outside: what they write, what they refuse.
#include "support/external_protocol.hpp"
#include "support/study_run.hpp"
#include "venscope/risk/card.hpp"

#include <cmath>
#include <map>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::external_protocol;
using test::run_shell;

const std::string validation_file =
    std::string(VENSCOPE_SOURCE_DIR) + "/studies/ven-prs/validation.csv";

std::string validate(const std::string& more = "baseline = 'cohort'\ntime = 10\n",
                     const std::string& model = "ven_prs_os") {
  return "[[analysis]]\nkind = 'validate'\nid = 'v'\nendpoint = 'OS'\ncohort = 'first-line'\n"
         "model = '" +
         model + "'\n" + more;
}

std::string recalibrate(const std::string& more) {
  return "[[analysis]]\nkind = 'recalibrate'\nid = 'u'\nendpoint = 'OS'\ncohort = 'first-line'\n"
         "model = 'ven_prs_os'\ntime = 10\ninto = 'local'\n" +
         more;
}

class External : public testing::Test, protected test::StudyFolder {
protected:
  /// The validation file changed by sed, in the test's folder.
  std::string changed(const std::string& script) {
    run_shell("sed '" + script + "' " + validation_file + " > other.csv", path());
    return "other.csv";
  }
  risk::Card card() {
    const auto found =
        risk::parse_card(read("out/models/local.json"), "local.json", risk::aml_dictionary());
    EXPECT_TRUE(found) << (found ? "" : to_text(found.error()));
    return found ? *found : risk::Card{};
  }
  /// Patients of the validation file by group, as `venscope score` has it.
  std::map<std::string, int> groups(const std::string& model) {
    const auto scored = run_shell(
        "venscope score " + validation_file + " --model " + model + " --format json", path("out"));
    EXPECT_EQ(scored.exit_code, 0) << scored.err;
    std::map<std::string, int> result;
    for (const json& patient : json::parse(scored.out, nullptr, false))
      if (patient["status"] == "ok") ++result[patient["group"].get<std::string>()];
    return result;
  }
};

}  // namespace

TEST_F(External, ADictionaryMayNameAColumnOfTheValidationCohortAlone) {
  write("own.csv", "patient,age,months,died\na,50,1,1\nb,60,2,0\nc,70,3,1\n");
  write("other.csv", "patient,age,months,died,ic50\nx,50,1,1,0.5\ny,60,2,0,oops\n");
  const std::string head =
      "[study]\nid = 't'\ntitle = 'T'\n[cohort]\nfile = 'own.csv'\npatient = "
      "'patient'\n[[endpoint]]\nid = 'OS'\n"
      "time = 'months'\nunit = 'months'\nevent = 'died'\n"
      "[[validation_cohort]]\nid = 'v'\nfile = 'other.csv'\n"
      "[[analysis]]\nkind = 'km'\nid = 's'\nendpoint = 'OS'\n";
  // It types the other's values, and is not missed here.
  const std::string wrong = refused(head + "[dictionary.ic50]\ntype = 'number'\n");
  EXPECT_NE(wrong.find("oops"), std::string::npos) << wrong;
  EXPECT_EQ(wrong.find("there is no column"), std::string::npos) << wrong;
  // What nobody has is a mistake.
  const std::string nowhere = refused(head + "[dictionary.ic55]\ntype = 'number'\n");
  EXPECT_NE(nowhere.find("there is no column \"ic55\""), std::string::npos) << nowhere;
}

TEST_F(External, ReportsBothCohortsAndSaysThatTheyAreSynthetic) {
  const json all = run(external_protocol() + validate());
  ASSERT_EQ(all["validation_cohorts"].size(), 1u);
  EXPECT_EQ(all["validation_cohorts"][0]["id"], "first-line");
  EXPECT_EQ(all["validation_cohorts"][0]["rows"], 189);
  EXPECT_FALSE(all["validation_cohorts"][0]["synthetic"].is_null());
  const json& found = all["analyses"][0];
  ASSERT_TRUE(found["done"].get<bool>());
  EXPECT_EQ(found["cohorts"][0]["label"], "Relapsed or refractory");
  EXPECT_EQ(found["cohorts"][1]["label"], "First line");
  EXPECT_EQ(found["cohorts"][0]["patients"], 240);
  EXPECT_NE(found["case_mix"]["note"].get<std::string>().find("if the points were right, C would "
                                                              "fall by 0.018"),
            std::string::npos);
  const std::string page = read("out/index.html");
  EXPECT_NE(page.find("Validation cohort, first line: 189 of the 189 patients"), std::string::npos);
  EXPECT_NE(page.find("SHA-256 of "), std::string::npos);
  for (const char* file :
       {"tables/v.csv", "tables/v-case-mix.csv", "tables/v-groups.csv", "figures/v-calibration.svg",
        "figures/v-curves-own.svg", "figures/v-curves-validation.svg"})
    EXPECT_FALSE(read(std::string("out/") + file).empty()) << file;
  // Case-mix has no column of both together and no p.
  const std::string table = read("out/tables/v-case-mix.csv");
  EXPECT_EQ(table.find("Overall"), std::string::npos);
  EXPECT_EQ(table.substr(0, table.find('\n')).find(",p,"), std::string::npos);
}

TEST_F(External, WithoutABaselineThereAreNoRisksButASlope) {
  const json found = run(external_protocol() + validate("time = 10\n"))["analyses"][0];
  ASSERT_TRUE(found["done"].get<bool>());
  EXPECT_TRUE(found["baseline"].is_null());
  for (const json& cohort : found["cohorts"]) {
    EXPECT_TRUE(cohort["calibration"].is_null());
    EXPECT_TRUE(cohort["brier"].is_null());
    EXPECT_FALSE(cohort["slope"].is_null());
    EXPECT_FALSE(cohort["harrell"].is_null());
  }
}

TEST_F(External, AReconstructedBaselineIsUsedWhenAskedFor) {
  const json found =
      run(external_protocol() + validate("baseline = 'reconstructed'\ntime = 10\n"))["analyses"][0];
  EXPECT_NE(found["baseline"].get<std::string>().find("reconstructed"), std::string::npos);
  EXPECT_FALSE(found["cohorts"][1]["calibration"].is_null());
  // A time that it says nothing of has no risk, and the report says so.
  const json beyond = run(external_protocol() +
                          validate("baseline = 'reconstructed'\ntime = 500\n"))["analyses"][0];
  EXPECT_TRUE(beyond["cohorts"][1]["calibration"].is_null());
  EXPECT_NE(beyond["warnings"].dump().find("no risks by 500"), std::string::npos);
}

// A classification has no log hazard: it is judged by the order of its groups alone.
TEST_F(External, AClassificationIsJudgedByItsGroups) {
  const json found = run(external_protocol() + validate("time = 10\n", "eln2022"))["analyses"][0];
  ASSERT_TRUE(found["done"].get<bool>()) << found.dump();
  for (const json& cohort : found["cohorts"]) {
    EXPECT_FALSE(cohort["harrell"].is_null());
    EXPECT_TRUE(cohort["slope"].is_null());
    EXPECT_TRUE(cohort["expected_concordance"].is_null());
  }
  EXPECT_TRUE(found["case_mix"]["membership"].is_null());
}

// A score that the study derives is validated by the very card that it writes.
TEST_F(External, AScoreDerivedHereIsValidatedInTheOtherCohort) {
  const json all = run(
      external_protocol() + validate("where = 'molecular == yes'\ntime = 10\n", "local-os") +
      "[[analysis]]\nkind = 'derive'\nid = 'd'\nendpoint = 'OS'\nwhere = 'molecular == yes'\n"
      "horizon = 10\nmodel = 'local-os'\nbootstrap = 0\nsplits = 0\n"
      "candidates = ['extramedullary_disease', 'prior_hma', 'NF1', 'PTPN11', 'FLT3', 'TP53']\n");
  const json &found = all["analyses"][0], &derived = all["analyses"][1];
  ASSERT_TRUE(found["done"].get<bool>()) << found.dump();
  EXPECT_TRUE(found["made_here"].get<bool>());
  EXPECT_EQ(found["cohorts"][0]["n"], derived["n"]);
  EXPECT_EQ(found["cohorts"][1]["n"], 189);
  EXPECT_NE(found["baseline"].get<std::string>().find("local-os"), std::string::npos);
  EXPECT_FALSE(found["cohorts"][1]["calibration"].is_null());
}

TEST_F(External, ASlopeKeepsEveryPatientInHisGroup) {
  const json found = run(external_protocol() +
                         recalibrate("baseline = 'cohort'\nupdate = 'slope'\n"))["analyses"][0];
  ASSERT_TRUE(found["card_written"].get<bool>());
  EXPECT_EQ(found["by"], "declared");
  EXPECT_EQ(groups("models/local.json"), groups("ven-prs-os"));
  const risk::Card updated = card();
  EXPECT_EQ(updated.status, "derived here");
  EXPECT_TRUE(updated.log_hazard && updated.baseline && updated.derivation);
  EXPECT_EQ(updated.derivation->patients, 189);
  const double slope = std::round(found["terms"][0]["factor"].get<double>() * 1e4) / 1e4;
  const risk::Card& original = *risk::find_card("ven-prs-os");
  for (std::size_t k = 0; k < original.terms.size(); ++k)
    EXPECT_NEAR(updated.terms[k].cases[0].points.value(),
                slope * original.terms[k].cases[0].points.value(), 1e-12);
  // What the card predicts comes true in the large in the patients that it was fitted to.
  double predicted = 0, n = 0;
  for (const json& group : found["groups"]) {
    predicted += group["n"].get<double>() * group["updated"].get<double>();
    n += group["n"].get<double>();
  }
  EXPECT_NEAR(predicted / n, 0.373, 0.03);  // observed by 10 months, by Kaplan-Meier
}

TEST_F(External, ARefitHasNewPointsAndABaselineOfItsOwn) {
  const json found = run(external_protocol() + recalibrate("update = 'refit'\n"))["analyses"][0];
  ASSERT_TRUE(found["card_written"].get<bool>()) << found.dump();
  EXPECT_TRUE(found["kept_baseline"].is_null());
  const risk::Card updated = card();
  const risk::Card& original = *risk::find_card("ven-prs-os");
  for (std::size_t k = 0; k < original.terms.size(); ++k) {
    const double expected =
        found["new_baseline"]["updates"][2]["factors"][k]["estimate"].get<double>() *
        original.terms[k].cases[0].points.value();
    EXPECT_NEAR(updated.terms[k].cases[0].points.value(), expected, 0.005 + 1e-9);
    EXPECT_EQ(updated.terms[k].hazard_ratio, "");
  }
  EXPECT_EQ(updated.cut_points[0].high->text(), "0.25");
  EXPECT_FALSE(updated.baseline->reconstructed);
  std::map<std::string, int> scored = groups("models/local.json"), told;
  for (const json& group : found["groups"]) told[group["group"]] = group["n"];
  std::erase_if(told, [](const auto& one) { return one.second == 0; });
  EXPECT_EQ(scored, told);
}

// The updated card is a model like any other: an analysis can name it.
TEST_F(External, AnUpdatedScoreCanBeJudgedInItsTurn) {
  const json all = run(external_protocol() + recalibrate("update = 'slope_and_baseline'\n") +
                       validate("time = 10\n", "local"));
  const json& found = all["analyses"][1];
  ASSERT_TRUE(found["done"].get<bool>()) << found.dump();
  EXPECT_NEAR(found["cohorts"][1]["slope"]["estimate"].get<double>(), 1, 1e-3);
  // In the patients whom it was updated in: the report does not call that a validation.
  const std::string page = read("out/index.html");
  EXPECT_NE(page.find("The score was updated in first line"), std::string::npos);
  EXPECT_NE(page.find("updated in these very patients: no validation"), std::string::npos);
}

TEST_F(External, TheClosedTestKeepsAScoreInTheCohortThatItFits) {
  const json found = run(external_protocol() +
                         "[[analysis]]\nkind = 'recalibrate'\nid = 'u'\nendpoint = 'OS'\n"
                         "model = 'ven_prs_os'\nbaseline = 'reconstructed'\n")["analyses"][0];
  ASSERT_TRUE(found["done"].get<bool>()) << found.dump();
  EXPECT_EQ(found["chosen"], "original");
  EXPECT_FALSE(found["card_written"].get<bool>());
}

// A constant is all that the closed test asks for; that the slope alone would be significant is
// said.
TEST_F(External, SaysWhatTheClosedTestPassesOver) {
  const json found = run(external_protocol() + recalibrate("baseline = 'cohort'\n"))["analyses"][0];
  EXPECT_EQ(found["chosen"], "in_the_large");
  EXPECT_EQ(found["by"], "closed test");
  EXPECT_NE(read("out/index.html")
                .find("The next step alone (calibration in the large and slope) has p = 0.006"),
            std::string::npos);
  // Points and printed hazard ratios are those of the paper: only the level is new.
  const risk::Card updated = card();
  EXPECT_EQ(updated.terms[0].cases[0].points.text(), "0.9");
  EXPECT_NE(updated.terms[0].hazard_ratio, "");
  EXPECT_EQ(groups("models/local.json"), groups("ven-prs-os"));
}

TEST_F(External, SaysWhatIsWrongWithTheDeclaration) {
  EXPECT_NE(refused(external_protocol() + validate("", "ven_prs_o")).find("write 'ven_prs_os'"),
            std::string::npos);
  std::string other = validate();
  other.replace(other.find("first-line"), 10, "second-lin");
  const std::string unknown = refused(external_protocol() + other);
  EXPECT_NE(unknown.find("there is no [[validation_cohort]] 'second-lin', expected first-line"),
            std::string::npos)
      << unknown;
  EXPECT_NE(refused(external_protocol() + "[[validation_cohort]]\nid = 'first-line'\nfile = 'x'\n")
                .find("taken by another cohort"),
            std::string::npos);
  EXPECT_NE(refused(external_protocol("absent.csv") + validate()).find("absent.csv"),
            std::string::npos);
  EXPECT_NE(refused(external_protocol() + validate("time = 0\n")).find("is not above 0"),
            std::string::npos);
  EXPECT_NE(refused(external_protocol() + recalibrate("update = 'all'\n")).find("closed_test"),
            std::string::npos);
  EXPECT_NE(refused(external_protocol() + recalibrate("baseline = 'cohort'\ncohort = ''\n"))
                .find("cohort"),
            std::string::npos);
}

TEST_F(External, ACohortThatLacksAVariableOfTheModelIsRefusedByName) {
  const std::string err = refused(external_protocol(changed("1s/,NF1,/,gene_x,/")) + validate());
  EXPECT_NE(err.find("other.csv has no column for NF1 of ven_prs_os"), std::string::npos) << err;
  EXPECT_NE(err.find("p.toml:"), std::string::npos);
}

TEST_F(External, WrongValuesAreLocatedInTheFileThatHasThem) {
  const std::string err =
      refused(external_protocol(changed("3s/2018-11-04/2018-13-45/")) + validate());
  EXPECT_NE(err.find("other.csv:3"), std::string::npos) << err;
}

TEST_F(External, ACohortWithoutEventsCannotJudgeAScore) {
  const auto result = study(
      "run",
      external_protocol(validation_file, "include = [{ keep = 'died == 0', reason = 'died' }]\n") +
          validate() + recalibrate(""),
      "--out out");
  EXPECT_EQ(result.exit_code, 1) << result.err;
  const json all = json::parse(read("out/results.json"), nullptr, false);
  for (const json& one : all["analyses"]) {
    EXPECT_FALSE(one["done"].get<bool>());
    EXPECT_NE(one["problems"].dump().find("had the event"), std::string::npos) << one.dump();
  }
}

TEST_F(External, PatientsWhoAreAllAlikeHaveNoSlope) {
  const json all =
      run(external_protocol(
              validation_file,
              "include = [{ keep = 'prior_hma == no and extramedullary_disease == no and NF1 == "
              "wild_type and PTPN11 == wild_type and FLT3 == wild_type and TP53 == wild_type and "
              "SF3B1 == wild_type', reason = 'some factor' }]\n") +
          validate() + recalibrate("update = 'slope_and_baseline'\n"));
  const json& found = all["analyses"][0];
  ASSERT_TRUE(found["done"].get<bool>());
  const json& other = found["cohorts"][1];
  EXPECT_EQ(other["harrell"]["estimate"], 0.5);
  EXPECT_TRUE(other["slope"].is_null());
  EXPECT_EQ(other["groups"][2]["n"], 0);
  EXPECT_NE(found["warnings"].dump().find("does not vary"), std::string::npos)
      << found["warnings"].dump();
  EXPECT_FALSE(all["analyses"][1]["done"].get<bool>());
  EXPECT_NE(all["analyses"][1]["problems"].dump().find("everybody has the same score"),
            std::string::npos);
}

// A variable of the dictionary in another unit is refused, where it is out of range; any other that
// looks like it is said.
TEST_F(External, AnotherUnitAndAnotherCodingAreSaid) {
  const auto with = [&](const std::string& change) {
    run_shell("awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i } NR > 1 { " +
                  change + " } { print }' " + validation_file + " > other.csv",
              path(""));
    return external_protocol("other.csv");
  };
  EXPECT_NE(refused(with("$at[\"haemoglobin\"] *= 100") + validate()).find("out of range"),
            std::string::npos);
  const json found = run(with("if ($at[\"response_days\"] != \"\") $at[\"response_days\"] *= 100; "
                              "$at[\"ven_dose\"] = \"full\"") +
                         validate("time = 10\nvariables = ['response_days', 'ven_dose', 'age']\n"));
  ASSERT_TRUE(found.contains("analyses"));
  const std::string warnings = found["analyses"][0]["warnings"].dump();
  EXPECT_NE(warnings.find("in First line: another unit, or other patients"), std::string::npos)
      << warnings;
  EXPECT_NE(warnings.find("ven_dose: nobody of Relapsed or refractory is 'full'"),
            std::string::npos)
      << warnings;
  EXPECT_EQ(warnings.find("age is"), std::string::npos) << warnings;
}

// Five terms that vary in 11 patients: a refit is refused with numbers, discrimination and case-mix
// remain.
TEST_F(External, FewerEventsThanTermsCannotRefit) {
  const std::string few = external_protocol(
      validation_file, "include = [{ keep = 'age >= 87.5', reason = 'younger' }]\n");
  const json all = run(few + recalibrate("update = 'refit'\n") + validate("time = 10\n"));
  const json &refit = all["analyses"][0], &judged = all["analyses"][1];
  EXPECT_FALSE(refit["done"].get<bool>());
  EXPECT_NE(refit["problems"].dump().find("5 parameters to be estimated from"), std::string::npos)
      << refit["problems"];
  EXPECT_NE(refit["problems"].dump().find("declare a smaller update"), std::string::npos);
  ASSERT_TRUE(judged["done"].get<bool>());
  EXPECT_EQ(judged["n"], 11);
  EXPECT_FALSE(judged["cohorts"][1]["harrell"].is_null());
  EXPECT_NE(read("out/index.html").find("fewer than the 100 that judging a model takes"),
            std::string::npos);
  // A closed test without its largest update has nothing to choose by.
  const json chosen = run(few + recalibrate(""))["analyses"][0];
  EXPECT_TRUE(chosen["done"].get<bool>()) << chosen["problems"];
  EXPECT_NE(chosen["warnings"].dump().find("parameters to be estimated from"), std::string::npos)
      << chosen["warnings"];
}

}  // namespace venscope::study
