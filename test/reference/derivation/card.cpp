// The curve of a patient under a derived card, with its limits, against R's survfit (card.R).
#include "support/derivation_case.hpp"
#include "support/derived_card.hpp"
#include "venscope/calculator/curve.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

TEST(ReferenceCard, CurvesAndLimitsEqualSurvfit) {
  const auto json = reference("derivation/card");
  const DerivationCase set(json);
  for (const auto& expected : json["cases"]) {
    DerivationOptions options;
    options.ties = expected["ties"] == "efron" ? survival::Ties::efron : survival::Ties::breslow;
    options.selection = Selection::full;
    options.decimals = 6;
    const Deriver deriver = Deriver::make(set.data(), options).value();
    const Derived derived = deriver.derive(take(deriver.cohort(), everyone(174))).value();
    const BaselineSteps steps = baseline_steps(set.data(), derived, options.ties).value();
    const CardIdentity identity{"x", "x", "OS", "months", "x", "x", "x", "x"};
    const auto text =
        card_json(identity, set.data(), deriver, derived, aml_variables(), steps, std::nullopt, 10);
    ASSERT_TRUE(text);
    const auto card = risk::parse_card(text->dump(), "card.json", risk::aml_dictionary());
    ASSERT_TRUE(card) << to_text(card.error());
    const risk::Model model(*card, risk::aml_dictionary());
    EXPECT_EQ(steps.time.size(), expected["time"].size());
    for (std::size_t k = 0; k < 4; ++k) {
      const risk::Patient patient = patient_of(set.design, expected["rows"][k].get<std::size_t>());
      const auto curve =
          calculator::curve_json(*card, model.answer(patient), calculator::Words("en"), false);
      ASSERT_TRUE(curve.is_object());
      for (std::size_t t = 0; t < steps.time.size(); ++t) {
        // Points have six decimals: ln S is known to 1e-6 of a few units.
        EXPECT_NEAR(curve["curves"][0]["survival"][t].get<double>(),
                    number(expected["survival"][k][t]), 1e-5);
        EXPECT_NEAR(curve["band"]["lower"][t].get<double>(), number(expected["lower"][k][t]), 1e-5);
        EXPECT_NEAR(curve["band"]["upper"][t].get<double>(), number(expected["upper"][k][t]), 1e-5);
      }
    }
  }
}
