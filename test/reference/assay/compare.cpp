#include "venscope/assay/compare.hpp"

#include "support/from_r.hpp"
#include "venscope/assay/factorial.hpp"
#include "venscope/base/distributions.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::assay;
using test::agrees;
using test::number;

namespace {

const nlohmann::json& cases() {
  static const nlohmann::json values = test::from_r("assay", "compare");
  return values;
}

/// Values 10,000 from zero lose digits in R and here alike.
double digits(const nlohmann::json& one) {
  return one["name"] == "far from zero" ? 1e-7 : 1e-9;
}

/// The integrals of mvtnorm are Monte Carlo to 1e-8 at best, its quantiles to 1e-4.
constexpr double mvtnorm_p = 2e-6, mvtnorm_interval = 5e-4;

Replicates replicates_of(const nlohmann::json& one, bool paired) {
  const auto value = one["values"].get<std::vector<double>>();
  const auto cell = one["cell"].get<std::vector<std::int32_t>>();
  std::vector<std::int32_t> unit;
  if (paired) unit = one["unit"].get<std::vector<std::int32_t>>();
  return biological_replicates({value, cell, one["k"].get<std::size_t>(), {}, 1, unit}, paired);
}

MeanComparison compared(const Replicates& replicates, Method method,
                        std::optional<std::size_t> control = {}) {
  auto result = compare_means(replicates, {method, control, 0.95});
  EXPECT_TRUE(result) << to_text(result ? Problems{} : result.error());
  return result ? *result : MeanComparison{};
}

}  // namespace

TEST(CompareReference, Tukey) {
  for (const auto& one : cases()["independent"]) {
    SCOPED_TRACE(one["name"]);
    const MeanComparison ours = compared(replicates_of(one, false), Method::tukey);
    ASSERT_EQ(ours.pairs.size(), one["tukey"]["p"].size());
    EXPECT_TRUE(agrees(ours.overall->statistic, number(one["anova"]["f"]), digits(one)));
    EXPECT_TRUE(agrees(ours.overall->p, number(one["anova"]["p"]), 10 * digits(one)));
    for (std::size_t i = 0; i < ours.pairs.size(); ++i) {
      const PairComparison& pair = ours.pairs[i];
      EXPECT_TRUE(agrees(pair.difference, number(one["tukey"]["difference"][i]), digits(one)));
      EXPECT_NEAR(pair.p_adjusted, number(one["tukey"]["p"][i]), 1e-8);
      EXPECT_TRUE(agrees(pair.interval.low, number(one["tukey"]["low"][i]), 1e-5));
      EXPECT_TRUE(agrees(pair.interval.high, number(one["tukey"]["high"][i]), 1e-5));
    }
  }
}

TEST(CompareReference, Dunnett) {
  for (const auto& one : cases()["independent"]) {
    SCOPED_TRACE(one["name"]);
    const MeanComparison ours = compared(replicates_of(one, false), Method::dunnett, 0);
    ASSERT_EQ(ours.pairs.size(), one["dunnett"]["p"].size());
    for (std::size_t i = 0; i < ours.pairs.size(); ++i) {
      const PairComparison& pair = ours.pairs[i];
      EXPECT_TRUE(agrees(pair.statistic, number(one["dunnett"]["t"][i]), digits(one)));
      EXPECT_NEAR(pair.p_adjusted, number(one["dunnett"]["p"][i]), mvtnorm_p);
      EXPECT_NEAR(pair.interval.low, number(one["dunnett"]["low"][i]),
                  mvtnorm_interval * std::fabs(pair.interval.high - pair.interval.low));
      EXPECT_NEAR(pair.interval.high, number(one["dunnett"]["high"][i]),
                  mvtnorm_interval * std::fabs(pair.interval.high - pair.interval.low));
    }
  }
}

TEST(CompareReference, HolmAndWelch) {
  for (const auto& one : cases()["independent"]) {
    SCOPED_TRACE(one["name"]);
    const Replicates replicates = replicates_of(one, false);
    const MeanComparison pooled = compared(replicates, Method::holm);
    const MeanComparison own = compared(replicates, Method::welch);
    ASSERT_EQ(pooled.pairs.size(), one["holm"].size());
    for (std::size_t i = 0; i < pooled.pairs.size(); ++i) {
      EXPECT_TRUE(agrees(pooled.pairs[i].p_adjusted, number(one["holm"][i]), 10 * digits(one)));
      EXPECT_TRUE(agrees(own.pairs[i].p_adjusted, number(one["welch_holm"][i]), 10 * digits(one)));
    }
    EXPECT_TRUE(agrees(own.overall->statistic, number(one["welch_anova"]["f"]), digits(one)));
    EXPECT_TRUE(agrees(own.overall->df2, number(one["welch_anova"]["df2"]), digits(one)));
    EXPECT_TRUE(agrees(own.overall->p, number(one["welch_anova"]["p"]), 10 * digits(one)));
  }
}

