#include "venscope/report/figure/font.hpp"

#include "support/hostile.hpp"
#include "venscope/report/escape.hpp"

#include <gtest/gtest.h>

using namespace venscope::report;

namespace {

TEST(Font, WidthsAreThoseOfArial) {
  // 1139, 569 and 1366 of 2048 units: the digits, the space and the capital A.
  EXPECT_DOUBLE_EQ(text_width("0123456789", 2048), 11390);
  EXPECT_DOUBLE_EQ(text_width(" ", 2048), 569);
  EXPECT_DOUBLE_EQ(text_width("A", 2048), 1366);
  EXPECT_DOUBLE_EQ(text_width("", 7), 0);
  EXPECT_GT(text_width("Number at risk", 7, true), text_width("Number at risk", 7));
}

TEST(Font, EveryCodePointHasAWidth) {
  EXPECT_DOUBLE_EQ(text_width("急", 10), 10);
  EXPECT_DOUBLE_EQ(text_width("e\xcc\x81", 10), text_width("e", 10));  // a combining accent
  EXPECT_GT(text_width("\xff", 10), 0);
}

TEST(Font, WrappedLinesFitAndLoseNothing) {
  for (const std::string& label : venscope::test::hostile_labels())
    for (const double width : {20.0, 60.0, 200.0}) {
      const std::string text = clean_text(label);
      std::string joined;
      for (const std::string& line : wrap_text(text, width, 7)) {
        EXPECT_LE(text_width(line, 7), width) << line;
        joined += line;
      }
      const auto without_spaces = [](std::string s) {
        std::erase(s, ' ');
        return s;
      };
      EXPECT_EQ(without_spaces(joined), without_spaces(text));
    }
}

TEST(Font, LinesBreakAtSpaces) {
  const std::vector<std::string> lines = wrap_text("Records in the registry export", 70, 7);
  EXPECT_EQ(lines, (std::vector<std::string>{"Records in the", "registry export"}));
  EXPECT_EQ(wrap_text("", 50, 7), std::vector<std::string>{""});
}

}  // namespace
