// Pairs of genes against R's fisher.test and p.adjust (co_occurrence.R beside this file).
#include "support/from_r.hpp"
#include "support/study_run.hpp"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::agrees;
using test::number;

/// R's uniroot stops at 1e-4 on the scale of the reciprocal: of a limit of 85 that is 1 in 100. The
/// ratio itself is held to 1e-11 by reference/response/contingency.
constexpr double r_root = 1e-2;

json found() {
  const test::StudyFolder study(
      "[study]\nid = 's'\ntitle = 'S'\n[dictionary]\nuse = 'aml'\n[[analysis]]\n"
      "kind = 'co-occurrence'\ngenes = ['TET2', 'RUNX1', 'TP53', 'ASXL1', 'DNMT3A', 'IDH2', "
      "'SRSF2', 'NPM1', 'FLT3_ITD', 'FLT3_TKD', 'SF3B1', 'PTPN11', 'NF1']\n");
  return study.run(
      "", "--cohort " VENSCOPE_SOURCE_DIR "/studies/ven-prs/cohort.csv")["analyses"][0]["pairs"];
}

TEST(CoOccurrenceReference, EqualsRForEveryPair) {
  const json r = test::from_r("study", "co_occurrence");
  std::map<std::pair<std::string, std::string>, json> by_name;
  for (const json& pair : found()) {
    std::string first = pair["first"], second = pair["second"];
    std::replace(first.begin(), first.end(), '-', '_');
    std::replace(second.begin(), second.end(), '-', '_');
    by_name[{first, second}] = pair;
  }
  ASSERT_EQ(by_name.size(), r.size());
  for (const json& expected : r) {
    const std::string a = expected["first"], b = expected["second"];
    const bool turned = !by_name.count({a, b});
    ASSERT_TRUE(by_name.count(turned ? std::pair{b, a} : std::pair{a, b})) << a << " " << b;
    const json& pair = by_name[turned ? std::pair{b, a} : std::pair{a, b}];
    EXPECT_EQ(pair["both"], expected["both"]) << a << " " << b;
    EXPECT_EQ(pair[turned ? "second_only" : "first_only"], expected["first_only"]);
    EXPECT_EQ(pair["neither"], expected["neither"]);
    EXPECT_TRUE(agrees(number(pair["p"]), number(expected["p"]), 1e-9)) << a << " " << b;
    EXPECT_TRUE(agrees(number(pair["p_adjusted"]), number(expected["p_adjusted"]), 1e-9));
    EXPECT_TRUE(agrees(number(pair["odds_ratio"]), number(expected["odds_ratio"]), r_root));
    EXPECT_TRUE(agrees(number(pair["conf_low"]), number(expected["conf_low"]), r_root));
    if (expected["conf_high"] == "Inf")
      EXPECT_TRUE(pair["conf_high"].is_null());
    else
      EXPECT_TRUE(agrees(number(pair["conf_high"]), number(expected["conf_high"]), r_root));
  }
}

}  // namespace
}  // namespace venscope::study
