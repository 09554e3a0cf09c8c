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

TEST(Problem, ListsAreSortedByLineWithinEachFile) {
  Problems problems = {
      {"a", {"p.toml", 9, ""}, "1", "", ""}, {"a", {"c.csv", 5, "x"}, "2", "", ""},
      {"a", {"c.csv", 0, "x"}, "3", "", ""}, {"a", {"p.toml", 2, ""}, "4", "", ""},
      {"a", {"c.csv", 2, "y"}, "5", "", ""}, {"a", {"c.csv", 5, "a"}, "6", "", ""}};
  sort_by_place(problems);
  EXPECT_EQ(to_text(problems),
            "p.toml:2: 4\np.toml:9: 1\nc.csv:2: y: 5\nc.csv:5: x: 2\nc.csv:5: a: 6\nc.csv: x: 3\n");
}

TEST(Problem, NeverPrintsWhatATerminalCannotShow) {
  EXPECT_EQ(to_text(Problem{"x.y", {"a.csv", 2, "M\xFCller"}, "\x1b[31m is odd", "", ""}),
            "a.csv:2: M\\xFCller: \\x1B[31m is odd");
}

TEST(Problem, LeavesOutWhatIsEmpty) {
  EXPECT_EQ(to_text(Problem{"x.y", {}, "no event", "", ""}), "no event");
  EXPECT_EQ(to_text(Problem{"x.y", {"a.csv", 0, ""}, "is empty", "", ""}), "a.csv: is empty");
}
