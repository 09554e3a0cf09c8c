/// What holds of every synthetic cohort, whatever it is drawn from.
#include "support/shell.hpp"
#include "support/simulation.hpp"

#include <cmath>
#include <thread>

#include <gtest/gtest.h>

namespace {

using namespace venscope;
using simulation::Match;
using test::count_of;
using test::declared;
using test::drawn;

const std::string two_columns =
    "source = 'a test'\n"
    "[[column]]\nname = 'id'\nnumber = 'S'\n"
    "[[column]]\nname = 'smoker'\ncounts = { no = 60, yes = 40 }\nmissing = 25\n"
    "[[column]]\nname = 'grade'\ncounts = { low = 50, mid = 30, high = 20 }\n"
    "given = [{ when = 'smoker == yes', odds_ratio = 4 }]\n";

TEST(SimulationLaws, ExactMarginsAreMetWhateverTheEffects) {
  for (const double ratio : {1e-6, 0.3, 1.0, 50.0, 1e9})
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const auto drawing =
          drawn(two_columns +
                    "[[column]]\nname = 'x'\ncounts = { no = 113, yes = 12 }\ngiven = "
                    "[{ when = 'grade == high', odds_ratio = " +
                    std::to_string(ratio) + " }]\n",
                125, seed);
      EXPECT_EQ(count_of(drawing.table, "smoker", "yes"), 40u);
      EXPECT_EQ(count_of(drawing.table, "smoker", ""), 25u);
      EXPECT_EQ(count_of(drawing.table, "x", "yes"), 12u);
    }
}

TEST(SimulationLaws, ExactMarginsScaleToAnyNumberOfPatients) {
  for (const std::size_t n : {1u, 2u, 7u, 100u, 999u, 12500u}) {
    const auto drawing = drawn(two_columns, n);
    const double high = double(count_of(drawing.table, "grade", "high"));
    EXPECT_LT(std::fabs(high - 0.2 * double(n)), 1) << n;
    EXPECT_EQ(drawing.table.rows, n);
  }
}

TEST(SimulationLaws, RandomMarginsHoldOnAverage) {
  double yes = 0, high = 0, missing = 0;
  const std::size_t n = 200, seeds = 400;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto drawing = drawn(two_columns, n, seed, Match::random);
    yes += double(count_of(drawing.table, "smoker", "yes"));
    missing += double(count_of(drawing.table, "smoker", ""));
    high += double(count_of(drawing.table, "grade", "high"));
  }
  const double all = double(n * seeds);
  // Five standard errors of a share of 80,000.
  EXPECT_NEAR(missing / all, 0.2, 5 * std::sqrt(0.2 * 0.8 / all));
  EXPECT_NEAR(yes / all, 0.32, 5 * std::sqrt(0.32 * 0.68 / all));
  EXPECT_NEAR(high / all, 0.2, 5 * std::sqrt(0.2 * 0.8 / all));
}

/// Of two columns with levels: the odds ratio of the last level of `outcome` by `exposure`.
double odds_ratio(const cohort::Table& table, const char* exposure, const char* outcome) {
  const cohort::Column &e = *table.find(exposure), &o = *table.find(outcome);
  double n[2][2] = {{0, 0}, {0, 0}};
  for (std::size_t row = 0; row < table.rows; ++row)
    if (!e.missing(row) && !o.missing(row)) n[e.code[row] != 0][o.code[row] != 0] += 1;
  return n[1][1] * n[0][0] / (n[1][0] * n[0][1]);
}

TEST(SimulationLaws, OddsRatiosAreThoseDeclared) {
  const std::string text =
      "[[column]]\nname = 'a'\ncounts = { no = 7, yes = 3 }\n"
      "[[column]]\nname = 'b'\ncounts = { no = 8, yes = 2 }\n"
      "given = [{ when = 'a == yes', odds_ratio = 5 }]\n"
      "[[column]]\nname = 'c'\nquantiles = [[0, 1], [50, 3], [100, 90]]\nscale = 'log'\n"
      "given = [{ when = 'a == yes', odds_ratio = 5 }]\n"
      "[[column]]\nname = 'c_high'\nfrom = \"ifelse(c > 10, 'yes', 'no')\"\n";
  for (const Match match : {Match::exact, Match::random}) {
    const auto drawing = drawn(text, 100000, 3, match);
    // log(5) within five standard errors, some 0.016 each.
    EXPECT_NEAR(std::log(odds_ratio(drawing.table, "a", "b")), std::log(5.0), 0.08);
    EXPECT_NEAR(std::log(odds_ratio(drawing.table, "a", "c_high")), std::log(5.0), 0.08);
  }
}

