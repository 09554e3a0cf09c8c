/// What holds of every long file of a synthetic cohort.
#include "support/simulation.hpp"

#include <gtest/gtest.h>

namespace {

using namespace venscope;
using simulation::Match;
using test::declared;

const std::string patients =
    "[[column]]\nname = 'id'\nnumber = 'S'\n"
    "[[column]]\nname = 'frail'\ncounts = { no = 60, yes = 40 }\n"
    "[[column]]\nname = 'hidden'\nnormal = { mean = 0, sd = 1 }\nwritten = false\n";
const std::string records =
    "[[records]]\nid = 'events'\npatient = 'id'\nrows = { term = ['a', 'b', 'c'], day = [0, 7] }\n"
    "keep = 'grade > 0'\n"
    "[[records.column]]\nname = 'grade'\ncounts = { 0 = 5, 1 = 3, 3 = 2 }\n"
    "given = [{ when = 'frail == yes', odds_ratio = 5 }, { when = 'hidden > 0', odds_ratio = 3 }]\n"
    "[[records.column]]\nname = 'value'\nfrom = 'hidden + day'\n";

TEST(RecordsLaws, RecordsChangeNothingOfThePatients) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto without = simulation::draw(declared(patients), 50, seed, Match::exact);
    const auto with = simulation::draw(declared(patients + records), 50, seed, Match::exact);
    EXPECT_EQ(to_csv(*without), to_csv(*with));
  }
}

TEST(RecordsLaws, EveryRowIsOfAPatientWhoIsThereAndHasHisTruth) {
  const simulation::Declaration declaration = declared(patients + records);
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (const Match match : {Match::exact, Match::random}) {
      const auto cohort = simulation::draw(declaration, 37, seed, match);
      const auto drawing =
          simulation::draw_records(declaration, declaration.records[0], 37, seed, match);
      ASSERT_TRUE(drawing);
      const auto& truth = drawing->truth;
      ASSERT_EQ(truth.rows, 37u * 6);
      std::size_t kept = 0;
      for (std::size_t row = 0; row < truth.rows; ++row) {
        const std::size_t patient = row / 6;
        EXPECT_EQ(truth.find("id")->code[row], cohort->truth.find("id")->code[patient]);
        EXPECT_EQ(truth.find("value")->number[row],
                  cohort->truth.find("hidden")->number[patient] + truth.find("day")->number[row]);
        kept += truth.find("grade")->number[row] > 0;
      }
      EXPECT_EQ(drawing->table.rows, kept);
      if (match == Match::exact) {
        EXPECT_EQ(kept, truth.rows / 2);  // 5 of 10 have a grade
      }
    }
}

// 20,000 rows: the odds of a worse grade are multiplied as declared, each effect given the other.
TEST(RecordsLaws, EffectsOfThePatientActOnItsRows) {
  const simulation::Declaration declaration = declared(
      patients +
      "[[records]]\nid = 'r'\nrows = { day = [0, 1] }\n[[records.column]]\nname = 'x'\ncounts = { "
      "no = 7, yes = 3 }\ngiven = [{ when = 'frail == yes', odds_ratio = 5 }]\n");
  const auto drawing =
      simulation::draw_records(declaration, declaration.records[0], 10'000, 3, Match::random);
  ASSERT_TRUE(drawing);
  double n[2][2] = {};
  const auto &x = *drawing->truth.find("x"), &frail = *drawing->truth.find("frail");
  for (std::size_t row = 0; row < drawing->truth.rows; ++row) ++n[frail.code[row]][x.code[row]];
  const double log_ratio = std::log(n[0][0] * n[1][1] / (n[0][1] * n[1][0]));
  const double error = std::sqrt(1 / n[0][0] + 1 / n[0][1] + 1 / n[1][0] + 1 / n[1][1]);
  EXPECT_NEAR(log_ratio, std::log(5.0), 4 * error);
}

}  // namespace
