#include "venscope/base/problem.hpp"

#include <gtest/gtest.h>

using namespace venscope;

TEST(Problem, SaysWhereWhatExpectedAndWhatToDo) {
  const Problem problem{"cohort.out_of_range",
                        {"cohort.csv", 41, "age"},
                        "214 is out of range",
                        "18 to 100 years",
                        "correct the value"};
  EXPECT_EQ(to_text(problem),
            "cohort.csv:41: age: 214 is out of range, expected 18 to 100 years; correct the value");
}

TEST(Problem, LeavesOutWhatIsEmpty) {
  EXPECT_EQ(to_text(Problem{"x.y", {}, "no event", "", ""}), "no event");
  EXPECT_EQ(to_text(Problem{"x.y", {"a.csv", 0, ""}, "is empty", "", ""}), "a.csv: is empty");
}
