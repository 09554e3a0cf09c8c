// Fits of samples with copies against survival::cox on the rows written out.
#include "venscope/derivation/sample_fit.hpp"

#include "support/random_derivation.hpp"
#include "twins/derivation/written_out.hpp"
#include "venscope/derivation/optimism.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

namespace {

Matrix columns_of(const Matrix& all, const std::vector<std::size_t>& columns) {
  Matrix result(all.rows, columns.size());
  for (std::size_t k = 0; k < columns.size(); ++k)
    for (std::size_t i = 0; i < all.rows; ++i) result(i, k) = all(i, columns[k]);
  return result;
}

}  // namespace

TEST(TwinsSampleFit, EqualsCoxOnTheRowsWrittenOut) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const RandomRegistry registry(80 + 5 * seed, 4, seed);
    const SortedCohort cohort = sorted_cohort(registry.data()).value();
    const Copies copies = bootstrap_copies(registry.outcomes.size(), seed, 0);
    const Sample sample = take(cohort, copies);
    const WrittenOut rows(registry.outcomes, registry.design, copies);
    const std::vector<std::size_t> columns{0, 1, 3, 4};
    const Matrix design = columns_of(rows.design, columns);
    for (const survival::Ties ties : {survival::Ties::efron, survival::Ties::breslow}) {
      SampleLikelihood likelihood(sample, ties);
      const auto found = fit(likelihood, sample, columns);
      const survival::CoxData data{rows.outcomes, design};
      const auto expected = survival::cox(data, {.ties = ties, .tolerance = 1e-14});
      ASSERT_TRUE(found && expected);
      EXPECT_NEAR(found->loglik, expected->loglik, 1e-9);
      for (std::size_t j = 0; j < columns.size(); ++j) {
        EXPECT_NEAR(found->beta[j], expected->terms[j].coef, 1e-7);
        // At the point before Newton's last step.
        for (std::size_t k = 0; k < columns.size(); ++k)
          EXPECT_NEAR(found->covariance(j, k), expected->covariance(j, k), 1e-5);
      }
    }
  }
}

TEST(TwinsSampleFit, WithoutAColumnEqualsTheSmallerModel) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const RandomRegistry registry(120, 6, seed);
    const SortedCohort cohort = sorted_cohort(registry.data()).value();
    const Sample sample = take(cohort, bootstrap_copies(120, seed, 1));
    SampleLikelihood likelihood(sample, survival::Ties::efron);
    const auto all = fit(likelihood, sample, {0, 1, 2, 3, 4, 5, 6});
    ASSERT_TRUE(all);
    for (std::size_t leave = 0; leave < all->columns.size(); ++leave) {
      const auto quick = fit_without(likelihood, sample, *all, leave);
      std::vector<std::size_t> columns = all->columns;
      columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(leave));
      const auto slow = fit(likelihood, sample, columns);
      ASSERT_TRUE(quick && slow);
      EXPECT_NEAR(quick->loglik, slow->loglik, 1e-9);
    }
  }
}

TEST(TwinsSampleFit, LeavesOutWhatIsACombination) {
  RandomRegistry registry(100, 3, 5);
  for (std::size_t i = 0; i < 100; ++i) registry.design(i, 2) = registry.design(i, 0);
  const Sample sample = take(sorted_cohort(registry.data()).value(), everyone(100));
  SampleLikelihood likelihood(sample, survival::Ties::efron);
  const auto found = fit(likelihood, sample, {0, 1, 2});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->columns, (std::vector<std::size_t>{0, 1}));
}

TEST(TwinsSampleFit, RefusesWhatSeparates) {
  // Whoever has it dies first.
  endpoint::Outcomes outcomes;
  Matrix design(20, 1);
  for (int i = 0; i < 20; ++i) {
    outcomes.time.push_back(i + 1);
    outcomes.event.push_back(1);
    design(static_cast<std::size_t>(i), 0) = i < 8;
  }
  const std::vector<Candidate> candidates{{"x", true}};
  const Sample sample = take(sorted_cohort({outcomes, design, candidates}).value(), everyone(20));
  SampleLikelihood likelihood(sample, survival::Ties::efron);
  EXPECT_FALSE(fit(likelihood, sample, {0}));
}
