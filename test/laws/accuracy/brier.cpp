// What holds of Brier scores whatever the data.
#include "venscope/accuracy/brier.hpp"

#include "venscope/base/random.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;

namespace {

struct Predicted {
  endpoint::Outcomes outcomes;
  std::vector<double> risk;
};

/// Risks that are a little too extreme, a third of the patients censored.
Predicted predicted(std::size_t n) {
  Predicted p;
  RandomStream random(8, "brier", 0);
  for (std::size_t i = 0; i < n; ++i) {
    const double lp = random.normal();
    p.risk.push_back(-std::expm1(-0.7 * std::exp(1.3 * lp)));
    const double event = random.exponential() / std::exp(lp), censored = 3 * random.uniform();
    p.outcomes.time.push_back(std::min(event, censored));
    p.outcomes.event.push_back(event <= censored);
  }
  return p;
}

Predicted drawn(const Predicted& from, std::uint64_t b) {
  Predicted p;
  RandomStream random(9, "brier", b);
  for (std::size_t i = 0; i < from.risk.size(); ++i) {
    const std::size_t row = random.below(from.risk.size());
    p.outcomes.time.push_back(from.outcomes.time[row]);
    p.outcomes.event.push_back(from.outcomes.event[row]);
    p.risk.push_back(from.risk[row]);
  }
  return p;
}

struct Spread {
  double sum = 0, squares = 0;
  void add(double x) { sum += x, squares += x * x; }
  double deviation(double n) const { return std::sqrt((squares - sum * sum / n) / (n - 1)); }
};

}  // namespace

TEST(BrierLaw, StandardErrorsAreThoseOfTheBootstrap) {
  const Predicted p = predicted(600);
  const auto found = brier(p.outcomes, p.risk, 1).value();
  Spread score, ipa;
  constexpr int resamples = 1000;
  for (int b = 0; b < resamples; ++b) {
    const Predicted again = drawn(p, static_cast<std::uint64_t>(b));
    const auto of = brier(again.outcomes, again.risk, 1).value();
    score.add(*of.brier);
    ipa.add(*of.ipa);
  }
  // The deviation of 1000 resamples is known to 2.2 %; four times that.
  EXPECT_NEAR(*found.std_error / score.deviation(resamples), 1, 0.09);
  EXPECT_NEAR(*found.ipa_std_error / ipa.deviation(resamples), 1, 0.09);
}

TEST(BrierLaw, NoConstantRiskDoesBetterThanTheNull) {
  const Predicted p = predicted(200);
  const double null = *brier(p.outcomes, p.risk, 1)->null_brier;
  for (double constant = 0; constant <= 1; constant += 0.05) {
    const std::vector<double> risk(p.risk.size(), constant);
    EXPECT_GE(*brier(p.outcomes, risk, 1)->brier, null - 1e-12);
  }
}

TEST(BrierLaw, WeightsAddUpToThePatients) {
  const Predicted p = predicted(100);
  const auto censoring = InverseCensoring::of(p.outcomes).value();
  double sum = 0;
  for (const double weight : censoring.at(1).weight) sum += weight;
  EXPECT_NEAR(sum, 100, 1e-10);
}
