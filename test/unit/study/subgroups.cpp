// Analyses of kind subgroups, from outside, and the parts that a column makes.
#include "support/study_run.hpp"
#include "venscope/study/subgroup_levels.hpp"

#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;

TEST(SubgroupLevels, AnIntervalHoldsItsUpperEnd) {
  cohort::Column age;
  age.type = cohort::ColumnType::number;
  age.number = {70, 65, 30.5, std::numeric_limits<double>::quiet_NaN(), 65.1, 40};
  const std::vector<double> cuts{40, 65};
  const SubgroupLevels levels = subgroup_levels(age, cuts);
  EXPECT_EQ(levels.names, (std::vector<std::string>{"≤ 40", "> 40 to 65", "> 65"}));
  EXPECT_EQ(levels.rows, (std::vector<std::vector<std::size_t>>{{2, 5}, {1}, {0, 4}}));
  EXPECT_EQ(levels.n_missing, 1u);
}

TEST(SubgroupLevels, ALevelThatNobodyHasIsNone) {
  cohort::Column sex;
  sex.type = cohort::ColumnType::category;
  sex.levels = {"female", "diverse", "male"};
  sex.code = {2, 0, cohort::missing_code, 2};
  EXPECT_EQ(subgroup_levels(sex, {}).names, (std::vector<std::string>{"female", "male"}));
}

constexpr const char* head =
    "[study]\nid = 's'\ntitle = 'S'\ngroup = 'arm'\n[cohort]\nfile = '" VENSCOPE_SOURCE_DIR
    "/studies/hma-vs-ldac/cohort.csv'\n"
    "[dictionary]\narm = { type = 'category', levels = ['LDAC', 'HMA'] }\n"
    "[[derive]]\nname = 'crc'\nfrom = \"response %in% c('CR', 'CRi')\"\nlabel = 'CR or "
    "CRi'\n"
    "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = 'os_days'\nevent = 'died'\n"
    "unit = 'days'\n";

class Subgroups : public testing::Test, protected test::StudyFolder {
protected:
  Subgroups() : StudyFolder(head) {}
};

TEST_F(Subgroups, OfAnEndpoint) {
  const json results =
      run("[[analysis]]\nkind = 'subgroups'\nendpoint = 'OS'\n"
          "factors = [{ column = 'age', cuts = [65] }, { column = 'centre' }, { column = 'eln2022' "
          "}]\n");
  const json& one = results["analyses"][0];
  ASSERT_TRUE(one["done"].get<bool>()) << one.dump();
  EXPECT_EQ(one["measure"], "hazard_ratio");
  EXPECT_EQ(one["reference"], "LDAC");
  EXPECT_EQ(one["overall"]["reference"], (json{{"events", 26}, {"n", 28}}));
  EXPECT_EQ(one["overall"]["compared"], (json{{"events", 35}, {"n", 42}}));
  EXPECT_EQ(one["tests"], 3);
  EXPECT_DOUBLE_EQ(one["expected_by_chance"].get<double>(), 0.15);
  std::size_t n = 0;
  for (const json& level : one["factors"][1]["subgroups"])
    n += level["reference"]["n"].get<std::size_t>() + level["compared"]["n"].get<std::size_t>();
  EXPECT_EQ(n, 70u);
  const json& favorable = one["factors"][2]["subgroups"][1];
  EXPECT_EQ(favorable["level"], "favorable");
  EXPECT_TRUE(favorable["estimate"].is_null());
  EXPECT_EQ(favorable["why_not"], "fewer than 5 patients in an arm");
  EXPECT_EQ(one["factors"][2]["interaction"]["df"], 1);  // without favorable
  EXPECT_EQ(one["factors"][2]["n_missing"], 7);          // who has ALL
}

TEST_F(Subgroups, ThePageHasNoPOfASubgroup) {
  run("[[analysis]]\nkind = 'subgroups'\nendpoint = 'OS'\nfactors = ['centre', 'sex']\n");
  const std::string table = read("out/tables/subgroups.csv");
  // A row of a level ends with empty cells: interaction, Holm, Gail-Simon.
  const auto at = table.find("\n  male,");
  ASSERT_NE(at, std::string::npos) << table;
  EXPECT_TRUE(table.substr(at + 1, table.find('\n', at + 1) - at - 1).ends_with(",,,,,,")) << table;
  const std::string page = read("out/index.html");
  EXPECT_NE(page.find("2 interactions were tested"), std::string::npos);
  EXPECT_NE(page.find("0.10 of them would be"), std::string::npos);
}

TEST_F(Subgroups, OfAnOutcomeWithoutEndpoint) {
  const json results = run(
      "[[analysis]]\nkind = 'subgroups'\nid = 'or'\noutcome = 'crc'\nfactors = ['sex']\n"
      "[[analysis]]\nkind = 'subgroups'\nid = 'rd'\noutcome = 'crc'\nmeasure = 'risk_difference'\n"
      "factors = ['sex']\n");
  ASSERT_EQ(results["analyses"].size(), 2u);
  EXPECT_EQ(results["analyses"][0]["measure"], "odds_ratio");
  EXPECT_TRUE(results["analyses"][0]["endpoint"].is_null());
  // 22 of 42 against 9 of 28.
  EXPECT_NEAR(results["analyses"][0]["overall"]["estimate"].get<double>(), 22.0 * 19 / (20 * 9),
              1e-6);
  EXPECT_NEAR(results["analyses"][1]["overall"]["estimate"].get<double>(), 22.0 / 42 - 9.0 / 28,
              1e-12);
}

TEST_F(Subgroups, ThatSmallSubgroupsGiveTooManyDifferencesIsSaid) {
  // 28 patients of the reference arm cannot be 15 or more at each of three centres.
  const std::string head = "[[analysis]]\nkind = 'subgroups'\noutcome = 'crc'\nmeasure = '";
  const std::string words = "The test of differences finds too much";
  run(head + "risk_difference'\nfactors = ['centre']\n");
  EXPECT_NE(read("out/index.html").find(words), std::string::npos);
  run(head + "odds_ratio'\nfactors = ['centre']\n");
  EXPECT_EQ(read("out/index.html").find(words), std::string::npos);
}

TEST_F(Subgroups, WhatIsWrongIsSaid) {
  const std::string kind = "[[analysis]]\nkind = 'subgroups'\n";
  EXPECT_NE(refused(kind + "endpoint = 'OS'\n").find("names no subgroups"), std::string::npos);
  EXPECT_NE(refused(kind + "factors = ['age']\n").find("nothing says where to cut"),
            std::string::npos);
  EXPECT_NE(
      refused(kind + "factors = [{ column = 'sex', cuts = [1] }]\n").find("no numbers to cut"),
      std::string::npos);
  EXPECT_NE(refused(kind + "factors = [{ column = 'age', cuts = [65, 40] }]\n").find("do not rise"),
            std::string::npos);
  EXPECT_NE(refused(kind + "group = 'centre'\nfactors = ['sex']\n").find("'centre' has 3 values"),
            std::string::npos);
  EXPECT_NE(refused(kind + "factors = ['sexx']\n").find("write 'sex' if that is meant"),
            std::string::npos);
  EXPECT_NE(refused(kind + "measure = 'odds_ratio'\nfactors = ['sex']\n").find("does not go with"),
            std::string::npos);
  EXPECT_NE(refused(kind + "factors = ['sex']\nadjust = ['agee']\n").find("agee"),
            std::string::npos);
}

}  // namespace
}  // namespace venscope::study
