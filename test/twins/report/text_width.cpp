// The width table against Pango, which reads the font itself.
#include "venscope/report/figure/drawing.hpp"
#include "venscope/report/figure/font.hpp"

#include <gtest/gtest.h>

using namespace venscope::report;

namespace {

TEST(TextWidthTwin, TableAndPangoAgree) {
  if (drawn_width("0", 7) == 0) GTEST_SKIP() << "Liberation Sans is not installed";
  // No pairs that the font kerns (the table knows single letters): digits, or one letter at a time.
  std::vector<std::string> texts = {"0123456789", "1540", "12,345", "−", "–", "≤", "β", "ä", "é"};
  for (char c = '!'; c <= '~'; ++c) texts.emplace_back(1, c);
  for (const std::string& text : texts)
    for (const bool bold : {false, true})
      // Pango counts in 1/1024 of a point per glyph.
      EXPECT_NEAR(text_width(text, 7, bold), drawn_width(text, 7, bold), 0.01) << text << bold;
}

TEST(TextWidthTwin, KerningMakesSentencesLittleShorter) {
  if (drawn_width("0", 7) == 0) GTEST_SKIP() << "Liberation Sans is not installed";
  for (const char* text :
       {"Time since randomisation (months)", "Overall survival", "Number at risk",
        "Log-rank test: p < 0.001", "HR 1.61 (1.07–2.43)", "AV To Ty WA"})
    EXPECT_NEAR(text_width(text, 7) / drawn_width(text, 7), 1.03, 0.04) << text;
}

}  // namespace
