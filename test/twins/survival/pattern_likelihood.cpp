// The partial likelihood on counts of patterns against the same on rows.
#include "venscope/survival/pattern_likelihood.hpp"

#include "venscope/base/random.hpp"
#include "venscope/survival/risk_order.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

/// Many rows on few days; columns of two and three values, the last one collinear with the first.
struct Counted {
  endpoint::Outcomes outcomes;
  Matrix design;
  std::vector<std::int32_t> strata;
  std::vector<double> weights;

  Counted(std::uint64_t seed, std::size_t n, std::size_t days, bool stratified, bool weighted)
      : design(n, 4) {
    RandomStream random(seed, "patterns");
    for (std::size_t i = 0; i < n; ++i) {
      design(i, 0) = random.chance(0.3);
      design(i, 1) = static_cast<double>(random.below(3)) * 12.5 + 1000;
      design(i, 2) = random.chance(0.5) ? 1 : -1;
      design(i, 3) = 1 - design(i, 0);
      const double day = 30 * random.exponential() / std::exp(0.7 * design(i, 0));
      outcomes.time.push_back(std::min(std::floor(day), static_cast<double>(days - 1)));
      outcomes.event.push_back(random.chance(0.6));
      if (stratified) strata.push_back(static_cast<std::int32_t>(7 * random.below(2)) - 3);
      if (weighted) weights.push_back(static_cast<double>(random.below(3)));
    }
  }
  CoxData data() const {
    return {.outcomes = outcomes, .design = design, .strata = strata, .weights = weights};
  }
};

void expect_near(double found, double expected, double scale) {
  // Sums of the same terms in another order.
  EXPECT_NEAR(found, expected, 1e-11 * std::max(scale, 1.0));
}

TEST(PatternLikelihoodTwin, IsThatOfTheRows) {
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    const Counted d(seed, 3000, 40, seed % 2 == 0, seed % 3 == 0);
    const bool efron = seed % 4 != 1;
    auto plan = pattern_plan(d.data());
    ASSERT_TRUE(plan) << seed;
    PatternLikelihood fast(d.data(), std::move(*plan), efron);
    const RiskOrder order = risk_order(d.outcomes, d.strata).value();
    const SortedDesign design = sorted_design(order, d.design, d.weights, {});
    PartialLikelihood slow(order, design, efron);
    for (std::size_t j = 0; j < 4; ++j) {
      expect_near(fast.design().centre[j], design.centre[j], std::abs(design.centre[j]));
      expect_near(fast.design().scale[j], design.scale[j], 1);
      EXPECT_EQ(fast.design().indicator[j], design.indicator[j]);
    }
    for (const std::vector<double>& beta :
         {std::vector<double>{0, 0, 0, 0}, {0.5, -0.8, 0.2, 0.1}, {4, 3, -5, 1}}) {
      Likelihood a, b;
      fast.evaluate(beta, a);
      slow.evaluate(beta, b);
      expect_near(a.loglik, b.loglik, std::abs(b.loglik));
      for (std::size_t j = 0; j < 4; ++j) {
        expect_near(a.score[j], b.score[j], 3000);
        for (std::size_t i = j; i < 4; ++i)
          expect_near(a.information(i, j), b.information(i, j), 3000);
      }
    }
  }
}

TEST(PatternLikelihoodTwin, GivesTheSameFit) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const Counted d(seed, 4000, 30, seed % 2 == 0, seed % 3 == 0);
    CoxData rows = d.data();
    const std::vector<double> zero(4000, 0.0);  // an offset: the general way
    rows.offset = zero;
    ASSERT_FALSE(pattern_plan(rows));
    const CoxFit fast = cox(d.data()).value(), slow = cox(rows).value();
    EXPECT_EQ(fast.n, slow.n);
    EXPECT_EQ(fast.events, slow.events);
    EXPECT_EQ(fast.iterations, slow.iterations);
    EXPECT_EQ(fast.warnings, slow.warnings);
    expect_near(fast.loglik, slow.loglik, std::abs(slow.loglik));
    expect_near(fast.score.statistic, slow.score.statistic, slow.score.statistic);
    for (std::size_t j = 0; j < 3; ++j) {
      expect_near(fast.terms[j].coef, slow.terms[j].coef, 1);
      expect_near(fast.terms[j].std_error, slow.terms[j].std_error, 1);
    }
    EXPECT_EQ(fast.terms[3].trouble, CoxTrouble::collinear);
    EXPECT_EQ(slow.terms[3].trouble, CoxTrouble::collinear);
    for (std::size_t i = 0; i < 4000; ++i)
      expect_near(fast.linear_predictor[i], slow.linear_predictor[i], 10);
  }
}

