#include "venscope/calculator/reply.hpp"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using Json = nlohmann::json;

Json paste(const std::string& text) {
  const Json question = {{"ask", "paste"}, {"text", text}};
  return Json::parse(venscope::calculator::reply(
                         question.dump(-1, ' ', false, Json::error_handler_t::replace), ""),
                     nullptr, false);
}

}  // namespace

TEST(Paste, AListOfFindings) {
  const Json found = paste("TP53 R175H, FLT3-ITD, NF1 wt");
  EXPECT_EQ(found["values"],
            (Json{{"TP53", "mutated"}, {"FLT3_ITD", "mutated"}, {"NF1", "wild_type"}}));
  EXPECT_TRUE(found["not_understood"].empty());
  EXPECT_EQ(found["understood"].size(), 3U);
}

TEST(Paste, ChangesAndFractionsInTheirSpellings) {
  for (const char* text : {"TP53 p.Arg175His", "TP53 c.524G>A", "TP53 R175H (35%)", "TP53: mut",
                           "TP53 = positive", "TP53 +", "tp53 mutated", "TP53"})
    EXPECT_EQ(paste(text)["values"]["TP53"], "mutated") << text;
  EXPECT_EQ(paste("TP53 R175H VAF 35%")["values"]["TP53_VAF"], "35");
  for (const char* text : {"TP53 neg", "TP53: wild type", "no TP53", "TP53 not mutated"})
    EXPECT_EQ(paste(text)["values"]["TP53"], "wild_type") << text;
  EXPECT_EQ(paste("TP53 not tested")["values"]["TP53"], "not tested");
}

TEST(Paste, KaryotypesStayWhole) {
  const Json found = paste("t(8;21); inv(16) neg; -7, normal karyotype: no\ncomplex karyotype");
  EXPECT_EQ(found["values"], (Json{{"t_8_21", "yes"},
                                   {"inv_16", "no"},
                                   {"minus_7", "yes"},
                                   {"normal_karyotype", "no"},
                                   {"complex_karyotype", "yes"}}));
}

TEST(Paste, ARowOfATable) {
  const Json found = paste("patient\tage\tNF1\tTP53\tprior_hma\nP7\t61\tmut\twt\tyes");
  EXPECT_EQ(found["values"],
            (Json{{"age", "61"}, {"NF1", "mutated"}, {"TP53", "wild_type"}, {"prior_hma", "yes"}}));
  EXPECT_TRUE(found["not_understood"].empty());
}

TEST(Paste, NothingIsDroppedSilently) {
  const Json found = paste("TP35 mut, NF1 perhaps, NF1 mut, NF1 wt, weather fine");
  EXPECT_EQ(found["values"], (Json{{"NF1", "mutated"}}));
  ASSERT_EQ(found["not_understood"].size(), 4U);
  EXPECT_NE(found["not_understood"][0]["why"].get<std::string>().find("TP53"), std::string::npos);
}

TEST(Paste, AnythingAtAll) {
  for (const char* text : {"", ",;,;", "(((", "\xff\xfe", "=", ":", "\n\n\n", "no ", "t(8;21"})
    EXPECT_TRUE(paste(text).is_object()) << text;
  EXPECT_TRUE(paste(std::string(100000, 'x')).is_object());
}
