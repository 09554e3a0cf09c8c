/// Conditions obey Kleene's logic: what is decided stays so, whatever the missing values were.
#include "venscope/cohort/condition.hpp"
#include "venscope/cohort/read.hpp"

#include <random>

#include <gtest/gtest.h>

using namespace venscope::cohort;

namespace {

std::string random_condition(std::mt19937& draw, int depth) {
  static const std::vector<std::string> tests = {"a > 1", "b == 2", "c in (x, y)", "a <= b",
                                                 "c != x"};
  if (depth == 0 || draw() % 4 == 0) return tests[draw() % tests.size()];
  const std::string left = random_condition(draw, depth - 1);
  if (draw() % 3 == 0) return "not (" + left + ")";
  return "(" + left + (draw() % 2 == 0 ? " and " : " or ") + random_condition(draw, depth - 1) +
         ")";
}

}  // namespace

// Every way to fill in the missing values of a row: if the answer was decided, all fillings agree.
TEST(ThreeValued, ADecidedAnswerHoldsForEveryFilling) {
  const std::vector<std::string> a = {"NA", "0", "2"}, b = {"NA", "2", "3"}, c = {"NA", "x", "y"};
  std::string csv = "a,b,c\n";
  for (const auto& i : a)
    for (const auto& j : b)
      for (const auto& k : c) csv += i + "," + j + "," + k + "\n";
  const auto read = read_table_text(csv, "t.csv");
  ASSERT_TRUE(read);
  const auto fits = [](std::size_t part, std::size_t whole) { return part == 0 || part == whole; };
  std::mt19937 draw(1);
  for (int round = 0; round < 500; ++round) {
    const std::string text = random_condition(draw, 4);
    const auto condition = Condition::parse(text, read->table, {});
    ASSERT_TRUE(condition) << text;
    for (std::size_t row = 0; row < 27; ++row) {
      const Truth truth = condition->at(row);
      for (std::size_t full = 0; full < 27; ++full) {
        const bool filling = full / 9 > 0 && full / 3 % 3 > 0 && full % 3 > 0 &&
                             fits(row / 9, full / 9) && fits(row / 3 % 3, full / 3 % 3) &&
                             fits(row % 3, full % 3);
        if (!filling) continue;
        ASSERT_NE(condition->at(full), Truth::undecided) << text;
        if (truth != Truth::undecided) {
          ASSERT_EQ(condition->at(full), truth) << text;
        }
      }
    }
  }
}
