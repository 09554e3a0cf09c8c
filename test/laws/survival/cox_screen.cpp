// What holds of a screen whatever the columns.
#include "venscope/survival/cox_screen.hpp"

#include "venscope/base/random.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

struct Sample {
  endpoint::Outcomes outcomes;
  Matrix adjusters, columns;
  CoxData data() const { return {outcomes, adjusters}; }
};

Sample sample_of(std::size_t n, std::size_t columns, double missing = 0) {
  RandomStream random(11, "screen laws");
  Sample sample{{}, Matrix(n, 1), Matrix(n, columns)};
  for (std::size_t i = 0; i < n; ++i) {
    sample.outcomes.time.push_back(std::ceil(random.exponential() * 30));
    sample.outcomes.event.push_back(random.chance(0.6));
    sample.adjusters(i, 0) = random.normal();
  }
  for (double& value : sample.columns.values)
    value = random.chance(missing) ? std::numeric_limits<double>::quiet_NaN() : random.normal();
  return sample;
}

std::vector<ScreenedColumn> screened(const Sample& sample, const CoxScreenOptions& options = {}) {
  auto found = cox_screen(sample.data(), sample.columns, options);
  EXPECT_TRUE(found);
  return found ? *found : std::vector<ScreenedColumn>{};
}

}  // namespace

TEST(CoxScreen, ThreadsChangeNoBit) {
  const Sample sample = sample_of(60, 150, 0.01);
  const auto one = screened(sample), many = screened(sample, {.threads = 3});
  ASSERT_EQ(one.size(), many.size());
  for (std::size_t j = 0; j < one.size(); ++j) {
    EXPECT_EQ(one[j].coef, many[j].coef);
    EXPECT_EQ(one[j].p, many[j].p);
  }
}

TEST(CoxScreen, AColumnDoesNotKnowItsNeighbours) {
  const Sample sample = sample_of(60, 30);
  const auto together = screened(sample);
  for (const std::size_t j : {0u, 7u, 8u, 29u}) {
    Sample alone = sample;
    alone.columns = Matrix(60, 1);
    std::copy(sample.columns.column(j).begin(), sample.columns.column(j).end(),
              alone.columns.values.begin());
    EXPECT_EQ(screened(alone)[0].coef, together[j].coef);
    EXPECT_EQ(screened(alone)[0].std_error, together[j].std_error);
  }
}

TEST(CoxScreen, UnitsAndOriginsOfAColumnDoNotMatter) {
  const Sample sample = sample_of(60, 8);
  Sample moved = sample;
  for (double& value : moved.columns.values) value = 1000 * value + 5;
  const auto before = screened(sample), after = screened(moved);
  for (std::size_t j = 0; j < 8; ++j) {
    EXPECT_NEAR(1000 * after[j].coef, before[j].coef, 1e-10);
    EXPECT_NEAR(after[j].z, before[j].z, 1e-9);
  }
}

TEST(CoxScreen, ColumnsWithoutAnEstimateSayWhy) {
  Sample sample = sample_of(40, 7);
  const double missing = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < 40; ++i) {
    sample.columns(i, 0) = missing;
    sample.columns(i, 1) = 0.1;
    sample.columns(i, 2) = sample.outcomes.event[i] ? missing : sample.columns(i, 2);
    sample.columns(i, 3) = 2 * sample.adjusters(i, 0) - 1;
    sample.columns(i, 4) = sample.outcomes.event[i] == 0;  // whoever has 1 has no event
    sample.columns(i, 5) = -sample.outcomes.time[i];       // the order of the deaths
  }
  sample.columns(3, 6) = std::numeric_limits<double>::infinity();
  const auto found = screened(sample);
  EXPECT_EQ(found[0].reason, NoEstimate::all_missing);
  EXPECT_EQ(found[1].reason, NoEstimate::constant);
  EXPECT_EQ(found[2].reason, NoEstimate::no_events);
  EXPECT_EQ(found[3].reason, NoEstimate::collinear);
  EXPECT_EQ(found[4].reason, NoEstimate::separation);
  EXPECT_EQ(found[5].reason, NoEstimate::separation);
  EXPECT_EQ(found[6].reason, NoEstimate::infinite);
  EXPECT_EQ(found[0].n, 0u);
  EXPECT_EQ(found[1].n, 40u);
  for (const ScreenedColumn& column : found) {
    EXPECT_TRUE(std::isnan(column.coef));
    EXPECT_TRUE(std::isnan(column.p));
    EXPECT_STRNE(reason_text(column.reason), "");
  }
}

TEST(CoxScreen, WithoutEventsThereIsNothingToScreen) {
  Sample sample = sample_of(20, 2);
  std::fill(sample.outcomes.event.begin(), sample.outcomes.event.end(), 0);
  const auto found = cox_screen(sample.data(), sample.columns);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error()[0].code, "cox.no_events");
  EXPECT_FALSE(cox_screen(sample_of(20, 2).data(), sample.columns, {.ties = Ties::exact}));
}
