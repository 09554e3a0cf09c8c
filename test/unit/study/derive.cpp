// Analyses of kind derive, from outside: what they write, and what they refuse.
#include "support/study_run.hpp"
#include "venscope/risk/card.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::run_shell;

const std::string root = VENSCOPE_SOURCE_DIR;

const std::string head =
    "[study]\nid = 's'\ntitle = 'Synthetic registry'\nseed = 4\n[cohort]\nfile = '" + root +
    "/studies/ven-prs/cohort.csv'\npatient = 'patient'\n[dictionary]\nuse = 'aml'\n"
    "molecular = { type = 'yes_no' }\nstart_date = { type = 'date' }\n"
    "death_date = { type = 'date' }\nlast_contact_date = { type = 'date' }\n"
    "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\norigin = 'start_date'\n"
    "last_contact = 'last_contact_date'\nunit = 'days'\n"
    "events = [{ label = 'death', when = 'death_date', terminal = true }]\n";

class DeriveKind : public testing::Test, protected test::StudyFolder {
protected:
  DeriveKind() : StudyFolder(head) {}
  json run(const std::string& analysis, const std::string& options = "") const {
    return StudyFolder::run(analysis, options)["analyses"][0];
  }
  static std::string analysis(const std::string& more = "") {
    return "[[analysis]]\nkind = 'derive'\nid = 'score'\nendpoint = 'OS'\n"
           "where = 'molecular == yes'\nhorizon = 10\nmodel = 'local-os'\n"
           "candidates = ['extramedullary_disease', 'prior_hma', 'NF1', 'PTPN11', 'FLT3', 'TP53', "
           "'SF3B1', 'IDH2', 'age', 'disease_status = refractory']\n"
           "bootstrap = 40\nsplits = 20\n" +
           more;
  }
};

TEST_F(DeriveKind, WritesACardThatGivesTheSameGroups) {
  const json found = run(analysis());
  EXPECT_EQ(found["n"].get<int>() + found["n_missing"].get<int>(), 174);
  EXPECT_TRUE(found["card_written"].get<bool>()) << found.dump();
  const std::string text = read("out/models/local-os.json");
  const auto card = risk::parse_card(text, "local-os.json", risk::aml_dictionary());
  ASSERT_TRUE(card) << to_text(card.error());
  EXPECT_EQ(card->status, "derived here");
  ASSERT_TRUE(card->derivation && card->baseline && card->baseline->uncertainty);
  EXPECT_EQ(card->derivation->cohort_sha256, found["cohort_sha256"]);
  // The program scores the same file: as many patients in each group as the derivation says.
  const auto scored = run_shell("venscope score " + root +
                                    "/studies/ven-prs/cohort.csv --model out/models/local-os.json "
                                    "--format json",
                                path());
  ASSERT_EQ(scored.exit_code, 0) << scored.err;
  std::map<std::string, int> groups, expected;
  for (const json& patient : json::parse(scored.out, nullptr, false))
    if (patient["status"] == "ok") ++groups[patient["group"].get<std::string>()];
  for (const risk::Outcome& outcome : card->published)
    expected[outcome.group] = static_cast<int>(*outcome.n);
  // Patients without molecular data have no value of the genes, and so no group.
  EXPECT_EQ(groups, expected);
}

// Points are penalised coefficients: the table names them apart from the refit, and the refit has
// no p.
TEST_F(DeriveKind, ALassoKeepsItsPenalisedCoefficientsApartFromTheRefit) {
  const json found = run(analysis("selection = 'lasso'\nscreen = 0.9\n"));
  EXPECT_GT(found["lambda"].get<double>(), 0);
  std::size_t selected = 0;
  for (const json& one : found["candidates"]) {
    EXPECT_TRUE(one["multivariable"].is_null());
    EXPECT_EQ(one["points"].is_null(), one["refit"].is_null());
    if (one["points"].is_null()) continue;
    ++selected;
    EXPECT_FALSE(one["refit"].contains("p"));
    EXPECT_FALSE(one["penalised"].contains("p"));
    const double penalised = one["penalised"]["coef"], points = one["points"];
    if (!one["level"].is_null()) {
      EXPECT_NEAR(points, penalised, 0.005);
    }
    EXPECT_GT(penalised * points, 0);
  }
  EXPECT_GT(selected, 2u);
  const std::string table = read("out/tables/score.csv");
  const std::string head = table.substr(0, table.find('\n'));
  EXPECT_NE(head.find("penalised_hr"), std::string::npos) << head;
  EXPECT_NE(head.find("refit_hr_low"), std::string::npos) << head;
  EXPECT_EQ(head.find("score_p"), std::string::npos) << head;
  const auto card =
      risk::parse_card(read("out/models/local-os.json"), "local-os.json", risk::aml_dictionary());
  ASSERT_TRUE(card);
  ASSERT_TRUE(card->baseline);
  EXPECT_FALSE(card->baseline->uncertainty);
  for (const risk::Term& term : card->terms) EXPECT_EQ(term.hazard_ratio, "");
  EXPECT_NE(card->baseline->warning.en.find("penalised"), std::string::npos);
}