TEST(SimulationLaws, EachColumnHasRandomNumbersOfItsOwn) {
  const auto with = drawn(two_columns, 200);
  const auto without =
      drawn("[[column]]\nname = 'smoker'\ncounts = { no = 60, yes = 40 }\nmissing = 25\n", 200);
  EXPECT_EQ(with.table.find("smoker")->code, without.table.find("smoker")->code);
}

TEST(SimulationLaws, SameBytesForTheSameSeedAlsoFromOtherThreads) {
  const auto registry =
      simulation::load_declaration(VENSCOPE_SOURCE_DIR "/studies/ven-prs/registry.toml");
  ASSERT_TRUE(registry) << to_text(registry.error());
  std::vector<std::string> csv(6);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < csv.size(); ++i)
      threads.emplace_back([&, i] {
        const auto drawing = simulation::draw(*registry, 300, 5 + i % 2, registry->match);
        if (drawing) csv[i] = to_csv(*drawing);
      });
  }
  EXPECT_FALSE(csv[0].empty());
  EXPECT_EQ(csv[0], csv[2]);
  EXPECT_EQ(csv[0], csv[4]);
  EXPECT_EQ(csv[1], csv[3]);
  EXPECT_NE(csv[0], csv[1]);
}

TEST(SimulationLaws, EveryRowSaysThatItIsSynthetic) {
  for (const char* text : {"source = 'x'\n[[column]]\nname = 'a'\ncounts = { y = 1 }\n",
                           "[[column]]\nname = 'a'\ncounts = { y = 1 }\n"}) {
    const auto drawing = drawn(text, 9);
    EXPECT_EQ(count_of(drawing.table, "synthetic", "yes"), 9u);
    EXPECT_EQ(count_of(drawing.table, "synthetic_source", ""), 0u);
  }
}

/// The course of every patient is one that can be.
void expect_coherent(const cohort::Table& table, const std::string& what) {
  const auto number = [&](const char* name, std::size_t row) {
    return table.find(name)->number[row];
  };
  const cohort::Column& response = *table.find("response");
  for (std::size_t row = 0; row < table.rows; ++row) {
    SCOPED_TRACE(what + ", row " + std::to_string(row + 1));
    const std::string& best = response.levels[std::size_t(response.code[row])];
    EXPECT_GE(number("efs_days", row), 1);
    EXPECT_LE(number("efs_days", row), number("os_days", row));
    EXPECT_LE(number("died", row), number("efs_event", row));
    EXPECT_EQ(table.find("death_date")->missing(row), number("died", row) == 0);
    if (number("efs_event", row) == 0) {
      EXPECT_EQ(number("efs_days", row), number("os_days", row));
    }
    if (best == "death_before_assessment") {
      EXPECT_EQ(number("died", row), 1);
      EXPECT_EQ(number("efs_days", row), number("os_days", row));
      EXPECT_TRUE(table.find("response_days")->missing(row));
    } else {
      EXPECT_LE(number("response_days", row), number("efs_days", row));
    }
    const bool remission = best == "CR" || best == "CRi";
    EXPECT_EQ(table.find("rfs_days")->missing(row), !remission);
    if (remission) {
      EXPECT_EQ(number("rfs_days", row) + number("response_days", row), number("efs_days", row));
      EXPECT_EQ(number("rfs_cause", row) == 1, !table.find("relapse_date")->missing(row));
    }
    const cohort::Column* transplant = table.find("allohct_days");
    if (transplant && !transplant->missing(row)) {
      EXPECT_LT(transplant->number[row], number("os_days", row));
    }
  }
}

TEST(SimulationLaws, TheCourseOfEveryPatientOfTheRegistryCanBe) {
  for (const char* file : {"registry.toml", "first-line.toml"}) {
    const auto declaration =
        simulation::load_declaration(VENSCOPE_SOURCE_DIR "/studies/ven-prs/" + std::string(file));
    ASSERT_TRUE(declaration) << to_text(declaration.error());
    for (const Match match : {Match::exact, Match::random})
      for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        const auto drawing = simulation::draw(*declaration, declaration->n, seed, match);
        ASSERT_TRUE(drawing) << to_text(drawing.error());
        expect_coherent(drawing->table, std::string(file) + ", seed " + std::to_string(seed));
      }
  }
}

}  // namespace