TEST(PatternLikelihoodTwin, ThreadsChangeNoBit) {
  // So many rows that they are counted in parts; the last is the only one of its pattern.
  Counted d(9, 300'000, 40, true, false);
  d.design(d.design.rows - 1, 1) = 7;
  for (const bool weighted : {false, true}) {
    if (weighted)
      for (std::size_t i = 0; i < d.design.rows; ++i)
        d.weights.push_back(static_cast<double>(i % 3));
    ASSERT_TRUE(pattern_plan(d.data()));
    const CoxFit one = cox(d.data()).value();
    for (const unsigned threads : {2U, 8U}) {
      const CoxFit many = cox(d.data(), {.threads = threads}).value();
      EXPECT_EQ(one.loglik, many.loglik);
      EXPECT_EQ(one.covariance.values, many.covariance.values);
      EXPECT_EQ(one.linear_predictor, many.linear_predictor);
    }
  }
}

TEST(PatternCodes, AreThePlacesAmongTheValues) {
  const std::size_t n = 5003;
  Matrix design(n, 3);
  RandomStream random(5, "codes");
  for (std::size_t i = 0; i < n; ++i) {
    design(i, 0) = random.chance(0.5) ? 1 : -1;
    design(i, 1) = 4.5;
    design(i, 2) = static_cast<double>(random.below(5));
  }
  for (const double last : {3.0, 77.0}) {  // known, and new in the last row
    design(n - 1, 2) = last;
    const auto codes = PatternCodes::make(design, 4096);
    ASSERT_TRUE(codes);
    EXPECT_EQ(codes->count(), last == 77 ? 12U : 10U);
    for (std::size_t i = 0; i < n; ++i) {
      ASSERT_LT(codes->rows()[i], codes->count());
      for (std::size_t j = 0; j < 3; ++j)
        ASSERT_EQ(codes->value(codes->rows()[i], j), design(i, j)) << i << ", " << j;
    }
  }
  EXPECT_FALSE(PatternCodes::make(design, 11));
  for (const std::size_t row : {std::size_t{0}, std::size_t{17}, n - 1}) {
    Matrix broken = design;
    broken(row, 0) = std::nan("");
    EXPECT_FALSE(PatternCodes::make(broken, 4096));
    broken(row, 0) = INFINITY;
    EXPECT_FALSE(PatternCodes::make(broken, 4096));
  }
}

TEST(PatternCodes, KernelsAgree) {
  RandomStream random(6, "pattern kernels");
  const std::vector<double> levels{3, -1, 0.5, 8};
  for (const std::size_t rows : {0U, 1U, 7U, 8U, 9U, 31U}) {
    std::vector<double> values;
    for (std::size_t i = 0; i < 2 * rows; ++i) values.push_back(levels[random.below(4)]);
    for (const bool unknown : {false, true}) {
      if (unknown && rows > 0) values[random.below(2 * rows)] = 9;
      const CodedColumn columns[] = {{values.data(), levels.data(), 4},
                                     {values.data() + rows, levels.data(), 4}};
      for (const PatternKernels& kernels : all_pattern_kernels()) {
        std::vector<std::uint16_t> out(rows + 1, 999);
        EXPECT_EQ(kernels.code(columns, 2, rows, out.data()), !unknown || rows == 0);
        EXPECT_EQ(out[rows], 999);
        for (std::size_t i = 0; i < rows && !unknown; ++i)
          EXPECT_EQ(levels[out[i] / 4] + 100 * levels[out[i] % 4],
                    values[i] + 100 * values[rows + i]);
      }
    }
  }
}

/// 120 rows of a cohort whose only column has two values, on ten days.
endpoint::Outcomes ten_days(double unit) {
  endpoint::Outcomes outcomes;
  for (int i = 0; i < 120; ++i) {
    outcomes.time.push_back(unit * (i % 10));
    outcomes.event.push_back(i % 3 == 0);
  }
  return outcomes;
}

TEST(PatternLikelihoodTwin, StandsAsideWhereItWouldNotPay) {
  const endpoint::Outcomes days = ten_days(1), fractions = ten_days(0.37);
  Matrix few(120, 1), many(120, 1);
  for (std::size_t i = 0; i < 120; ++i) {
    few(i, 0) = static_cast<double>(i % 2);
    many(i, 0) = static_cast<double>(i);
  }
  EXPECT_TRUE(pattern_plan({.outcomes = days, .design = few}));
  EXPECT_FALSE(pattern_plan({.outcomes = days, .design = many}));
  EXPECT_FALSE(pattern_plan({.outcomes = fractions, .design = few}));
  endpoint::Outcomes late = days;
  late.entry.assign(120, -1);
  EXPECT_FALSE(pattern_plan({.outcomes = late, .design = few}));
}

}  // namespace