TEST(CompareReference, HedgesG) {
  for (const auto& one : cases()["independent"]) {
    SCOPED_TRACE(one["name"]);
    const MeanComparison ours = compared(replicates_of(one, false), Method::holm, 0);
    const auto& hedges = ours.pairs.back().hedges;
    ASSERT_TRUE(hedges);
    EXPECT_TRUE(agrees(hedges->g, number(one["hedges"]["g"]), digits(one)));
    const double half = normal_quantile(0.975) * std::sqrt(number(one["hedges"]["v"]));
    EXPECT_TRUE(agrees(hedges->interval.high - hedges->g, half, digits(one)));
  }
}

TEST(CompareReference, CompleteBlocks) {
  for (const auto& one : cases()["blocks"]) {
    SCOPED_TRACE(one["name"]);
    const Replicates replicates = replicates_of(one, true);
    const MeanComparison tukey = compared(replicates, Method::tukey);
    const MeanComparison dunnett = compared(replicates, Method::dunnett, 0);
    if (tukey.overall) {
      EXPECT_TRUE(agrees(tukey.overall->statistic, number(one["f"]), 1e-9));
      EXPECT_TRUE(agrees(tukey.overall->p, number(one["p"]), 1e-8));
    }
    for (std::size_t i = 0; i < tukey.pairs.size(); ++i) {
      EXPECT_TRUE(agrees(tukey.pairs[i].statistic, number(one["tukey"]["t"][i]), 1e-9));
      EXPECT_NEAR(tukey.pairs[i].p_adjusted, number(one["tukey"]["p"][i]), 1e-8);
      EXPECT_TRUE(agrees(tukey.pairs[i].interval.low, number(one["tukey"]["low"][i]), 1e-5));
    }
    for (std::size_t i = 0; i < dunnett.pairs.size(); ++i)
      EXPECT_NEAR(dunnett.pairs[i].p_adjusted, number(one["dunnett"]["p"][i]), mvtnorm_p);
    const MeanComparison paired = compared(replicates, Method::welch);
    EXPECT_TRUE(agrees(paired.pairs[0].statistic, number(one["paired"]["t"]), 1e-10));
    EXPECT_TRUE(agrees(paired.pairs[0].p, number(one["paired"]["p"]), 1e-10));
    if (paired.pairs.size() == 1) {
      EXPECT_TRUE(agrees(paired.pairs[0].interval.low, number(one["paired"]["low"]), 1e-10));
    }
  }
}

TEST(CompareReference, TwoFactors) {
  for (const auto& one : cases()["factorial"]) {
    SCOPED_TRACE(one["name"]);
    const auto value = one["values"].get<std::vector<double>>();
    const auto a = one["a"].get<std::vector<std::int32_t>>();
    const auto b = one["b"].get<std::vector<std::int32_t>>();
    std::vector<std::int32_t> unit;
    const bool paired = one["unit"].is_array();
    if (paired) unit = one["unit"].get<std::vector<std::int32_t>>();
    const auto levels = [](const std::vector<std::int32_t>& codes) {
      return static_cast<std::size_t>(*std::max_element(codes.begin(), codes.end())) + 1;
    };
    const Replicates replicates =
        biological_replicates({value, a, levels(a), b, levels(b), unit}, paired);
    const auto ours = two_way_anova(replicates);
    ASSERT_TRUE(ours);
    EXPECT_TRUE(agrees(ours->residual_squares, number(one["residual"]["squares"]), 1e-10));
    EXPECT_EQ(ours->residual_df, number(one["residual"]["df"]));
    ASSERT_TRUE(ours->type_3);
    for (const auto& [key, table] :
         {std::pair{"type_2", ours->type_2}, std::pair{"type_3", *ours->type_3}}) {
      const FactorialRow rows[] = {table.condition, table.dose, table.interaction};
      for (std::size_t r = 0; r < 3; ++r) {
        SCOPED_TRACE(key);
        EXPECT_TRUE(agrees(rows[r].squares, number(one[key][r]["squares"]), 1e-9));
        EXPECT_EQ(rows[r].df, number(one[key][r]["df"]));
        EXPECT_TRUE(agrees(*rows[r].f, number(one[key][r]["f"]), 1e-9));
        EXPECT_TRUE(agrees(*rows[r].p, number(one[key][r]["p"]), 1e-8));
      }
    }
    const MeanComparison pairs = compared(replicates, Method::anova);
    ASSERT_EQ(pairs.pairs.size(), one["pairs"]["p"].size());
    for (std::size_t i = 0; i < pairs.pairs.size(); ++i) {
      EXPECT_TRUE(agrees(pairs.pairs[i].difference, number(one["pairs"]["difference"][i]), 1e-10));
      EXPECT_TRUE(agrees(pairs.pairs[i].p_adjusted, number(one["pairs"]["p"][i]), 1e-8));
    }
  }
}
