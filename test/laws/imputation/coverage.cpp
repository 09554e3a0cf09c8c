// Share of 95 % intervals that hold the coefficient simulated from. Takes minutes: only with
// VENSCOPE_LONG_TESTS=1 in the environment. Its result stands in
// docs/methods/multiple-imputation.md.
#include "venscope/base/random.hpp"
#include "venscope/imputation/pooled_cox.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::imputation;

namespace {

constexpr double effects[] = {0.7, 0.5, -0.4};  // of mutated, of x, of old

/// 200 patients: a mutation that is tested the less the older the patient is, and a laboratory
/// value that is missing more often with the mutation's test.
cohort::Table draw_cohort(std::uint64_t seed) {
  RandomStream random(seed, "coverage");
  cohort::Table table;
  table.file = "simulated";
  table.rows = 200;
  table.line.resize(table.rows);
  for (const char* name : {"time", "event", "mutated", "x", "old"}) {
    cohort::Column column;
    column.name = name;
    table.columns.push_back(column);
  }
  for (std::size_t i = 0; i < table.rows; ++i) {
    const double old = random.chance(0.5) ? 1 : 0;
    const double mutated = random.chance(0.2 + 0.25 * old) ? 1 : 0;
    const double x = random.normal() + 0.6 * mutated;
    const double eta = effects[0] * mutated + effects[1] * x + effects[2] * old;
    const double death = random.exponential() * 12 / std::exp(eta), end = 6 + 30 * random.uniform();
    table.columns[0].number.push_back(std::min(death, end));
    table.columns[1].number.push_back(death <= end ? 1 : 0);
    const bool untested = random.chance(0.15 + 0.35 * old);
    table.columns[2].number.push_back(untested ? cohort::missing_number : mutated);
    table.columns[3].number.push_back(random.chance(untested ? 0.1 : 0.25) ? cohort::missing_number
                                                                           : x);
    table.columns[4].number.push_back(old);
  }
  return table;
}

}  // namespace

TEST(ImputeLaw, CoverageOfPooledHazardRatios) {
  if (!std::getenv("VENSCOPE_LONG_TESTS")) GTEST_SKIP() << "set VENSCOPE_LONG_TESTS=1";
  constexpr int runs = 500;
  int held[3] = {};
  double sum[3] = {};
  for (int run = 0; run < runs; ++run) {
    const cohort::Table table = draw_cohort(static_cast<std::uint64_t>(run));
    endpoint::Outcomes outcomes{{}, table.columns[0].number, {}};
    for (const double event : table.columns[1].number)
      outcomes.event.push_back(static_cast<std::int32_t>(event));
    const Imputation imputation =
        impute(table, {"mutated", "x", "old"}, outcome_predictors(outcomes),
               {.imputations = 20, .iterations = 5, .seed = static_cast<std::uint64_t>(run)})
            .value();
    const PooledCox cox =
        pooled_cox("Surv(time, event) ~ mutated + x + old", table, imputation).value();
    for (std::size_t j = 0; j < 3; ++j) {
      sum[j] += cox.terms[j].pooled.estimate;
      held[j] += std::log(cox.terms[j].conf_low) <= effects[j] &&
                 effects[j] <= std::log(cox.terms[j].conf_high);
    }
  }
  for (std::size_t j = 0; j < 3; ++j) {
    std::printf("coefficient %.2f: mean %.3f, held by %.1f %% of intervals\n", effects[j],
                sum[j] / runs, 100.0 * held[j] / runs);
    // Four standard errors of a share of 0.95 in 500 runs.
    EXPECT_NEAR(held[j] / static_cast<double>(runs), 0.95, 0.04);
    EXPECT_NEAR(sum[j] / runs, effects[j], 0.06);
  }
}
