#include "venscope/accuracy/calibration.hpp"

#include "venscope/base/random.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;

namespace {

/// Patients whose hazard is exp(lp), censored at random.
struct Simulated {
  endpoint::Outcomes outcomes;
  std::vector<double> lp, risk;
};

Simulated simulated(std::size_t n, double time) {
  Simulated s;
  RandomStream random(5, "calibration", 0);
  for (std::size_t i = 0; i < n; ++i) {
    s.lp.push_back(0.8 * random.normal() - 0.5);
    s.risk.push_back(-std::expm1(-time * std::exp(s.lp.back())));
    const double event = random.exponential() / std::exp(s.lp.back());
    const double censored = 5 * random.uniform();
    s.outcomes.time.push_back(std::min(event, censored));
    s.outcomes.event.push_back(event <= censored);
  }
  return s;
}

}  // namespace

TEST(Calibration, OfTheTruth) {
  const Simulated s = simulated(20000, 1);
  const Calibration found = calibration(s.outcomes, {s.risk}, 1).value();
  // Five standard errors at this size, from the first digits of the estimates' own.
  EXPECT_NEAR(found.observed_expected->estimate, 1, 0.05);
  EXPECT_NEAR(found.slope->slope, 1, 0.06);
  EXPECT_LT(found.smooth->ici, 0.02);
  EXPECT_EQ(found.smooth->knots, 3U);
  ASSERT_EQ(found.groups.size(), 5U);
  for (const ObservedRisk& group : found.groups)
    EXPECT_NEAR(*group.observed, group.predicted, 0.06);
}

TEST(Calibration, RisksThatAreTooExtremeHaveASlopeBelowOne) {
  const Simulated s = simulated(5000, 1);
  std::vector<double> doubled = s.lp;
  for (double& value : doubled) value *= 2;
  const auto slope = calibration_slope(s.outcomes, doubled).value();
  const auto truth = calibration_slope(s.outcomes, s.lp).value();
  EXPECT_NEAR(slope.slope, truth.slope / 2, 1e-8);
  EXPECT_LT(slope.p, 1e-10);
}

TEST(Calibration, AFewRiskGroups) {
  // Three risks: no spline, but a line, and three groups however many were asked for.
  Simulated s = simulated(300, 1);
  for (std::size_t i = 0; i < s.risk.size(); ++i) s.risk[i] = 0.2 * static_cast<double>(1 + i % 3);
  const Calibration found = calibration(s.outcomes, {s.risk}, 1, {.groups = 10}).value();
  EXPECT_EQ(found.smooth->knots, 2U);
  ASSERT_EQ(found.groups.size(), 3U);
  EXPECT_NEAR(found.groups[2].predicted, 0.6, 1e-15);
  std::vector<std::int32_t> group(300, 0);
  group[7] = 1;
  EXPECT_EQ(calibration(s.outcomes, {.risk = s.risk, .group = group}, 1)->groups[1].n, 1U);
}

TEST(Calibration, WhatIsUndefinedSaysWhy) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4}, {1, 0, 1, 0}};
  const auto same = calibration(outcomes, {std::vector<double>(4, 0.5)}, 2).value();
  EXPECT_FALSE(same.slope || same.smooth);
  ASSERT_EQ(same.undefined.size(), 2U);
  EXPECT_EQ(same.undefined[0], "slope: the predictor does not vary");
  const auto certain = calibration(outcomes, {std::vector<double>{1, 0.5, 0.4, 0}}, 2).value();
  EXPECT_FALSE(certain.smooth);
  const auto late = calibration(outcomes, {std::vector<double>(4, 0.5)}, 9).value();
  EXPECT_FALSE(late.overall.observed || late.observed_expected || late.groups[0].observed);
  EXPECT_EQ(late.undefined, std::vector<std::string>{"follow-up ends before the time"});
  EXPECT_FALSE(calibration(outcomes, {std::vector<double>(4, 2.0)}, 2));
  EXPECT_FALSE(calibration({}, {}, 2));
}

TEST(Calibration, NoEventByTheTime) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4}, {0, 0, 1, 1}};
  const auto found = calibration(outcomes, {std::vector<double>{0.1, 0.2, 0.3, 0.1}}, 1).value();
  EXPECT_EQ(found.overall.observed, 0);
  EXPECT_EQ(found.observed_expected->estimate, 0);
  EXPECT_FALSE(found.observed_expected->conf_low);
}
