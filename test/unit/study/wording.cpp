#include "venscope/study/wording.hpp"

#include <gtest/gtest.h>

using venscope::study::within_sentence;

TEST(WithinSentence, OnlyAnOrdinaryFirstWordLosesItsCapital) {
  EXPECT_EQ(within_sentence("Age, per 10 years"), "Age, per 10 years");  // "Age," is no plain word
  EXPECT_EQ(within_sentence("Overall survival"), "overall survival");
  EXPECT_EQ(within_sentence("Sex"), "sex");
  for (const char* kept :
       {"AML", "ELN risk", "NPM1 mutated", "X", "", "already small", "\u00c4lter"})
    EXPECT_EQ(within_sentence(kept), kept);
}
