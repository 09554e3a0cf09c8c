#include "venscope/base/paragraph.hpp"

#include <gtest/gtest.h>

namespace venscope {
namespace {

TEST(Paragraph, CountsCharacters) {
  EXPECT_EQ(characters("10⁹/L"), 5u);
  EXPECT_EQ(cut("Gesamtüberleben", 8), "Gesamtü…");
  EXPECT_EQ(cut("kurz", 4), "kurz");
  EXPECT_EQ(padded("ü", 3), "ü  ");
}

TEST(Paragraph, WrapsAtSpaces) {
  std::string text = "- ";
  wrap(text, "one two three four", 2, 10);
  EXPECT_EQ(text, "- one two\n  three\n  four\n");
  std::string long_word;
  wrap(long_word, "an incomprehensibilities b", 2, 10);
  EXPECT_EQ(long_word, "an\n  incomprehensibilities\n  b\n");
}

TEST(Paragraph, WrapsTheLastColumn) {
  std::string text;
  add_columns(text, {{"id", "n", "text"}, {"long", "", "one two three"}, {"x"}}, 2, 18);
  EXPECT_EQ(text,
            "  id    n  text\n"
            "  long     one two\n"
            "           three\n"
            "  x\n");
}

}  // namespace
}  // namespace venscope
