// Firth's penalised likelihood against a search of its maximum in R (firth.R beside this file).
#include "reference/survival/cox_case.hpp"
#include "venscope/survival/cox.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::test;
using namespace venscope::survival;

TEST(FirthReference, EqualsTheMaximumFoundInR) {
  const Json cases = read_json("survival/firth.json");
  ASSERT_TRUE(cases.is_array());
  ASSERT_GE(cases.size(), 8U);
  for (const Json& json : cases) {
    const CoxCase set(json);
    for (const Json& expected : json["fits"]) {
      CoxOptions options;
      options.ties = ties_of(expected);
      options.firth = true;
      const auto fit = cox(set.data(false), options);
      ASSERT_TRUE(fit) << set.name;
      EXPECT_TRUE(fit->converged) << set.name;
      // The maximum is flat: the search knows l* to 1e-10, and beta to some 1e-7 standard errors.
      for (std::size_t j = 0; j < fit->terms.size(); ++j) {
        const double error = std::sqrt(number(expected["var"][j][j]));
        EXPECT_NEAR(fit->terms[j].coef, number(expected["coef"][j]), 1e-6 * error) << set.name;
        EXPECT_NEAR(fit->terms[j].std_error, error, 1e-6 * error) << set.name;
      }
      EXPECT_NEAR(fit->loglik_null, number(expected["loglik"][0]), 1e-9) << set.name;
      EXPECT_NEAR(fit->loglik, number(expected["loglik"][1]), 1e-9) << set.name;
    }
  }
}
