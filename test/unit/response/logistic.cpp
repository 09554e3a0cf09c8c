// What a logistic regression cannot answer, and what it says then.
#include "venscope/response/logistic.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;

namespace {

struct Data {
  Matrix design;
  std::vector<std::int32_t> outcome;
  std::vector<std::string> names;

  Data(std::vector<std::int32_t> y, std::vector<std::vector<double>> columns)
      : design(y.size(), columns.size()), outcome(std::move(y)) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      std::copy(columns[j].begin(), columns[j].end(), design.column(j).begin());
      names.push_back("x" + std::to_string(j + 1));
    }
  }
  Result<LogisticFit> fit(const LogisticOptions& options = {}) const {
    return logistic({.design = design, .outcome = outcome}, options, names);
  }
};

std::string code(const Result<LogisticFit>& fit) {
  return fit ? "none" : fit.error().front().code;
}

const std::vector<std::int32_t> mixed = {0, 1, 0, 1, 1, 0, 1, 0, 1, 1};

}  // namespace

TEST(Logistic, OneClassIsRefusedWithItsCount) {
  const Data none({0, 0, 0}, {{1, 2, 3}}), all({1, 1, 1}, {{1, 2, 3}});
  EXPECT_EQ(code(none.fit()), "response.one_class");
  EXPECT_EQ(none.fit().error().front().what,
            "none of 3 rows have the event: the odds are 0 and their logarithm has no value");
  EXPECT_EQ(code(all.fit()), "response.one_class");
  EXPECT_TRUE(all.fit({.firth = true}));
}

TEST(Logistic, WrongDataAreNamed) {
  Data data(mixed, {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}});
  data.outcome[3] = 2;
  data.design(0, 0) = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> weights = {1, 1, 1, 1, 1, 1, 1, 1, 1, -1};
  const auto fit =
      logistic({.design = data.design, .outcome = data.outcome, .weights = weights}, {.level = 2});
  ASSERT_FALSE(fit);
  std::vector<std::string> codes;
  for (const Problem& problem : fit.error()) codes.push_back(problem.code);
  EXPECT_EQ(codes, (std::vector<std::string>{"response.outcome_not_binary", "response.weight",
                                             "response.not_finite", "response.confidence_level"}));
  const std::vector<double> zero(10, 0.0);
  EXPECT_EQ(code(logistic({.design = Matrix(10, 0), .outcome = mixed, .weights = zero})),
            "response.no_observations");
  EXPECT_EQ(code(logistic({.design = Matrix(9, 0), .outcome = mixed})), "response.unequal_lengths");
}

TEST(Logistic, CollinearColumnsAreNamedAndLeftOut) {
  const std::vector<double> x = {1, 4, 2, 8, 5, 7, 3, 9, 6, 0};
  const auto fit =
      Data(mixed, {x, std::vector<double>(10, 4.0), {0, 0, 1, 1, 0, 1, 0, 1, 0, 1}, x}).fit();
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->trouble, LogisticTrouble::collinear);
  ASSERT_EQ(fit->warnings.size(), 2U);
  EXPECT_EQ(fit->warnings[0],
            "x2: has the same value in every row; it is left out and has no estimate");
  EXPECT_EQ(fit->warnings[1],
            "x4: is a linear combination of x1; it is left out and has no estimate");
  EXPECT_TRUE(std::isnan(fit->terms[2].coef) && std::isnan(fit->terms[4].p));
  EXPECT_FALSE(std::isnan(fit->terms[3].coef));
  EXPECT_EQ(fit->likelihood_ratio.df, 2);
  EXPECT_EQ(fit->covariance(4, 4), 0);
}

TEST(Logistic, SeparationIsNamedByColumn) {
  // No event where x1 is 1; x2 overlaps.
  const Data arm({0, 1, 0, 1, 1, 0, 0, 0, 0, 1},
                 {{0, 0, 0, 0, 0, 0, 1, 1, 1, 0}, {1, 4, 2, 8, 5, 7, 3, 9, 6, 0}});
  const auto fit = arm.fit();
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->trouble, LogisticTrouble::separation);
  EXPECT_EQ(fit->terms[1].trouble, LogisticTrouble::separation);
  EXPECT_EQ(fit->terms[2].trouble, LogisticTrouble::none);
  ASSERT_EQ(fit->warnings.size(), 1U);
  EXPECT_EQ(fit->warnings[0].rfind("x1: no event among the 3 rows where it is 1: the odds ratio "
                                   "goes to 0 (separation)",
                                   0),
            0U)
      << fit->warnings[0];
  // What is not separated is as if the three rows were not there.
  const Data rest({0, 1, 0, 1, 1, 0, 1}, {{1, 4, 2, 8, 5, 7, 0}});
  EXPECT_NEAR(fit->terms[2].coef, rest.fit()->terms[1].coef, 1e-6);
  EXPECT_NEAR(fit->loglik, rest.fit()->loglik, 1e-7);
}

TEST(Logistic, ANumberThatSeparatesIsNamed) {
  const auto fit = Data({0, 0, 0, 1, 1, 1}, {{1, 2, 3, 5, 6, 7}}).fit();
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->trouble, LogisticTrouble::separation);
  EXPECT_NE(fit->warnings[0].find("all rows with an event have at least 5, all others at most 3"),
            std::string::npos)
      << fit->warnings[0];
}

TEST(Logistic, ColumnsThatSeparateTogetherAreNamedTogether) {
  // Neither tells the outcome apart alone; x1 + x2 > 5 does.
  const auto fit =
      Data({0, 0, 0, 1, 1, 1, 0, 1}, {{1, 4, 2, 5, 3, 1.5, 3, 4}, {2, 0, 2.5, 1, 4, 5, 1, 2}})
          .fit();
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->trouble, LogisticTrouble::separation);
  EXPECT_NE(fit->warnings[0].find("x1 and x2: together"), std::string::npos) << fit->warnings[0];
}

TEST(Logistic, NearSeparationConverges) {
  // One row the wrong side of a thousandth.
  const auto fit = Data({0, 0, 0, 1, 0, 1, 1, 1}, {{1, 2, 3, 4, 4.001, 5, 6, 7}}).fit();
  ASSERT_TRUE(fit);
  EXPECT_TRUE(fit->converged);
  EXPECT_EQ(fit->trouble, LogisticTrouble::none);
}

TEST(Logistic, OneRowOfEachKindHasAnAnswerByFirth) {
  const Data two({0, 1}, {{0, 1}});
  EXPECT_EQ(two.fit()->trouble, LogisticTrouble::separation);
  const auto fit = two.fit({.firth = true});
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->terms[1].coef, std::log(9.0), 1e-8);  // (1.5 / 0.5)^2
}

TEST(Logistic, RowsOfWeightZeroArePredictedOnly) {
  const Data data(mixed, {{1, 4, 2, 8, 5, 7, 3, 9, 6, 0}});
  std::vector<double> weights(10, 1.0);
  weights[9] = 0;
  const auto fit = logistic({.design = data.design, .outcome = mixed, .weights = weights});
  Data less(std::vector<std::int32_t>(mixed.begin(), mixed.end() - 1),
            {{1, 4, 2, 8, 5, 7, 3, 9, 6}});
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->n, 9U);
  EXPECT_EQ(fit->terms[1].coef, less.fit()->terms[1].coef);
  EXPECT_EQ(fit->probability.size(), 10U);
  EXPECT_EQ(predicted_probability(*fit, data.design), fit->probability);
}
