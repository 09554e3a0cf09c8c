// Gail and Simon's test against its formula in R (qualitative_interaction.R beside this file).
#include "venscope/survival/qualitative_interaction.hpp"

#include "support/from_r.hpp"

#include <gtest/gtest.h>

using namespace venscope;

namespace {

TEST(QualitativeInteraction, AsTheFormulaInR) {
  const auto cases = test::from_r("survival", "qualitative_interaction");
  ASSERT_EQ(cases.size(), 63u);
  for (const auto& expected : cases) {
    std::vector<survival::GroupEffect> effects;
    for (std::size_t i = 0; i < expected["d"].size(); ++i)
      effects.push_back({expected["d"][i].get<double>(), expected["s"][i].get<double>()});
    const auto test = survival::qualitative_interaction(effects);
    ASSERT_TRUE(test);
    EXPECT_TRUE(test::agrees(test->positive, test::number(expected["positive"]), 1e-12));
    EXPECT_TRUE(test::agrees(test->negative, test::number(expected["negative"]), 1e-12));
    EXPECT_TRUE(test::agrees(test->statistic, test::number(expected["statistic"]), 1e-12));
    EXPECT_TRUE(test::agrees(test->p, test::number(expected["p"]), 1e-10));
  }
}

}  // namespace
