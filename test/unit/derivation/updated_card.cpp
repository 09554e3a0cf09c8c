// Cards of updated scores: read back, with the points, cut points and conditions that they should
// have.
#include "venscope/derivation/updated_card.hpp"

#include "venscope/risk/card.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace venscope;
using namespace venscope::derivation;

namespace {

using Json = nlohmann::ordered_json;

const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4, 5, 6}, {1, 0, 1, 1, 0, 1}};
const std::string sha256(64, 'a');
const UpdatedSteps steps{{1, 3, 4}, {0.9, 0.7, 0.5}, 4};

UpdatedIdentity identity(bool outside = false) {
  return {"local",    "Local",         "OS",   "months", "other.csv", "Other patients",
          "Venscope", "what was done", outside};
}

risk::Card read(const Json& card) {
  const auto found = risk::parse_card(card.dump(2), "local.json", risk::aml_dictionary());
  EXPECT_TRUE(found) << (found ? "" : to_text(found.error()));
  return found ? *found : risk::Card{};
}

Json ven_prs() {
  return Json::parse(risk::card_text("ven-prs-os"));
}

}  // namespace

TEST(UpdatedCard, ASlopeMultipliesPointsAndCutsExactly) {
  const Json original = ven_prs();
  const double slope = exact_slope(original, 0.123456789);
  EXPECT_EQ(slope, 0.1235);  // two digits of the points and four of the slope are six
  const risk::Card card =
      read(updated_card(original, identity(), {.slope = slope}, {outcomes, sha256}, steps));
  const risk::Card& before = *risk::find_card("ven-prs-os");
  ASSERT_EQ(card.terms.size(), before.terms.size());
  for (std::size_t k = 0; k < card.terms.size(); ++k) {
    EXPECT_EQ(card.terms[k].cases[0].points.millionths(),
              before.terms[k].cases[0].points.millionths() * 1235 / 10000);
    EXPECT_EQ(card.terms[k].hazard_ratio, "");
  }
  EXPECT_EQ(card.cut_points[0].high->text(), "0.030875");
  EXPECT_EQ(card.cut_points[2].low->text(), "0.092625");
  EXPECT_EQ(card.cut_points[1].low_closed, before.cut_points[1].low_closed);
  EXPECT_TRUE(card.log_hazard);
  EXPECT_EQ(card.baseline->survival, steps.survival);
  EXPECT_EQ(card.derivation->events, 4);
  EXPECT_EQ(card.status, "derived here");
}

TEST(UpdatedCard, FactorsLeaveTheCutPointsAndTermsWithoutOne) {
  PointsUpdate update;
  update.factors = {0.5, std::nullopt, 2, -1, 1, 1, 0.333};
  const risk::Card card =
      read(updated_card(ven_prs(), identity(), update, {outcomes, sha256}, steps));
  EXPECT_EQ(card.terms[0].cases[0].points.text(), "0.45");
  EXPECT_EQ(card.terms[1].cases[0].points.text(), "0.64");
  EXPECT_NE(card.terms[1].hazard_ratio, "");  // not touched, as printed
  EXPECT_EQ(card.terms[2].cases[0].points.text(), "1.88");
  EXPECT_EQ(card.terms[3].cases[0].points.text(), "-0.8");
  EXPECT_EQ(card.terms[6].cases[0].points.text(), "-0.33");
  EXPECT_EQ(card.cut_points[0].high->text(), "0.25");
}

TEST(UpdatedCard, ConditionsStayUnlessTheScoreWasAppliedOutsideThem) {
  const UpdatedIn in{outcomes, sha256};
  EXPECT_EQ(read(updated_card(ven_prs(), identity(), {}, in, steps)).not_applicable.size(), 1u);
  EXPECT_EQ(read(updated_card(ven_prs(), identity(true), {}, in, steps)).not_applicable.size(), 0u);
}

TEST(UpdatedCard, ANumberKeepsItsCentreAndRange) {
  Json original = ven_prs();
  original["rule"]["terms"].push_back(Json::parse(
      R"({"variable": "age", "slope": {"coefficient": 0.02, "centre": 60, "low": 20, "high": 90}})"));
  EXPECT_EQ(exact_slope(original, 0.5), 0.5);
  const risk::Card card =
      read(updated_card(original, identity(), {.slope = 0.5}, {outcomes, sha256}, steps));
  EXPECT_EQ(card.terms.back().slope->coefficient, 0.01);
  EXPECT_EQ(card.terms.back().slope->centre, 60);
}

TEST(UpdatedCard, TheOutcomesAreThoseOfItsGroups) {
  Json card = updated_card(ven_prs(), identity(), {}, {outcomes, sha256}, steps);
  ASSERT_TRUE(add_outcomes(card, identity(), outcomes, {0, 0, 0, 2, 2, 2}, 4).empty());
  const risk::Card found = read(card);
  ASSERT_EQ(found.published.size(), 2u);  // nobody is in the middle one
  EXPECT_EQ(found.published[0].group, "favorable");
  EXPECT_EQ(found.published[1].group, "adverse");
  EXPECT_EQ(found.published[0].n, 3);
  // Deaths at 1 and 3 of three, one censored between: 2/3, then 0.
  EXPECT_EQ(found.published[0].median, 3);
}
