/// A column that has one value in every risk set has no estimate, however its sums are rounded.
#include "venscope/survival/cox.hpp"
#include "venscope/survival/cox_screen.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

struct Data {
  endpoint::Outcomes outcomes;
  Matrix design;
  std::vector<double> weights;
  std::vector<std::int32_t> strata;

  CoxData data() const { return {outcomes, design, strata, weights}; }
};

/// The second column is the stratum, in numbers that rounding tells apart; the first is drawn.
Data of_two_strata(std::size_t n, bool entry) {
  std::mt19937 random(7);
  Data made;
  made.design = Matrix(n, 2);
  for (std::size_t i = 0; i < n; ++i) {
    made.strata.push_back(static_cast<std::int32_t>(random() % 2));
    made.outcomes.time.push_back(2 + static_cast<double>(random() % 90));
    made.outcomes.event.push_back(random() % 3 > 0);
    if (entry) made.outcomes.entry.push_back(static_cast<double>(random() % 2));
    made.weights.push_back(0.1 + static_cast<double>(random() % 7));
    made.design(i, 0) = static_cast<double>(random() % 2);
    made.design(i, 1) = made.strata[i] == 0 ? 0.1 : -1.7;
  }
  return made;
}

Matrix first_column(const Data& made) {
  Matrix one(made.design.rows, 1);
  for (std::size_t i = 0; i < one.rows; ++i) one(i, 0) = made.design(i, 0);
  return one;
}

void expect_second_without_estimate(const Data& made, const CoxOptions& options) {
  const std::vector<std::string> names{"drawn", "stratum"};
  const auto both = cox(made.data(), options, names);
  ASSERT_TRUE(both);
  EXPECT_EQ(both->terms[1].trouble, CoxTrouble::collinear);
  EXPECT_TRUE(std::isnan(both->terms[1].coef));
  ASSERT_EQ(both->warnings.size(), 1U);
  EXPECT_EQ(both->warnings[0],
            "stratum: does not vary within any risk set; it is left out and has no estimate");
  const Matrix one = first_column(made);
  CoxData alone{made.outcomes, one, made.strata, made.weights};
  const auto first = cox(alone, options);
  ASSERT_TRUE(first);
  EXPECT_NEAR(both->terms[0].coef, first->terms[0].coef, 1e-12);
  EXPECT_NEAR(both->terms[0].std_error, first->terms[0].std_error, 1e-12);
}

}  // namespace

// With these weights R gives coefficients of 0 with a standard error of 3.7e9.
TEST(UnvaryingColumns, OfOneRowAtRiskHaveNoEstimate) {
  Data made;
  made.outcomes.time = {1.25, 1};
  made.outcomes.event = {1, 0};
  made.weights = {7.5, 1};
  made.design = Matrix(2, 1);
  made.design.values = {-3.9375, -4};
  const auto fit = cox(made.data());
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->terms[0].trouble, CoxTrouble::collinear);
  const Matrix none(2, 0);
  const auto screened = cox_screen({made.outcomes, none, {}, made.weights}, made.design);
  ASSERT_TRUE(screened);
  EXPECT_EQ((*screened)[0].reason, NoEstimate::collinear);
}

TEST(UnvaryingColumns, OfTheStrataHaveNoEstimate) {
  for (const bool entry : {false, true})
    for (const Ties ties : {Ties::efron, Ties::breslow}) {
      CoxOptions options;
      options.ties = ties;
      Data made = of_two_strata(120, entry);
      expect_second_without_estimate(made, options);
      made.weights.clear();
      expect_second_without_estimate(made, options);
    }
}

TEST(UnvaryingColumns, AreToldInCountsOfPatternsToo) {
  Data made = of_two_strata(6000, false);
  made.weights.clear();
  expect_second_without_estimate(made, {});
}

// A single carrier among many is little information, not none.
TEST(UnvaryingColumns, ASingleCarrierVaries) {
  Data made;
  const std::size_t n = 20'000;
  made.design = Matrix(n, 1);
  for (std::size_t i = 0; i < n; ++i) {
    made.outcomes.time.push_back(1 + static_cast<double>(i % 1000));
    made.outcomes.event.push_back(i % 4000 == 0 || i == n / 2);
  }
  made.design(n / 2, 0) = 1;
  const auto fit = cox(made.data());
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->terms[0].trouble, CoxTrouble::none);
}
