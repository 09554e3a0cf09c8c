// What only a card derived from a cohort has, and what is refused of it.
#include "support/shell.hpp"
#include "venscope/risk/card.hpp"
#include "venscope/risk/card_page.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::risk {
namespace {

using nlohmann::json;

json derived() {
  return json::parse(test::read_file(VENSCOPE_SOURCE_DIR "/test/support/derived_card.json"),
                     nullptr, false);
}

Result<Card> read(const json& card) {
  return parse_card(card.dump(1), "card.json", aml_dictionary());
}

/// The texts of the problems, without file and line.
std::string problems_of(const json& card) {
  const Result<Card> parsed = read(card);
  if (parsed) return "";
  std::string text;
  for (Problem problem : parsed.error()) {
    problem.place.file.clear();
    problem.place.line = 0;
    text += to_text(problem) + '\n';
  }
  return text;
}

struct Wrong {
  const char* pointer;
  const char* value;  ///< "" takes it away
  const char* expected;
};

}  // namespace

TEST(DerivedCards, AreRead) {
  const Result<Card> card = read(derived());
  ASSERT_TRUE(card) << to_text(card.error());
  ASSERT_TRUE(card->baseline && card->baseline->uncertainty && card->derivation);
  EXPECT_EQ(card->baseline->uncertainty->covariance.size(), card->terms.size());
  EXPECT_EQ(card->derivation->indices.size(), 6u);
  EXPECT_EQ(card->derivation->patients, 173);
  EXPECT_TRUE(card->derivation->synthetic);
  const std::string page = card_page(*card, aml_dictionary(), 100);
  EXPECT_NE(page.find("bootstrap resamples of the whole derivation"), std::string::npos);
  EXPECT_NE(page.find("173 patients, 136 events"), std::string::npos);
  EXPECT_NE(page.find("from synthetic patients"), std::string::npos);
}

TEST(DerivedCards, SayWhatIsWrong) {
  const std::vector<Wrong> all = {
      {"/baseline/uncertainty/covariance/3", "",
       "/baseline/uncertainty/covariance: has 3 lists for 4 terms, expected one per term\n"},
      {"/baseline/uncertainty/covariance/1/1", "\"0.1\"",
       "/baseline/uncertainty/covariance: is no list of lists of numbers, expected a list of lists "
       "of numbers\n"},
      {"/baseline/uncertainty/mean_hazard/2/5", "",
       "/baseline/uncertainty/mean_hazard: has a list of 5 numbers for 6 times, expected one per "
       "time\n"},
      {"/baseline/uncertainty/hazard_variance/0", "-1",
       "/baseline/uncertainty/hazard_variance: -1 is out of range, expected at least 0\n"},
      {"/baseline/survival/5", "0",
       "/baseline/survival: reaches 0, where no interval is known, expected the curve before it; "
       "end it there\n"},
      {"/derivation/cohort_sha256", "\"abc\"",
       "/derivation/cohort_sha256: 'abc' is no SHA-256, expected 64 hexadecimal digits, small "
       "letters\n"},
      {"/derivation/synthetic", "\"yes\"",
       "/derivation/synthetic: is a text, expected true or false"},
      {"/derivation/patients", "",
       "/derivation/patients: is not given, expected how many the model was made from\n"},
      {"/derivation/validation/indices/0/low", "2",
       "/derivation/validation/indices/0/low: 2 is above high, "}};
  for (const Wrong& wrong : all) {
    json card = derived();
    if (*wrong.value == '\0')
      card = card.patch(json::array({{{"op", "remove"}, {"path", wrong.pointer}}}));
    else
      card[json::json_pointer(wrong.pointer)] = json::parse(wrong.value, nullptr, false);
    const std::string said = problems_of(card);
    EXPECT_TRUE(said.starts_with(wrong.expected)) << wrong.pointer << ": " << said;
  }
}

TEST(DerivedCards, BelongToTheirStatusAndRule) {
  json published = derived();
  published["status"] = "published";
  EXPECT_NE(problems_of(published).find("belongs to a card that was derived here"),
            std::string::npos);
  json unscaled = derived();
  unscaled["rule"].erase("scale");
  EXPECT_NE(problems_of(unscaled).find("/baseline/uncertainty: does not belong to this rule"),
            std::string::npos);
  json empty = derived();
  empty["rule"]["terms"][0]["points"] = "0.00";
  EXPECT_NE(problems_of(empty).find("every coefficient other than 0"), std::string::npos);
}

}  // namespace venscope::risk
