// What must hold for a Cox fit whatever the data.
#include "venscope/survival/cox.hpp"

#include "twins/survival/cox_slow.hpp"
#include "venscope/survival/baseline.hpp"
#include "venscope/survival/cox_residuals.hpp"
#include "venscope/survival/cox_zph.hpp"

#include <algorithm>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;
using namespace venscope::test;

namespace {

CoxFit fit_of(const RandomCox& d, Ties ties = Ties::efron, bool robust = false) {
  CoxOptions options;
  options.ties = ties;
  options.robust = robust;
  return cox(d.data(), options).value();
}

RandomCox rows_of(const RandomCox& d, const std::vector<std::size_t>& rows) {
  RandomCox result;
  result.design = Matrix(rows.size(), d.design.columns);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const std::size_t i = rows[k];
    result.outcomes.time.push_back(d.outcomes.time[i]);
    result.outcomes.event.push_back(d.outcomes.event[i]);
    if (d.outcomes.delayed_entry()) result.outcomes.entry.push_back(d.outcomes.entry[i]);
    result.strata.push_back(d.strata[i]);
    result.weights.push_back(d.weights[i]);
    result.offset.push_back(d.offset[i]);
    for (std::size_t j = 0; j < d.design.columns; ++j) result.design(k, j) = d.design(i, j);
  }
  return result;
}

/// Only the order of sums differs.
void same(const CoxFit& a, const CoxFit& b, double tolerance = 1e-9) {
  EXPECT_NEAR(a.loglik, b.loglik, tolerance * std::abs(b.loglik));
  for (std::size_t j = 0; j < b.terms.size(); ++j) {
    EXPECT_NEAR(a.terms[j].coef, b.terms[j].coef, tolerance * b.terms[j].std_error);
    EXPECT_NEAR(a.covariance(j, j), b.covariance(j, j), tolerance * b.covariance(j, j));
  }
  EXPECT_NEAR(a.score.statistic, b.score.statistic, tolerance * (1 + b.score.statistic));
}

class CoxLaw : public testing::TestWithParam<unsigned> {
protected:
  RandomCox d = random_cox(GetParam() + 100, 90, 3, GetParam() % 2 == 1);
  Ties ties = GetParam() % 4 < 2 ? Ties::efron : Ties::breslow;
};

INSTANTIATE_TEST_SUITE_P(Seeds, CoxLaw, testing::Range(0U, 8U));

}  // namespace

TEST_P(CoxLaw, RowOrderDoesNotMatter) {
  std::vector<std::size_t> rows(d.outcomes.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = (i * 37 + 11) % rows.size();
  same(fit_of(rows_of(d, rows), ties, true), fit_of(d, ties, true));
}

TEST_P(CoxLaw, OnlyTheOrderOfTimesMatters) {
  RandomCox stretched = d;
  for (double& time : stretched.outcomes.time) time = 7 * time * time;
  for (double& time : stretched.outcomes.entry) time = 7 * time * time;
  same(fit_of(stretched, ties), fit_of(d, ties));
}

TEST_P(CoxLaw, ScaleAndShiftOfAColumn) {
  for (const double scale : {1e-9, 1e9, -3.0}) {
    RandomCox moved = d;
    for (double& x : moved.design.column(1)) x = scale * (x + 1000);
    const CoxFit a = fit_of(d, ties), b = fit_of(moved, ties);
    EXPECT_NEAR(b.terms[1].coef * scale, a.terms[1].coef, 1e-7 * a.terms[1].std_error);
    EXPECT_NEAR(b.terms[1].std_error * std::abs(scale), a.terms[1].std_error, 1e-9);
    EXPECT_NEAR(b.terms[0].coef, a.terms[0].coef, 1e-7 * a.terms[0].std_error);
    EXPECT_NEAR(b.wald.statistic, a.wald.statistic, 1e-7 * a.wald.statistic);
  }
}

TEST_P(CoxLaw, WeightTwoIsARowTwiceUnderBreslow) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < d.outcomes.size(); ++i)
    for (double k = 0; k < 2 * d.weights[i]; ++k) rows.push_back(i);
  RandomCox twice = rows_of(d, rows), weighted = d;
  std::fill(twice.weights.begin(), twice.weights.end(), 1.0);
  for (double& weight : weighted.weights) weight *= 2;
  // The offset is centred at its unweighted mean, which moves the linear predictor alone.
  same(fit_of(twice, Ties::breslow), fit_of(weighted, Ties::breslow));
}

TEST_P(CoxLaw, RowsOfWeightZeroAreNotThere) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < d.outcomes.size(); ++i)
    if (d.weights[i] > 0) rows.push_back(i);
  ASSERT_LT(rows.size(), d.outcomes.size());
  const CoxFit with = fit_of(d, ties, true), without = fit_of(rows_of(d, rows), ties, true);
  same(with, without);
  EXPECT_EQ(with.n, without.n);
  EXPECT_EQ(with.events, without.events);
}

