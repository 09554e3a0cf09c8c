// What must hold of a logistic fit whatever the data.
#include "venscope/response/logistic.hpp"

#include "venscope/base/random.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;

namespace {

struct Sample {
  Matrix design;
  std::vector<std::int32_t> outcome;
};

Sample random_sample(std::uint64_t seed) {
  RandomStream random(seed, "logistic");
  const std::size_t n = 20 + random.below(60), p = 1 + random.below(3);
  Sample sample{Matrix(n, p), std::vector<std::int32_t>(n)};
  for (std::size_t i = 0; i < n; ++i) {
    double eta = -0.3;
    for (std::size_t j = 0; j < p; ++j) {
      sample.design(i, j) = j == 1 ? static_cast<double>(random.below(2)) : random.normal();
      eta += 0.7 * sample.design(i, j);
    }
    sample.outcome[i] = random.uniform() < 1 / (1 + std::exp(-eta));
  }
  return sample;
}

LogisticFit fitted(const Sample& sample, const LogisticOptions& options,
                   std::span<const double> weights = {}) {
  return *logistic({.design = sample.design, .outcome = sample.outcome, .weights = weights},
                   options);
}

constexpr std::uint64_t samples = 12;

}  // namespace

TEST(LogisticLaws, SwappingTheOutcomeTurnsTheSigns) {
  for (std::uint64_t seed = 0; seed < samples; ++seed)
    for (const bool firth : {false, true}) {
      Sample sample = random_sample(seed);
      const LogisticOptions options{.firth = firth, .interval = LogisticInterval::profile};
      const LogisticFit one = fitted(sample, options);
      for (auto& y : sample.outcome) y = 1 - y;
      const LogisticFit other = fitted(sample, options);
      EXPECT_NEAR(one.loglik, other.loglik, 1e-9);
      for (std::size_t j = 0; j < one.terms.size(); ++j) {
        EXPECT_NEAR(one.terms[j].coef, -other.terms[j].coef, 1e-7);
        EXPECT_NEAR(std::log(one.terms[j].conf_low), -std::log(other.terms[j].conf_high), 1e-6);
        EXPECT_NEAR(*one.terms[j].p_profile, *other.terms[j].p_profile, 1e-7);
      }
    }
}

TEST(LogisticLaws, ScaleAndOriginOfAColumnDoNotMatter) {
  for (std::uint64_t seed = 0; seed < samples; ++seed)
    for (const bool firth : {false, true}) {
      Sample sample = random_sample(seed);
      const LogisticFit one = fitted(sample, {.firth = firth, .robust = true});
      for (double& x : sample.design.column(0)) x = 1e4 * x - 7e5;
      const LogisticFit other = fitted(sample, {.firth = firth, .robust = true});
      EXPECT_NEAR(one.terms[1].coef, 1e4 * other.terms[1].coef, 1e-7);
      EXPECT_NEAR(one.terms[1].z, other.terms[1].z, 1e-6);
      EXPECT_NEAR(one.deviance, other.deviance, 1e-8);
      EXPECT_NEAR(one.probability[3], other.probability[3], 1e-8);
    }
}

TEST(LogisticLaws, AWeightOfTwoIsARowTwice) {
  for (std::uint64_t seed = 0; seed < samples; ++seed)
    for (const bool firth : {false, true}) {
      const Sample sample = random_sample(seed);
      const std::size_t n = sample.outcome.size();
      const std::vector<double> two(n, 2.0);
      Sample twice{Matrix(2 * n, sample.design.columns), sample.outcome};
      twice.outcome.insert(twice.outcome.end(), sample.outcome.begin(), sample.outcome.end());
      for (std::size_t j = 0; j < sample.design.columns; ++j)
        for (std::size_t i = 0; i < 2 * n; ++i) twice.design(i, j) = sample.design(i % n, j);
      const LogisticFit weighted = fitted(sample, {.firth = firth}, two);
      const LogisticFit doubled = fitted(twice, {.firth = firth});
      EXPECT_NEAR(weighted.loglik, doubled.loglik, 1e-8);
      for (std::size_t j = 0; j < weighted.terms.size(); ++j) {
        EXPECT_NEAR(weighted.terms[j].coef, doubled.terms[j].coef, 1e-7);
        EXPECT_NEAR(weighted.terms[j].std_error, doubled.terms[j].std_error, 1e-7);
      }
    }
}

TEST(LogisticLaws, FittedEventsAreTheObservedOnes) {
  for (std::uint64_t seed = 0; seed < samples; ++seed) {
    const Sample sample = random_sample(seed);
    const LogisticFit fit = fitted(sample, {});
    for (std::size_t j = 0; j <= sample.design.columns; ++j) {
      double observed = 0, expected = 0;
      for (std::size_t i = 0; i < sample.outcome.size(); ++i) {
        const double x = j == 0 ? 1 : sample.design(i, j - 1);
        observed += x * sample.outcome[i];
        expected += x * fit.probability[i];
      }
      EXPECT_NEAR(observed, expected, 1e-8);
    }
  }
}

TEST(LogisticLaws, EachRowItsOwnClusterIsNoCluster) {
  const Sample sample = random_sample(3);
  std::vector<std::int32_t> cluster(sample.outcome.size());
  for (std::size_t i = 0; i < cluster.size(); ++i) cluster[i] = 1000 - static_cast<int>(i);
  const auto clustered = logistic(
      {.design = sample.design, .outcome = sample.outcome, .cluster = cluster}, {.robust = true});
  const LogisticFit plain = fitted(sample, {.robust = true});
  for (std::size_t j = 0; j < plain.terms.size(); ++j)
    EXPECT_NEAR(*clustered->terms[j].robust_se, *plain.terms[j].robust_se, 1e-12);
}
