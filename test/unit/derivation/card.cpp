// From a cohort to a card and back: read by risk::parse_card, applied by risk::Model.
#include "support/derived_card.hpp"
#include "venscope/calculator/curve.hpp"
#include "venscope/derivation/card_json.hpp"
#include "venscope/survival/baseline.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

namespace {

risk::Card card_of(const std::string& json) {
  auto card = risk::parse_card(json, "derived.json", risk::aml_dictionary());
  EXPECT_TRUE(card) << to_text(card.error());
  return card ? std::move(*card) : risk::Card{};
}

/// Scores and groups of the patients, by row of the cohort.
void expect_same_answers(const DerivedCard& made) {
  const risk::Card card = card_of(made.json());
  const risk::Model model(card, risk::aml_dictionary());
  const Sample cohort = take(made.deriver.cohort(), everyone(made.registry.outcomes.size()));
  for (std::size_t i = 0; i < cohort.rows; ++i) {
    const risk::Answer answer = model.answer(made.patient(cohort.from[i]));
    ASSERT_EQ(answer.status, risk::Status::ok);
    EXPECT_EQ(answer.score.value(), made.derived.scores[i]);
    EXPECT_EQ(answer.group.value(), group_of(made.derived.rule, made.derived.scores[i]));
  }
}

}  // namespace

TEST(UnitCard, ReadBackItGivesTheSameScoresAndGroups) {
  std::size_t with_groups = 0;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const DerivedCard made(150, 40 + seed);
    if (made.derived.rule.cuts.empty()) continue;  // one indicator makes no three groups
    expect_same_answers(made);
    ++with_groups;
  }
  EXPECT_GE(with_groups, 5u);
  DerivationOptions options;
  options.selection = Selection::full;
  for (const int decimals : {0, 1, 4}) {
    options.decimals = decimals;
    expect_same_answers(DerivedCard(150, 50, options));
  }
  options.decimals = 2;
  options.cut_points = {CutPointOptions::By::searched, {}, 2};
  expect_same_answers(DerivedCard(150, 51, options));
  options.cut_points = {CutPointOptions::By::given,
                        {{risk::Decimal::parse("0.25").value(), false},
                         {risk::Decimal::parse("0.75").value(), true}}};
  expect_same_answers(DerivedCard(150, 52, options));
}

TEST(UnitCard, HoldsFingerprintAndValidation) {
  const DerivedCard made(150, 60);
  const Optimism validation = optimism(made.deriver, made.derived, {.resamples = 20, .horizon = 8});
  const risk::Card card = card_of(made.json(validation));
  ASSERT_TRUE(card.derivation);
  EXPECT_EQ(card.derivation->cohort_sha256, fingerprint(made.registry.data()));
  EXPECT_EQ(card.derivation->patients, 150);
  EXPECT_TRUE(card.derivation->synthetic);
  EXPECT_EQ(card.groups.front().label.in("de"), "günstig");
  EXPECT_EQ(card.derivation->resamples, 20);
  ASSERT_EQ(card.derivation->indices.size(), index_count);
  EXPECT_EQ(card.derivation->indices[0].corrected, validation.indices[0].corrected);
  EXPECT_EQ(card.derivation->candidates[2].selected, validation.selected[2]);
  RandomRegistry other(150, 7, 60);
  other.outcomes.time[3] += 0.1;
  EXPECT_NE(fingerprint(other.data()), card.derivation->cohort_sha256);
}

// The band of a patient is survival::predicted_survival with the points as coefficients.
TEST(UnitCard, TheCurveIsThatOfTheCoxModel) {
  for (const survival::Ties ties : {survival::Ties::efron, survival::Ties::breslow}) {
    DerivationOptions options;
    options.ties = ties;
    options.selection = Selection::full;
    const DerivedCard made(150, 61, options);
    const Rule& rule = made.derived.rule;
    const risk::Card card = card_of(made.json());
    const risk::Model model(card, risk::aml_dictionary());
    Matrix design(150, rule.columns.size());
    for (std::size_t k = 0; k < rule.columns.size(); ++k)
      for (std::size_t i = 0; i < 150; ++i) design(i, k) = made.registry.design(i, rule.columns[k]);
    survival::CoxFit fit;
    fit.options.ties = ties;
    fit.covariance = made.steps.covariance;
    fit.terms.resize(rule.points.size());
    for (std::size_t k = 0; k < rule.points.size(); ++k) fit.terms[k].coef = rule.points[k].value();
    for (const std::size_t i : {0u, 7u, 33u, 149u}) {
      std::vector<double> x;
      for (std::size_t k = 0; k < rule.columns.size(); ++k) x.push_back(design(i, k));
      const auto expected = survival::predicted_survival({made.registry.outcomes, design}, fit, x);
      ASSERT_TRUE(expected);
      const auto curve = calculator::curve_json(card, model.answer(made.patient(i)),
                                                calculator::Words("en"), false);
      ASSERT_TRUE(curve["band"].is_object());
      EXPECT_TRUE(curve["steps"]);
      std::size_t at = 0;
      for (const survival::SurvivalPoint& point : expected->front().points) {
        if (at == made.steps.time.size() || point.time != made.steps.time[at]) continue;
        EXPECT_NEAR(curve["curves"][0]["survival"][at].get<double>(), point.survival, 1e-10);
        EXPECT_NEAR(curve["band"]["lower"][at].get<double>(), point.lower, 1e-9);
        EXPECT_NEAR(curve["band"]["upper"][at].get<double>(), point.upper, 1e-9);
        ++at;
      }
      EXPECT_EQ(at, made.steps.time.size());
    }
  }
}

TEST(UnitCard, EndsWhereTenPatientsAreLeft) {
  const DerivedCard made(150, 62);
  std::size_t left = 0;
  for (const double time : made.registry.outcomes.time) left += time >= made.steps.horizon;
  EXPECT_GE(left, 10u);
  EXPECT_EQ(made.steps.horizon, made.steps.time.back());
  EXPECT_GT(made.steps.survival.back(), 0);
}