TEST_F(DeriveKind, ReportsEveryPart) {
  const json found = run(analysis());
  EXPECT_EQ(found["candidates"].size(), 10u);
  EXPECT_EQ(found["optimism"]["resamples"], 40);
  EXPECT_EQ(found["optimism"]["indices"].size(), 6u);
  for (const json& index : found["optimism"]["indices"])
    EXPECT_NEAR(index["corrected"].get<double>(),
                index["apparent"].get<double>() - index["optimism"].get<double>(), 1e-12);
  EXPECT_EQ(found["splits"]["groups"].size(), 3u);
  EXPECT_GT(found["sample_size"]["events_per_parameter"].get<double>(), 1);
  EXPECT_TRUE(found["search"].is_null());
  for (const char* file :
       {"tables/score.csv", "tables/score-groups.csv", "tables/score-optimism.csv",
        "tables/score-splits.csv", "figures/score-scores.svg", "figures/score-calibration.svg",
        "figures/score-selection.svg"})
    EXPECT_FALSE(read(std::string("out/") + file).empty()) << file;
  const std::string page = read("out/index.html");
  EXPECT_NE(page.find("backward elimination by AIC"), std::string::npos);
  for (const char* undefined : {">nan", " nan", "(nan", "-nan"})
    EXPECT_EQ(page.find(undefined), std::string::npos) << undefined;
}

TEST_F(DeriveKind, IsTheSameForAnyNumberOfThreads) {
  run(analysis("cut_points = 'searched'\npermutations = 200\n"), "--threads 1");
  const std::string one = read("out/results.json");
  const std::string card = read("out/models/local-os.json");
  run(analysis("cut_points = 'searched'\npermutations = 200\n"), "--threads 3");
  EXPECT_EQ(read("out/results.json"), one);
  EXPECT_EQ(read("out/models/local-os.json"), card);
  const json search = json::parse(one, nullptr, false)["analyses"][0]["search"];
  EXPECT_LE(search["p_uncorrected"].get<double>(), search["p_permutation"].get<double>());
}

TEST_F(DeriveKind, TakesCutPointsAsTheyAreDeclared) {
  const json found = run(analysis("cut_points = ['< 0.25', '<= 0.75']\n"));
  EXPECT_EQ(found["cut_points"][0]["at"], 0.25);
  EXPECT_FALSE(found["cut_points"][0]["below_with"].get<bool>());
  EXPECT_TRUE(found["cut_points"][1]["below_with"].get<bool>());
  EXPECT_NE(read("out/models/local-os.json").find("\"below\": \"0.25\""), std::string::npos);
}

TEST_F(DeriveKind, SaysWhatIsWrongWithTheDeclaration) {
  const std::string said = refused(
      "[[analysis]]\nkind = 'derive'\nendpoint = 'OS'\ncandidates = ['NF1', "
      "'nf2']\nselection = 'lass'\ncut_points = ['0.25']\nmodel = 'Local OS'\nscreen = 2\n");
  for (const char* part : {"nf2", "selection", "is no cut point", "is no id of a model", "screen"})
    EXPECT_NE(said.find(part), std::string::npos) << part << "\n" << said;
  EXPECT_NE(refused("[[analysis]]\nkind = 'derive'\nendpoint = 'OS'\n"
                    "candidates = ['NF1', 'disease_status']\n")
                .find("is neither a number nor a finding"),
            std::string::npos);
  EXPECT_NE(refused("[[analysis]]\nkind = 'derive'\nendpoint = 'OS'\n").find("candidates"),
            std::string::npos);
}

}  // namespace
}  // namespace venscope::study
