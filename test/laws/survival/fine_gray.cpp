/// What must hold of Fine and Gray's model whatever the data.
#include "venscope/survival/fine_gray.hpp"

#include "support/competing_outcomes.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

/// 80 patients of two causes and censoring, two columns.
struct Data {
  endpoint::Outcomes outcomes;
  Matrix design;
  std::vector<std::int32_t> cluster;
};

Data make(std::uint64_t seed, test::Times times) {
  test::CohortMaker maker(seed);
  test::Cohort cohort = maker.make({80, 3, times, false, false});
  test::make_competing(cohort);
  Data data{cohort.outcomes, Matrix(80, 2), cohort.cluster};
  for (std::size_t i = 0; i < 80; ++i) {
    data.design(i, 0) = maker.uniform();
    data.design(i, 1) = static_cast<double>(maker.below(2));
  }
  return data;
}

template <class F>
void for_each_data(F f) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed)
    for (const test::Times times : {test::Times::few_values, test::Times::continuous})
      f(make(seed, times));
}

FineGrayFit fit_of(const Data& data, std::span<const std::int32_t> cluster = {}) {
  auto fit = fine_gray({.outcomes = data.outcomes, .design = data.design, .cluster = cluster}, 1);
  EXPECT_TRUE(fit);
  return fit ? std::move(*fit) : FineGrayFit{};
}

void expect_same(const CoxFit& a, const CoxFit& b, std::span<const double> scale = {}) {
  ASSERT_EQ(a.terms.size(), b.terms.size());
  for (std::size_t j = 0; j < a.terms.size(); ++j) {
    const double factor = scale.empty() ? 1 : scale[j];
    EXPECT_NEAR(a.terms[j].coef, factor * b.terms[j].coef, 1e-8);
    EXPECT_NEAR(a.terms[j].std_error, std::abs(factor) * b.terms[j].std_error, 1e-8);
  }
}

Data rows_of(const Data& data, const std::vector<std::size_t>& rows) {
  Data picked{{}, Matrix(rows.size(), 2), {}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    picked.outcomes.time.push_back(data.outcomes.time[rows[i]]);
    picked.outcomes.event.push_back(data.outcomes.event[rows[i]]);
    picked.cluster.push_back(static_cast<std::int32_t>(rows[i]));
    for (std::size_t j = 0; j < 2; ++j) picked.design(i, j) = data.design(rows[i], j);
  }
  return picked;
}

}  // namespace

TEST(FineGrayLaws, WithoutCompetingEventsItIsBreslowsCoxModel) {
  for_each_data([](Data data) {
    for (std::int32_t& event : data.outcomes.event) event = event == 1;
    const FineGrayFit fit = fit_of(data);
    CoxOptions options;
    options.ties = Ties::breslow;
    options.robust = true;
    options.tolerance = 1e-12;
    const auto cox_fit = cox({data.outcomes, data.design}, options);
    ASSERT_TRUE(cox_fit);
    EXPECT_NEAR(fit.model.loglik, cox_fit->loglik, 1e-9);
    for (std::size_t j = 0; j < 2; ++j) {
      EXPECT_NEAR(fit.model.terms[j].coef, cox_fit->terms[j].coef, 1e-8);
      EXPECT_NEAR(fit.model.terms[j].std_error, *cox_fit->terms[j].robust_se, 1e-8);
      EXPECT_NEAR(std::sqrt(fit.inverse_information(j, j)), cox_fit->terms[j].std_error, 1e-8);
    }
  });
}

TEST(FineGrayLaws, WithoutCensoringWhoHadACompetingEventIsAtRiskForEver) {
  for_each_data([](Data data) {
    for (std::int32_t& event : data.outcomes.event) event = event == 0 ? 2 : event;
    const FineGrayFit fit = fit_of(data);
    const double end = *std::max_element(data.outcomes.time.begin(), data.outcomes.time.end());
    for (std::size_t i = 0; i < 80; ++i)
      if (data.outcomes.event[i] == 2) {
        data.outcomes.event[i] = 0;
        data.outcomes.time[i] = end + 1;
      }
    CoxOptions options;
    options.ties = Ties::breslow;
    options.robust = true;
    options.tolerance = 1e-12;
    const auto cox_fit = cox({data.outcomes, data.design}, options);
    ASSERT_TRUE(cox_fit);
    for (std::size_t j = 0; j < 2; ++j) {
      EXPECT_NEAR(fit.model.terms[j].coef, cox_fit->terms[j].coef, 1e-8);
      EXPECT_NEAR(fit.model.terms[j].std_error, *cox_fit->terms[j].robust_se, 1e-8);
    }
  });
}

TEST(FineGrayLaws, OrderOfRowsAndScalesDoNotMatter) {
  for_each_data([](const Data& data) {
    const FineGrayFit fit = fit_of(data);
    std::vector<std::size_t> rows(80);
    std::iota(rows.begin(), rows.end(), 0U);
    std::reverse(rows.begin(), rows.end());
    std::rotate(rows.begin(), rows.begin() + 31, rows.end());
    Data other = rows_of(data, rows);
    for (double& time : other.outcomes.time) time = std::exp(time / 50);
    for (std::size_t i = 0; i < 80; ++i) {
      other.design(i, 0) = 1e6 - 1000 * other.design(i, 0);
      other.design(i, 1) = 1 - other.design(i, 1);
    }
    const std::vector<double> scale{-1000, -1};
    expect_same(fit.model, fit_of(other).model, scale);
  });
}

TEST(FineGrayLaws, EveryRowTwiceInAClusterIsTheSame) {
  for_each_data([](const Data& data) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < 80; ++i) rows.insert(rows.end(), {i, i});
    const Data twice = rows_of(data, rows);
    expect_same(fit_of(data).model, fit_of(twice, twice.cluster).model);
  });
}
