#include "venscope/safety/grade.hpp"

#include <limits>

#include <gtest/gtest.h>

using namespace venscope::safety;

namespace {

TEST(Grade, IsReadAsItIsWritten) {
  for (const char* three : {"3", "3.0", "III", "iii", "G3", "g 3", "Grade 3", "GRADE III",
                            "grade-3", "grade_3", "Grade: 3", "CTCAE 3", "ctcae grade 3", "CTC-3"})
    EXPECT_EQ(parse_grade(three), 3) << three;
  EXPECT_EQ(parse_grade("0"), 0);
  EXPECT_EQ(parse_grade("Grade V"), 5);
  EXPECT_EQ(parse_grade("iv"), 4);
}

TEST(Grade, IsNotGuessed) {
  for (const char* text : {"", "6", "-1", "-3", "3-4", ">=3", "3.5", "33", "severe", "grade", "VI",
                           "IIII", "3a", "0.0.0"})
    EXPECT_EQ(parse_grade(text), std::nullopt) << text;
}

TEST(Grade, OfANumberIsWholeAndAtMostFive) {
  EXPECT_EQ(grade_of(0), 0);
  EXPECT_EQ(grade_of(5), 5);
  for (const double no : {-1.0, 6.0, 2.5, std::numeric_limits<double>::quiet_NaN(), 1e300})
    EXPECT_EQ(grade_of(no), std::nullopt) << no;
}

}  // namespace
