#include "venscope/study/wording.hpp"

#include <gtest/gtest.h>

using venscope::study::within_sentence;

TEST(WithinSentence, OnlyAnOrdinaryFirstWordLosesItsCapital) {
  EXPECT_EQ(within_sentence("Age, per 10 years"), "age, per 10 years");
  EXPECT_EQ(within_sentence("Overall survival"), "overall survival");
  EXPECT_EQ(within_sentence("Sex"), "sex");
  EXPECT_EQ(within_sentence("Cox model of every gene"), "Cox model of every gene");
  EXPECT_EQ(within_sentence("Event-free survival"), "event-free survival");
  for (const char* kept : {"AML", "FLT3-ITD", "Simon-Makuch", "ELN risk", "NPM1 mutated", "X", "",
                           "already small", "\u00c4lter"})
    EXPECT_EQ(within_sentence(kept), kept);
}
