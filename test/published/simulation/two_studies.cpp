/// The committed synthetic cohorts of two comparisons beside what their abstracts print. Counts are
/// met exactly, and so are the percentages that they were printed as; survival lies near.
#include "venscope/cohort/read.hpp"
#include "venscope/survival/kaplan_meier.hpp"
#include "venscope/survival/log_rank.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace {

using namespace venscope;

cohort::Table file_of(const std::string& name) {
  auto read = cohort::read_table(VENSCOPE_SOURCE_DIR "/studies/" + name);
  EXPECT_TRUE(read) << to_text(read.error());
  return read ? std::move(read->table) : cohort::Table{};
}

std::string text_at(const cohort::Table& table, const std::string& column, std::size_t row) {
  const cohort::Column& found = *table.find(column);
  if (found.missing(row)) return "";
  return found.levels[static_cast<std::size_t>(found.code[row])];
}

struct Cell {
  const char* study;
  const char* arm;
  std::set<std::string> response;
  std::size_t responders, n;
  const char* percent;
};

class PrintedResponse : public testing::TestWithParam<Cell> {};

TEST_P(PrintedResponse, IsMetExactly) {
  const Cell& cell = GetParam();
  const cohort::Table table = file_of(cell.study + std::string("/cohort.csv"));
  std::size_t responders = 0, n = 0;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (text_at(table, "arm", row) != cell.arm) continue;
    ++n;
    responders += cell.response.contains(text_at(table, "response", row));
  }
  EXPECT_EQ(responders, cell.responders);
  EXPECT_EQ(n, cell.n);
  EXPECT_EQ(fmt::format("{:.1f}", 100.0 * double(responders) / double(n)), cell.percent);
}

const std::set<std::string> cr_pr{"CR", "CRi", "PR"}, cr_cri{"CR", "CRi"};

INSTANTIATE_TEST_SUITE_P(Abstracts, PrintedResponse,
                         testing::Values(Cell{"car-t-bridging", "venetoclax", cr_pr, 26, 33,
                                              "78.8"},
                                         Cell{"car-t-bridging", "other", cr_pr, 20, 30, "66.7"},
                                         Cell{"hma-vs-ldac", "HMA", cr_cri, 22, 42, "52.4"},
                                         Cell{"hma-vs-ldac", "LDAC", cr_cri, 9, 28, "32.1"}));

// Grade 3 or worse in 54.3, 47.1 and 32.9% of 70.
TEST(HmaVsLdac, AdverseEventsAreThePrinted) {
  const cohort::Table table = file_of("hma-vs-ldac/adverse_events.csv");
  std::map<std::string, std::set<std::string>> patients;
  for (std::size_t row = 0; row < table.rows; ++row)
    if (table.find("grade")->number[row] >= 3)
      patients[text_at(table, "term", row)].insert(text_at(table, "patient", row));
  EXPECT_EQ(patients["Febrile neutropenia"].size(), 38u);
  EXPECT_EQ(patients["Thrombocytopenia"].size(), 33u);
  EXPECT_EQ(patients["Infection"].size(), 23u);
  for (const auto& [term, who] : patients)  // "common" ones are printed: no other is commoner
    if (term != "Febrile neutropenia" && term != "Thrombocytopenia") {
      EXPECT_LE(who.size(), 23u) << term;
    }
}

// "No early treatment-related deaths were observed."
TEST(HmaVsLdac, NobodyDiesOfTreatmentWithinSixtyDays) {
  const cohort::Table table = file_of("hma-vs-ldac/cohort.csv");
  for (std::size_t row = 0; row < table.rows; ++row)
    if (table.find("os_days")->number[row] <= 60) {
      EXPECT_NE(text_at(table, "cause_of_death", row), "treatment") << row;
    }
}

struct Curves {
  std::map<std::string, double> median;  ///< months
  double p = 1;
};

Curves curves_of(const std::string& study, const char* time, const char* event) {
  const cohort::Table table = file_of(study + "/cohort.csv");
  const cohort::Column& arm = *table.find("arm");
  endpoint::Outcomes all;
  std::map<std::string, endpoint::Outcomes> of_arm;
  std::vector<std::int32_t> group;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const double t = table.find(time)->number[row] / 30.4375;
    const auto e = static_cast<std::int32_t>(table.find(event)->number[row]);
    for (endpoint::Outcomes* outcomes : {&all, &of_arm[text_at(table, "arm", row)]}) {
      outcomes->time.push_back(t);
      outcomes->event.push_back(e);
    }
    group.push_back(arm.code[row]);
  }
  Curves curves;
  for (const auto& [name, outcomes] : of_arm)
    curves.median[name] = *survival::median(*survival::kaplan_meier(outcomes)).time;
  const auto test = survival::log_rank(all, group, arm.levels.size());
  EXPECT_TRUE(test);
  curves.p = test->p;
  return curves;
}

// Median OS 8.3 (6.7-9.8) and 5.7 (4.1-7.3) months, p = 0.04; EFS 6.1 and 3.9, p = 0.02.
TEST(HmaVsLdac, SurvivalLiesNearThePrinted) {
  const Curves os = curves_of("hma-vs-ldac", "os_days", "died");
  EXPECT_GT(os.median.at("HMA"), 6.7);
  EXPECT_LT(os.median.at("HMA"), 9.8);
  EXPECT_GT(os.median.at("LDAC"), 4.1);
  EXPECT_LT(os.median.at("LDAC"), 7.3);
  EXPECT_NEAR(os.p, 0.04, 0.01);
  const Curves efs = curves_of("hma-vs-ldac", "efs_days", "efs_event");
  EXPECT_NEAR(efs.median.at("HMA"), 6.1, 0.7);
  EXPECT_NEAR(efs.median.at("LDAC"), 3.9, 0.5);
  EXPECT_NEAR(efs.p, 0.02, 0.005);
}

// OS P < 0.0001, PFS P = 0.188.
TEST(CarTBridging, SurvivalLiesNearThePrinted) {
  EXPECT_LT(curves_of("car-t-bridging", "os_days", "died").p, 0.0001);
  EXPECT_NEAR(curves_of("car-t-bridging", "pfs_days", "pfs_event").p, 0.188, 0.01);
}

// Every row of every file says that it is none of a patient.
TEST(TwoStudies, EveryRowIsLabelled) {
  for (const char* name :
       {"car-t-bridging/cohort.csv", "car-t-bridging/adverse_events.csv",
        "car-t-bridging/course.csv", "hma-vs-ldac/cohort.csv", "hma-vs-ldac/adverse_events.csv"}) {
    const cohort::Table table = file_of(name);
    EXPECT_GT(table.rows, 0u);
    for (std::size_t row = 0; row < table.rows; ++row) {
      EXPECT_EQ(text_at(table, "synthetic", row), "yes");
      EXPECT_TRUE(text_at(table, "synthetic_source", row).ends_with("no row is a patient"));
    }
  }
}

}  // namespace
