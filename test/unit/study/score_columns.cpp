// [[score]]: model cards in a study, from outside.
#include "support/shell.hpp"

#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using test::read_file;
using test::run_shell;
using test::write_file;

class ScoreColumns : public testing::Test {
protected:
  nlohmann::json run(const std::string& scores, const std::string& analysis) const {
    write_file(folder_.path() + "/p.toml", head + scores + analysis);
    const auto result = run_shell("venscope study run p.toml --out out", folder_.path());
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return nlohmann::json::parse(read_file(folder_.path() + "/out/results.json"), nullptr, false);
  }
  test::ShellResult check(const std::string& scores) const {
    write_file(folder_.path() + "/p.toml", head + scores);
    return run_shell("venscope study check p.toml", folder_.path());
  }
  ScoreColumns() {
    // Favourable, intermediate, adverse; open; settled although SF3B1 is not known; after
    // venetoclax.
    write_file(folder_.path() + "/c.csv",
               "id,emd,prior_hma,prior_venetoclax,NF1,PTPN11,FLT3_ITD,FLT3,TP53,SF3B1,months,died\n"
               "a,no,no,no,wt,wt,negative,wt,wt,wt,10,1\n"
               "b,no,yes,no,wt,wt,negative,wt,wt,wt,8,1\n"
               "c,yes,yes,no,wt,wt,,mut,wt,wt,2,1\n"
               "d,,yes,no,wt,wt,negative,,wt,wt,9,0\n"
               "e,yes,yes,no,mut,mut,positive,,wt,,1,1\n"
               "f,no,no,yes,wt,wt,negative,wt,wt,wt,12,0\n");
  }

private:
  const std::string head =
      "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'c.csv'\n[dictionary]\nuse = 'aml'\n"
      "emd = { type = 'yes_no' }\n";
  test::TemporaryFolder folder_;
};

TEST_F(ScoreColumns, AreFilledWhereTheGroupIsKnown) {
  const auto json =
      run("[[score]]\nmodel = 'ven-prs-os'\ncolumns = { extramedullary_disease = 'emd' }\n",
          "[[analysis]]\nkind = 'km'\nformula = 'Surv(months, died) ~ ven_prs_os.group'\n");
  const auto& score = json["scores"][0];
  EXPECT_EQ(score["classified"], 4);
  EXPECT_EQ(score["incomplete"], 1);
  EXPECT_EQ(score["not_applicable"], 1);
  EXPECT_EQ(score["groups"][0]["n"], 1);
  EXPECT_EQ(score["groups"][1]["n"], 1);
  EXPECT_EQ(score["groups"][2]["n"], 2);
  const auto& strata = json["analyses"][0]["strata"];
  ASSERT_EQ(strata.size(), 3u);
  EXPECT_EQ(strata[0]["stratum"], "ven_prs_os.group=favorable");
  EXPECT_EQ(strata[2]["n"], 2);
}

TEST_F(ScoreColumns, MayAssumeAndMayLeaveThePopulationIfTheProtocolSaysSo) {
  const auto json =
      run("[[score]]\nmodel = 'ven-prs-os'\nprefix = 'molecular'\noutside_population = 'score'\n"
          "assume = { extramedullary_disease = 'no', prior_hma = 'no', FLT3 = 'wild_type' }\n",
          "[[analysis]]\nkind = 'km'\nformula = 'Surv(months, died) ~ molecular.group'\n");
  const auto& score = json["scores"][0];
  EXPECT_EQ(score["applied_outside"], 1);
  EXPECT_EQ(score["not_applicable"], 0);
  EXPECT_EQ(score["assumed"][0]["n"], 6);
  EXPECT_EQ(score["classified"], 6);
  EXPECT_NE(json.dump().find("molecular.group"), std::string::npos);
}

TEST_F(ScoreColumns, SaysWhatIsWrongWithTheDeclaration) {
  const auto wrong = check(
      "[[score]]\nmodel = 'ven-prs'\n[[score]]\nmodel = 'mprs'\nassume = { TP53 = 'perhaps', X = 1 "
      "}\n"
      "[[score]]\nmodel = 'mprs'\ncolumns = { TP53 = 'p53' }\n[[score]]\nmodel = 'vrsp-m'\n");
  EXPECT_EQ(wrong.exit_code, 2);
  for (const char* said :
       {"p.toml:10: ", "there is no model 'ven-prs'", "'perhaps' is no value of TP53",
        "score.mprs.assume.X: is no variable of the models", "there is no column 'p53' for TP53",
        "'mprs.group' is a column already", "cannot be computed"})
    EXPECT_NE(wrong.err.find(said), std::string::npos) << said << '\n' << wrong.err;
}

}  // namespace
}  // namespace venscope::study
