// The relaxed path against a fit of each set of columns by itself.
#include "venscope/survival/coxnet_relaxed.hpp"

#include "twins/survival/cox_slow.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;
using namespace venscope::test;

// Noise with as many columns as rows: from some step on there is no finite fit without a penalty.
// A set that holds one without a finite fit is not tried; tried here, it has none either.
TEST(CoxnetRelaxedTwin, EachSetIsFittedAsByItselfAndNoneThatHasAFitIsPassedOver) {
  std::size_t fits = 0, none = 0, tried = 0;
  for (unsigned seed = 0; seed < 12; ++seed) {
    const RandomCox d = random_cox(400 + seed, 60, 60, seed % 2 == 1);
    const RiskOrder order = risk_order(d.outcomes, d.strata).value();
    const CoxnetColumns columns = coxnet_columns(order, d.data());
    CoxnetOptions options;
    options.lambda_count = 30;
    options.ties = seed % 3 == 0 ? Ties::efron : Ties::breslow;
    const CoxnetTask task{columns.weight, {}, {}};
    const CoxnetTrace trace =
        coxnet_paths(order, columns, {&task, 1}, options, /*keep_eta=*/false, 1)[0];
    const CoxnetTrace relaxed = relaxed_path(order, columns, columns.weight, options, trace);
    // Some ten steps of Newton's and no coordinate descent; one that runs away takes longer.
    EXPECT_LE(relaxed.counts.steps, 20 * relaxed.counts.looks + 100);
    EXPECT_EQ(relaxed.counts.sweeps, 0u);
    tried += relaxed.counts.looks;
    const std::vector<double> deviation = column_spread(columns, columns.weight).deviation;
    for (std::size_t k = 0; k < trace.path.steps.size(); ++k) {
      const std::vector<CoxnetCoefficient>& chosen = trace.path.steps[k].coefficients;
      if (chosen.empty()) continue;
      std::vector<std::size_t> set;
      std::vector<double> start;
      for (const CoxnetCoefficient& one : chosen) {
        set.push_back(one.column);
        start.push_back(one.value * deviation[one.column]);
      }
      const auto alone = unpenalised_fit(order, columns, set, columns.weight, deviation, start,
                                         options.ties == Ties::efron, 1e-14);
      if (!alone || set.size() + 3 > trace.path.n) {
        ++none;
        continue;
      }
      ++fits;
      const std::vector<double> found = relaxed.path.coefficients(k);
      for (std::size_t m = 0; m < set.size(); ++m)
        EXPECT_NEAR(found[set[m]], alone->b[m] / deviation[set[m]],
                    1e-7 * (1 + std::abs(alone->b[m])))
            << "input " << seed << ", step " << k;
    }
  }
  EXPECT_GT(fits, 100u);
  EXPECT_GT(none, 50u);
  EXPECT_LT(tried, fits + none / 3);
}

// A copy of a column leaves the likelihood where it was: it stays at 0, and there is a fit.
TEST(CoxnetRelaxedTwin, ColumnsThatOthersExplainDoNotMove) {
  RandomCox d = random_cox(431, 80, 6, false);
  for (std::size_t i = 0; i < 80; ++i) d.design(i, 4) = d.design(i, 1) - 2 * d.design(i, 2);
  const RiskOrder order = risk_order(d.outcomes, d.strata).value();
  const CoxnetColumns columns = coxnet_columns(order, d.data());
  const std::vector<double> deviation = column_spread(columns, columns.weight).deviation;
  const std::vector<std::size_t> all{0, 1, 2, 3, 4, 5}, without{0, 1, 2, 3, 5};
  const auto fit = unpenalised_fit(order, columns, all, columns.weight, deviation, {}, true, 1e-14);
  const auto fewer =
      unpenalised_fit(order, columns, without, columns.weight, deviation, {}, true, 1e-14);
  ASSERT_TRUE(fit && fewer);
  EXPECT_EQ(fit->b[4], 0);
  EXPECT_NEAR(fit->loglik, fewer->loglik, 1e-12);
  for (std::size_t i = 0; i < 80; ++i) EXPECT_NEAR(fit->eta[i], fewer->eta[i], 1e-8);
}
