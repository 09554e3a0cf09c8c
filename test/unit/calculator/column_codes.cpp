/// The code of a cell does not depend on the cells read before it.
#include "venscope/calculator/column_codes.hpp"

#include "venscope/base/random.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace venscope::calculator {
namespace {

cohort::Variable variable_of(cohort::VariableType type, std::vector<std::string> levels) {
  cohort::Variable variable;
  variable.name = "x";
  variable.type = type;
  variable.levels = std::move(levels);
  return variable;
}

/// A number of that many characters, digits drawn from few so that many share most of them.
std::string number_cell(RandomStream& random, std::size_t size) {
  std::string cell;
  for (std::size_t i = 0; i < size; ++i) cell += static_cast<char>('1' + random.below(9));
  if (size > 2) cell[1 + random.below(size - 2)] = '.';
  return cell;
}

}  // namespace

TEST(ColumnCodes, NumbersOfAnyLengthAreToldApart) {
  const cohort::Variable variable = variable_of(cohort::VariableType::number, {});
  for (std::size_t size = 1; size <= 20; ++size) {
    RandomStream random(5, "column codes", size);
    ColumnCodes codes(variable, Needed{true, {}, true}, {});
    std::string cell = number_cell(random, size);
    // One digit after the other changes, and each cell is like the one before but for that.
    for (std::size_t step = 0; step < 20 * size; ++step) {
      const std::size_t place = step % size;
      if (cell[place] != '.') cell[place] = static_cast<char>('1' + random.below(9));
      const std::uint32_t code = codes.code_of_any(cell);
      ASSERT_EQ(code & ColumnCodes::bad, 0U) << cell;
      ASSERT_EQ(codes.value(code).number, std::stod(cell)) << cell;
    }
  }
}

TEST(ColumnCodes, ANumberFallsBetweenItsThresholdsWhateverCameBefore) {
  const cohort::Variable variable = variable_of(cohort::VariableType::number, {});
  ColumnCodes codes(variable, Needed{true, {18, 36}, false}, {});
  ColumnCodes others(variable, Needed{true, {18, 36}, false}, {});
  const std::vector<std::string> cells{"72.345678", "32.345678", "12.345678"};
  std::vector<std::uint32_t> one_way, other_way;
  for (const std::string& cell : cells) one_way.push_back(codes.code_of_any(cell));
  for (auto cell = cells.rbegin(); cell != cells.rend(); ++cell)
    other_way.insert(other_way.begin(), others.code_of_any(*cell));
  EXPECT_EQ(one_way, other_way);
  EXPECT_GT(one_way[0], one_way[1]);
  EXPECT_GT(one_way[1], one_way[2]);
}

TEST(ColumnCodes, MinusZeroIsZero) {
  const cohort::Variable variable = variable_of(cohort::VariableType::number, {});
  ColumnCodes codes(variable, Needed{true, {}, true}, {});
  const std::uint32_t code = codes.code_of_any("-0");
  EXPECT_EQ(code, codes.code_of_any("0"));
  EXPECT_FALSE(std::signbit(codes.value(code).number));
}

TEST(ColumnCodes, LevelsOfAnyLengthAreToldApart) {
  std::vector<std::string> levels;
  for (const char* end : {"", "a", "of nine", "of sixteen", "of more than that"})
    for (const char digit : {'0', '1', '2', '4', '8'})
      levels.push_back(std::string(1, digit) + "-level" + end);
  const cohort::Variable variable = variable_of(cohort::VariableType::category, levels);
  ColumnCodes codes(variable, Needed{true, {}, false}, {});
  for (int round = 0; round < 2; ++round)
    for (std::size_t i = 0; i < levels.size(); ++i)
      EXPECT_EQ(codes.value(codes.code_of_any(levels[i])).level, static_cast<int>(i)) << levels[i];
}

TEST(ColumnCodes, TheMarkThatIsNotReadIsNamedAndBothAreNoted) {
  using cohort::DecimalMark;
  const cohort::Variable variable = variable_of(cohort::VariableType::number, {});
  for (const DecimalMark mark : {DecimalMark::point, DecimalMark::comma, DecimalMark::either}) {
    ColumnCodes codes(variable, Needed{true, {}, true}, {.missing = {}, .mark = mark});
    const bool point = codes.code_of_any("64.5") & ColumnCodes::bad;
    const bool comma = codes.code_of_any("71,5") & ColumnCodes::bad;
    EXPECT_EQ(point, mark == DecimalMark::comma);
    EXPECT_EQ(comma, mark == DecimalMark::point);
    EXPECT_TRUE(codes.marks_seen().comma && codes.marks_seen().point);
    EXPECT_EQ(codes.problem("64.5").remedy, point ? "read the file with --decimal point" : "");
    EXPECT_EQ(codes.problem("71,5").remedy, comma ? "read the file with --decimal comma" : "");
    EXPECT_EQ(codes.problem("old").what, "\"old\" is not a number");
  }
}

}  // namespace venscope::calculator
