// Backward elimination against its definition: every model fitted by survival::cox.
#include "venscope/derivation/backward.hpp"

#include "support/random_derivation.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

namespace {

double criterion(const RandomRegistry& registry, const std::vector<std::size_t>& columns,
                 double penalty) {
  Matrix design(registry.design.rows, columns.size());
  for (std::size_t k = 0; k < columns.size(); ++k)
    for (std::size_t i = 0; i < design.rows; ++i) design(i, k) = registry.design(i, columns[k]);
  const auto fit =
      survival::cox({registry.outcomes, design}, {.tolerance = 1e-13, .max_iterations = 50});
  const double loglik = columns.empty() ? fit->loglik_null : fit->loglik;
  return -2 * loglik + penalty * static_cast<double>(columns.size());
}

std::vector<std::size_t> slow_backward(const RandomRegistry& registry,
                                       std::vector<std::size_t> columns, double penalty) {
  while (!columns.empty()) {
    std::vector<std::size_t> best = columns;
    double lowest = criterion(registry, columns, penalty);
    for (const std::size_t out : columns) {
      std::vector<std::size_t> without = columns;
      std::erase(without, out);
      const double now = criterion(registry, without, penalty);
      if (now < lowest) {
        lowest = now;
        best = without;
      }
    }
    if (best.size() == columns.size()) break;
    columns = best;
  }
  return columns;
}

}  // namespace

TEST(TwinsBackward, FindsWhatTheDefinitionFinds) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const RandomRegistry registry(70 + 10 * seed, 6, 100 + seed);
    const Sample sample =
        take(sorted_cohort(registry.data()).value(), everyone(registry.outcomes.size()));
    SampleLikelihood likelihood(sample, survival::Ties::efron);
    const std::vector<std::size_t> all{0, 1, 2, 3, 4, 5, 6};
    for (const double penalty : {2.0, 4.5, 40.0}) {
      const auto found = backward(likelihood, sample, all, penalty);
      ASSERT_TRUE(found);
      EXPECT_EQ(found->fit.columns, slow_backward(registry, all, penalty));
      EXPECT_NEAR(found->criterion, criterion(registry, found->fit.columns, penalty), 1e-8);
      EXPECT_EQ(found->steps.size() + found->fit.columns.size(), all.size());
    }
  }
}
