// Selection by LASSO in a sample with copies against survival::cross_validated_coxnet on the rows
// written out.
#include "support/random_derivation.hpp"
#include "twins/derivation/written_out.hpp"
#include "venscope/derivation/optimism.hpp"
#include "venscope/survival/coxnet.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

namespace {

DerivationOptions lasso_options(double alpha) {
  DerivationOptions options;
  options.selection = Selection::lasso;
  options.ties = survival::Ties::breslow;
  options.lasso.alpha = alpha;
  options.decimals = 6;
  return options;
}

}  // namespace

TEST(TwinsLasso, EqualsCoxnetOnTheRowsWrittenOut) {
  std::size_t selected = 0;
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const RandomRegistry registry(120, 8, 800 + seed);
    const double alpha = seed % 2 == 0 ? 1 : 0.5;
    const Deriver deriver = Deriver::make(registry.data(), lasso_options(alpha)).value();
    const Copies copies = bootstrap_copies(120, seed, 2);
    const Sample sample = take(deriver.cohort(), copies);
    const auto derived = deriver.derive(sample);
    ASSERT_TRUE(derived);
    const auto folds = survival::random_folds(sample.rows, 10, 1);
    std::vector<std::int32_t> fold_of_row(120), fold;
    for (std::size_t k = 0; k < sample.rows; ++k) fold_of_row[sample.from[k]] = folds[k];
    for (std::size_t i = 0; i < 120; ++i) fold.insert(fold.end(), copies[i], fold_of_row[i]);
    const WrittenOut rows(registry.outcomes, registry.design, copies);
    Matrix design(rows.design.rows, derived->screened.size());
    for (std::size_t k = 0; k < derived->screened.size(); ++k) {
      const auto from = rows.design.column(derived->screened[k]);
      std::copy(from.begin(), from.end(), design.column(k).begin());
    }
    survival::CoxnetOptions coxnet;
    coxnet.alpha = alpha;
    const auto expected =
        survival::cross_validated_coxnet({rows.outcomes, design}, fold, coxnet).value();
    const auto& best = expected.path.steps[expected.at_min].coefficients;
    ASSERT_EQ(derived->fit.columns.size(), best.size());
    for (std::size_t k = 0; k < best.size(); ++k) {
      EXPECT_EQ(derived->fit.columns[k], derived->screened[best[k].column]);
      EXPECT_NEAR(derived->fit.beta[k], best[k].value, 1e-6);
    }
    selected += best.size();
  }
  EXPECT_GT(selected, 6u);
}

TEST(TwinsLasso, ShrinksAndIsTheSameForAnyNumberOfThreads) {
  const RandomRegistry registry(120, 6, 820);
  const Deriver deriver = Deriver::make(registry.data(), lasso_options(1)).value();
  const Sample cohort = take(deriver.cohort(), everyone(120));
  const auto derived = deriver.derive(cohort);
  ASSERT_TRUE(derived && !derived->fit.columns.empty());
  const auto free = deriver.refit(cohort, derived->fit.columns);
  ASSERT_TRUE(free);
  double penalised = 0, maximal = 0;
  for (const double beta : derived->fit.beta) penalised += std::abs(beta);
  for (const double beta : free->fit.beta) maximal += std::abs(beta);
  EXPECT_LT(penalised, maximal);
  const Optimism one = optimism(deriver, *derived, {.resamples = 8, .horizon = 8});
  const Optimism two = optimism(deriver, *derived, {.resamples = 8, .threads = 2, .horizon = 8});
  EXPECT_EQ(one.selected, two.selected);
  EXPECT_EQ(one.indices[0].optimism, two.indices[0].optimism);
}