TEST_P(CoxLaw, SplittingFollowUpChangesNothing) {
  RandomCox split;
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < d.outcomes.size(); ++i) rows.insert(rows.end(), {i, i});
  split = rows_of(d, rows);
  split.outcomes.entry.resize(rows.size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const std::size_t i = rows[k];
    const double entry = d.outcomes.delayed_entry() ? d.outcomes.entry[i] : -1;
    const double cut = (entry + d.outcomes.time[i]) / 2;
    split.outcomes.entry[k] = k % 2 == 0 ? entry : cut;
    split.outcomes.time[k] = k % 2 == 0 ? cut : d.outcomes.time[i];
    split.outcomes.event[k] = k % 2 == 0 ? 0 : d.outcomes.event[i];
  }
  const CoxFit whole = fit_of(d, ties), pieces = fit_of(split, ties);
  same(pieces, whole);
  const auto residual = martingale_residuals(d.data(), whole).value();
  const auto parts = martingale_residuals(split.data(), pieces).value();
  for (std::size_t i = 0; i < residual.size(); ++i)
    EXPECT_NEAR(parts[2 * i] + parts[2 * i + 1], residual[i], 1e-9);
}

TEST_P(CoxLaw, StrataOfIdenticalCopiesHalveTheVariance) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < d.outcomes.size(); ++i) rows.insert(rows.end(), {i, i});
  RandomCox copies = rows_of(d, rows);
  for (std::size_t k = 1; k < rows.size(); k += 2) copies.strata[k] += 10;
  const CoxFit one = fit_of(d, ties), two = fit_of(copies, ties);
  for (std::size_t j = 0; j < 3; ++j) {
    EXPECT_NEAR(two.terms[j].coef, one.terms[j].coef, 1e-9);
    EXPECT_NEAR(2 * two.covariance(j, j), one.covariance(j, j), 1e-9);
  }
  EXPECT_NEAR(two.likelihood_ratio.statistic, 2 * one.likelihood_ratio.statistic, 1e-8);
}

TEST_P(CoxLaw, ResidualsBalance) {
  const CoxFit fit = fit_of(d, ties);
  const auto martingale = martingale_residuals(d.data(), fit).value();
  const Matrix score = score_residuals(d.data(), fit).value();
  const auto schoenfeld = schoenfeld_residuals(d.data(), fit).value();
  double sum = 0;
  for (std::size_t i = 0; i < martingale.size(); ++i) sum += d.weights[i] * martingale[i];
  EXPECT_NEAR(sum, 0, 1e-10);
  for (std::size_t j = 0; j < 3; ++j) {
    double scores = 0, deaths = 0;
    for (std::size_t i = 0; i < martingale.size(); ++i) scores += d.weights[i] * score(i, j);
    for (std::size_t k = 0; k < schoenfeld.row.size(); ++k)
      deaths += d.weights[schoenfeld.row[k]] * schoenfeld.values(k, j);
    // Both are the score, 0 at the maximum: what the last Newton step left over.
    EXPECT_NEAR(scores, deaths, 1e-9);
    EXPECT_NEAR(scores, 0, 1e-4);
  }
}

TEST_P(CoxLaw, CumulativeHazardIsProportional) {
  const CoxFit fit = fit_of(d, ties);
  const std::vector<double> x = {0.3, -0.2, 0.9}, y = {-0.5, 0.4, 0.1};
  const auto a = cumulative_hazard(d.data(), fit, x, 0.2).value();
  const auto b = cumulative_hazard(d.data(), fit, y).value();
  double ratio = 0.2;
  for (std::size_t j = 0; j < 3; ++j) ratio += fit.terms[j].coef * (x[j] - y[j]);
  ASSERT_EQ(a.size(), 3U);
  for (std::size_t k = 0; k < a.size(); ++k)
    for (std::size_t t = 0; t < a[k].points.size(); ++t)
      EXPECT_NEAR(a[k].points[t].cumulative_hazard,
                  std::exp(ratio) * b[k].points[t].cumulative_hazard,
                  1e-10 * (1 + a[k].points[t].cumulative_hazard));
}

TEST_P(CoxLaw, TheTestOfProportionalHazardsIgnoresUnits) {
  const std::vector<ColumnGroup> terms = {{"a", 0, 1}, {"bc", 1, 2}};
  RandomCox moved = d;
  for (double& x : moved.design.column(2)) x = 1e6 * x - 5e5;
  const auto before = proportional_hazards_test(d.data(), fit_of(d, ties), terms).value();
  const auto after = proportional_hazards_test(moved.data(), fit_of(moved, ties), terms).value();
  for (std::size_t k = 0; k < 2; ++k)
    EXPECT_NEAR(after.terms[k].test.statistic, before.terms[k].test.statistic, 1e-6);
  EXPECT_EQ(before.terms[1].test.df, 2);
  EXPECT_NEAR(after.global.statistic, before.global.statistic, 1e-6);
}
