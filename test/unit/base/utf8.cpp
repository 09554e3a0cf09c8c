#include "venscope/base/utf8.hpp"

#include <gtest/gtest.h>

using namespace venscope;

TEST(Utf8, LengthsOfCharacters) {
  EXPECT_EQ(character_length("a", 0), 1u);
  EXPECT_EQ(character_length("\u00fc", 0), 2u);
  EXPECT_EQ(character_length("\u20ac", 0), 3u);
  EXPECT_EQ(character_length("\U0001fa78", 0), 4u);
}

// Unicode 15, table 3-7: overlong forms, surrogates, above U+10FFFF, cut short, a continuation
// alone.
TEST(Utf8, WhatIsNoCharacter) {
  for (const char* text :
       {"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\xC3", "\x80", "\xFF"})
    EXPECT_EQ(character_length(text, 0), 0u) << printable(text);
}

TEST(Utf8, PrintableShowsEveryByte) {
  EXPECT_EQ(printable("M\u00fcller, 5 \u00b5l\n\tx"), "M\u00fcller, 5 \u00b5l\n\tx");
  EXPECT_EQ(printable("M\xFCller\x1b[0m\x7f\r"), "M\\xFCller\\x1B[0m\\x7F\\x0D");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(printable(""), "");
  EXPECT_EQ(printable("\xE2\x82"), "\\xE2\\x82");
  // The one-character form of ESC [, and a character of the same bytes beside it.
  EXPECT_EQ(printable("a\u009b0m\u00a9"), "a\\x9B0m\u00a9");
  EXPECT_EQ(printable_line("a\tb\nc\x1b[2J"), "a\\x09b\\x0Ac\\x1B[2J");
}
