// Drug responses of the bundled synthetic samples against R (drug_sensitivity.R beside this file).
#include "support/from_r.hpp"
#include "support/study_run.hpp"

#include <sstream>

#include <fmt/format.h>

namespace {

using namespace venscope::test;
using nlohmann::json;

class DrugSensitivityOfR : public testing::Test {
protected:
  static json run(const std::string& analysis) {
    const std::string folder = VENSCOPE_SOURCE_DIR "/studies/senescence-signature";
    const StudyFolder study(fmt::format(
        "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = '{0}/ex-vivo.csv'\npatient = 'patient'\n"
        "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = 'os_months'\n"
        "unit = 'months'\nevent = 'died'\n"
        "[[records]]\nid = 'drugs'\nfile = 'drugs.csv'\n"
        "[[analysis]]\nkind = 'drug_sensitivity'\nid = 'drugs'\nvalue = 'ic50_um'\n"
        "cap = 'highest_um'\nfloor = 'lowest_um'\nduplicates = 'median'\n{1}",
        folder, analysis));
    // The drug that one of the scores is.
    std::istringstream rows(read_file(folder + "/ex-vivo-drugs.csv"));
    std::string kept;
    for (std::string row; std::getline(rows, row);)
      if (row.find(",Venetoclax,") == std::string::npos) kept += row + "\n";
    study.write("drugs.csv", kept);
    return analysis_of(study.run(""), "drugs");
  }

  static const json& drug(const json& found, const json& name) {
    static const json none;
    for (const char* list : {"drugs", "not_tested"})
      for (const json& one : found[list])
        if (one["drug"] == name) return one;
    ADD_FAILURE() << "no " << name;
    return none;
  }

  /// Counts, the test and the Tobit model of one drug; false of one that is not tested.
  static bool expect_same(const json& ours, const json& r) {
    EXPECT_EQ(ours["n"], r["n"]);
    EXPECT_EQ(ours["n_censored"], r["censored"]);
    if (!r.contains("p")) {
      EXPECT_TRUE(ours.contains("reason"));
      return false;
    }
    EXPECT_EQ(ours["n_below"], r["below"]);
    for (const char* key : {"p", "q", "q_storey"})
      EXPECT_TRUE(agrees(number(ours[key]), number(r[key]), 1e-10)) << key << ours[key] << r[key];
    if (r.contains("tobit") && r["tobit"].is_object() && !r["tobit"].empty()) {
      // survreg() stops at 1e-12 of its likelihood, which is some 1e-7 of a limit.
      const json &tobit = r["tobit"], &slope = ours["tobit"];
      EXPECT_TRUE(agrees(number(slope["estimate"]), number(tobit["ratio"]), 1e-6)) << slope;
      EXPECT_TRUE(agrees(number(slope["conf_low"]), number(tobit["low"]), 1e-6)) << slope;
      EXPECT_TRUE(agrees(number(slope["conf_high"]), number(tobit["high"]), 1e-6)) << slope;
      EXPECT_TRUE(agrees(number(slope["p"]), number(tobit["p"]), 1e-5)) << slope;
    } else {
      EXPECT_TRUE(ours["tobit"].is_null());
    }
    return true;
  }
};

TEST_F(DrugSensitivityOfR, OfANumber) {
  const json r = from_r("study", "drug_sensitivity");
  const json ours = run("score = 'ic50_venetoclax'\n");
  EXPECT_EQ(ours["duplicates"]["pairs"], r["repeated"]);
  std::size_t tested = 0;
  for (const json& one : r["number"]) {
    SCOPED_TRACE(one["drug"].get<std::string>());
    const json& found = drug(ours, one["drug"]);
    if (!expect_same(found, one)) continue;
    ++tested;
    EXPECT_NEAR(number(found["effect"]["estimate"]), number(one["rho"]), 1e-12);
  }
  EXPECT_EQ(tested, 22u);
}

TEST_F(DrugSensitivityOfR, OfTwoGroupsWithQ) {
  const json r = from_r("study", "drug_sensitivity");
  const json ours = run("score = 'eln_risk'\ngroups = ['favorable', 'adverse']\n");
  std::size_t tested = 0;
  for (const json& one : r["groups"]) {
    SCOPED_TRACE(one["drug"].get<std::string>());
    const json& found = drug(ours, one["drug"]);
    if (!expect_same(found, one)) continue;
    ++tested;
    EXPECT_NEAR(number(found["effect"]["probability"]["estimate"]), number(one["probability"]),
                1e-12);
    EXPECT_NEAR(number(found["levels"][0]["median"]), number(one["medians"][0]), 1e-12);
    EXPECT_NEAR(number(found["levels"][1]["median"]), number(one["medians"][1]), 1e-12);
  }
  EXPECT_EQ(tested, 22u);
}

}  // namespace
