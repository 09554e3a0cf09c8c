/// The bundled synthetic registry beside what is printed: Shahswar R, et al. Leukemia
/// 2025;39:614-622, Tables 1 to 4 and Results. Counts are met; what is random lies near.
#include "support/shell.hpp"
#include "support/simulation.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <gtest/gtest.h>

namespace {

using namespace venscope;
using test::count_of;

struct Cohort {
  cohort::Table table, truth;
};

const Cohort& registry() {
  static const Cohort cohort = [] {
    const auto declaration =
        simulation::load_declaration(VENSCOPE_SOURCE_DIR "/studies/ven-prs/registry.toml");
    EXPECT_TRUE(declaration) << to_text(declaration.error());
    auto drawing =
        simulation::draw(*declaration, declaration->n, declaration->seed, declaration->match);
    EXPECT_TRUE(drawing) << to_text(drawing.error());
    return Cohort{std::move(drawing->table), std::move(drawing->truth)};
  }();
  return cohort;
}

struct Printed {
  const char* column;
  const char* level;  ///< "" for missing
  std::size_t all, molecular;
};

class Counts : public testing::TestWithParam<Printed> {};

TEST_P(Counts, AreThoseOfTheTables) {
  const Printed& printed = GetParam();
  const cohort::Table& table = registry().table;
  EXPECT_EQ(count_of(table, printed.column, printed.level), printed.all);
  std::vector<std::size_t> molecular;
  const cohort::Column& part = *table.find("molecular");
  for (std::size_t row = 0; row < table.rows; ++row)
    if (part.levels[std::size_t(part.code[row])] == "yes") molecular.push_back(row);
  EXPECT_EQ(molecular.size(), 174u);
  EXPECT_EQ(count_of(cohort::select_rows(table, molecular), printed.column, printed.level),
            printed.molecular);
}

INSTANTIATE_TEST_SUITE_P(
    Tables1To3, Counts,
    testing::Values(
        Printed{"sex", "male", 138, 98}, Printed{"sex", "female", 102, 76},
        Printed{"ecog", "", 51, 27}, Printed{"icc2022", "recurrent_abnormality", 18, 16},
        Printed{"icc2022", "mrgm", 61, 57}, Printed{"icc2022", "mrca", 72, 56},
        Printed{"icc2022", "mutated_tp53", 11, 9},
        Printed{"icc2022", "not_otherwise_specified", 78, 36},
        Printed{"icc_qualifier", "de_novo", 124, 83},
        Printed{"icc_qualifier", "progressed_from_mds", 84, 64},
        Printed{"icc_qualifier", "progressed_from_mds_mpn", 19, 17},
        Printed{"icc_qualifier", "therapy_related", 12, 9}, Printed{"icc_qualifier", "", 1, 1},
        Printed{"eln2022", "favorable", 12, 9}, Printed{"eln2022", "intermediate", 47, 39},
        Printed{"eln2022", "adverse", 136, 108}, Printed{"eln2022", "", 45, 18},
        Printed{"complex_karyotype", "yes", 70, 55}, Printed{"complex_karyotype", "", 35, 21},
        Printed{"extramedullary_disease", "yes", 20, 17},
        Printed{"extramedullary_disease", "", 2, 1}, Printed{"disease_status", "relapsed", 110, 79},
        Printed{"disease_status", "refractory", 130, 95}, Printed{"prior_allohct", "yes", 83, 61},
        Printed{"prior_allohct", "", 9, 9}, Printed{"prior_intensive", "yes", 162, 114},
        Printed{"prior_hma", "yes", 132, 91}, Printed{"response", "CR", 60, 42},
        Printed{"response", "CRi", 33, 26}, Printed{"response", "MLFS", 13, 9},
        Printed{"response", "PR", 22, 0}, Printed{"response", "RD", 87, 77},
        Printed{"response", "death_before_assessment", 25, 20}));

TEST(VenPrsRegistry, Table2AndTheGenes) {
  const cohort::Table& table = registry().table;
  const std::vector<std::tuple<const char*, const char*, std::size_t>> printed{
      {"hma_partner", "azacitidine", 192},
      {"ven_dose", "100 mg", 149},
      {"ven_dose", "", 3},
      {"inpatient", "yes", 164},
      {"ramp_up", "yes", 81},
      {"ven_days_per_cycle", "14", 121},
      {"azoles", "yes", 162},
      {"azoles", "", 31},
      {"g_csf", "yes", 38},
      {"subsequent_therapy", "allohct", 49},
      {"subsequent_therapy", "none", 98},
      {"FLT3", "mutated", 29},
      {"FLT3_ITD", "mutated", 18},
      {"FLT3_TKD", "mutated", 5},
      {"NPM1", "mutated", 19},
      {"TP53", "mutated", 31},
      {"TET2", "mutated", 35},
      {"ASXL1", "mutated", 31},
      {"DNMT3A", "mutated", 30},
      {"RUNX1", "mutated", 33},
      {"NF1", "", 66}};
  for (const auto& [column, level, n] : printed)
    EXPECT_EQ(count_of(table, column, level), n) << column << ' ' << level;
}

double median(const std::vector<double>& time, const std::vector<double>& event) {
  endpoint::Outcomes outcomes;
  outcomes.time = time;
  for (const double e : event) outcomes.event.push_back(e == 1);
  const auto curve = survival::kaplan_meier(outcomes);
  EXPECT_TRUE(curve);
  const auto at = survival::median(*curve);
  return at.time.value_or(1e9);
}

double median_of(const char* time, const char* event, bool censored = false) {
  const cohort::Table& table = registry().table;
  std::vector<double> t, e;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (table.find(time)->missing(row)) continue;
    t.push_back(table.find(time)->number[row] / 30.4375);
    const double event_of_row = table.find(event)->number[row];
    e.push_back(censored ? 1 - event_of_row : event_of_row);
  }
  return median(t, e);
}

// Results: OS 7.9 (6.4-10.2), EFS 5.1 (4.4-6.3), RFS 12.9 (10.2-not reached), follow-up 31.5.
TEST(VenPrsRegistry, MediansLieInThePrintedIntervals) {
  EXPECT_GT(median_of("os_days", "died"), 6.4);
  EXPECT_LT(median_of("os_days", "died"), 10.2);
  EXPECT_GT(median_of("efs_days", "efs_event"), 4.4);
  EXPECT_LT(median_of("efs_days", "efs_event"), 6.3);
  EXPECT_GT(median_of("rfs_days", "rfs_event"), 10.2);
  EXPECT_NEAR(median_of("os_days", "died", true), 31.5, 2);
}

// 179 deaths are printed; what is declared gives some 189 on average.
TEST(VenPrsRegistry, DeathsAreNearThePrintedNumber) {
  double deaths = 0;
  for (const double died : registry().table.find("died")->number) deaths += died;
  EXPECT_NEAR(deaths, 179, 15);
}

}  // namespace
