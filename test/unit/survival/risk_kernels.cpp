#include "venscope/survival/risk_kernels.hpp"

#include "venscope/base/random.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

/// A few units in the last place of the largest number that was met on the way.
constexpr double rounding = 1e-15;

TiedSums slow_tied(double lived, double risk_dead, std::size_t deaths) {
  TiedSums sums;
  for (std::size_t k = 0; k < deaths; ++k) {
    const double f = static_cast<double>(k) / static_cast<double>(deaths);
    const double denominator = lived + (1 - f) * risk_dead;
    sums.hazard += 1 / denominator;
    sums.hazard_dead += f / denominator;
    sums.inverse_square += 1 / (denominator * denominator);
    sums.cross += f / (denominator * denominator);
    sums.square += f * f / (denominator * denominator);
    sums.log_denominator += std::log(denominator);
  }
  return sums;
}

std::vector<double> values_of(const TiedSums& sums) {
  return {sums.hazard, sums.hazard_dead, sums.inverse_square,
          sums.cross,  sums.square,      sums.log_denominator};
}

}  // namespace

TEST(RiskKernels, RisksAreWeightedExponentials) {
  RandomStream random(14, "risks");
  for (const std::size_t rows : {0U, 1U, 5U, 8U, 13U, 100U}) {
    std::vector<double> eta(rows), weight(rows), dies(rows), first;
    double deaths = 0, size = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      eta[i] = 40 * random.normal();
      weight[i] = random.chance(0.2) ? 0 : random.exponential();
      dies[i] = random.chance(0.4) ? weight[i] : 0;
      deaths += dies[i] * (eta[i] - 3.5);
      size += dies[i] * std::abs(eta[i] - 3.5);
    }
    for (const RiskKernels& kernels : all_risk_kernels()) {
      std::vector<double> out(rows + 1, -1.0), dead(rows + 1, -1.0);
      const double found =
          kernels.risks(eta.data(), weight.data(), dies.data(), rows, 3.5, out.data(), dead.data());
      EXPECT_NEAR(found, deaths, 10 * rounding * size);
      EXPECT_EQ(out[rows], -1.0);
      EXPECT_EQ(dead[rows], -1.0);
      for (std::size_t i = 0; i < rows; ++i) EXPECT_EQ(dead[i], dies[i] > 0 ? out[i] : 0);
      out.push_back(found);
      for (std::size_t i = 0; i < rows; ++i) {
        const double expected = weight[i] * std::exp(eta[i] - 3.5);
        EXPECT_NEAR(out[i], expected, rounding * expected);
      }
      if (first.empty()) first = out;
      EXPECT_EQ(out, first);
    }
  }
}

TEST(RiskKernels, RisksAtTheEnds) {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::nan("");
  const std::vector<double> eta{-inf, -900, inf, 900, nan, nan, 0, 690},
      weight{1, 1, 0, 0, 0, 1, 2, 1};
  for (const RiskKernels& kernels : all_risk_kernels()) {
    std::vector<double> out(8), dead(8);
    const std::vector<double> dies{0, 0, 0, 0, 0, 0, 2, 0};
    EXPECT_EQ(kernels.risks(eta.data(), weight.data(), dies.data(), 8, 0, out.data(), dead.data()),
              0);
    EXPECT_LT(out[0], 1e-300);
    EXPECT_LT(out[1], 1e-300);
    EXPECT_EQ(out[2], 0);
    EXPECT_EQ(out[3], 0);
    EXPECT_EQ(out[4], 0);
    EXPECT_TRUE(std::isnan(out[5]));
    EXPECT_EQ(out[6], 2);
    EXPECT_NEAR(out[7], std::exp(690.0), rounding * out[7]);
  }
}

TEST(RiskKernels, SingleDeaths) {
  RandomStream random(15, "single");
  for (const std::size_t times : {0U, 1U, 7U, 8U, 21U}) {
    std::vector<double> risk(times), weight(times), first;
    for (std::size_t i = 0; i < times; ++i) {
      risk[i] = std::exp(20 * random.normal());
      weight[i] = random.exponential();
    }
    for (const RiskKernels& kernels : all_risk_kernels()) {
      std::vector<double> out(2 * times + 1);
      out.back() = kernels.single(risk.data(), weight.data(), times, out.data(), &out[times]);
      double logs = 0, size = 0;
      for (std::size_t i = 0; i < times; ++i) {
        EXPECT_NEAR(out[i], weight[i] / risk[i], rounding * out[i]);
        EXPECT_NEAR(out[times + i], -out[i] / risk[i], -rounding * out[times + i]);
        logs += weight[i] * std::log(risk[i]);
        size += std::abs(weight[i] * std::log(risk[i]));
      }
      EXPECT_NEAR(out.back(), logs, 4 * rounding * size);
      if (first.empty()) first = out;
      EXPECT_EQ(out, first);
    }
  }
}

TEST(RiskKernels, TiedDeathsOneByOne) {
  for (const std::size_t deaths : {1U, 2U, 6U, 8U, 9U, 49U, 300U, 5000U})
    for (const double lived : {0.0, 1e-9, 2.5, 1e6})
      for (const double dead : {1e-3, 1.0, 4000.0}) {
        const std::vector<double> slow = values_of(slow_tied(lived, dead, deaths));
        std::vector<double> first;
        for (const RiskKernels& kernels : all_risk_kernels()) {
          const std::vector<double> fast = values_of(kernels.tied(lived, dead, deaths));
          const double d = static_cast<double>(deaths);
          for (std::size_t k = 0; k < 6; ++k)
            // f is rounded, and so is the sum of up to `deaths` terms in its order.
            EXPECT_NEAR(fast[k], slow[k], (20 + d) * rounding * (d + std::abs(slow[k])))
                << deaths << " of " << dead << ", " << lived << " live; sum " << k;
          if (first.empty()) first = fast;
          EXPECT_EQ(fast, first);
          const TiedSums whole = tied_sums(lived + dead, dead, 3 * d, deaths, true);
          if (deaths == 1) continue;
          for (std::size_t k = 0; k < 6; ++k)
            EXPECT_NEAR(values_of(whole)[k], 3 * slow[k],
                        (60 + 3 * d) * rounding * (d + std::abs(slow[k])) * (1 + lived / dead));
        }
      }
}

TEST(RiskKernels, TiedDeathsOfSeveralTimes) {
  RandomStream random(16, "few tied");
  for (const bool weighted : {false, true})
    for (const std::size_t times : {1U, 7U, 8U, 19U}) {
      std::vector<double> risk(times), dead(times), deaths(times), each(times), first;
      for (std::size_t k = 0; k < times; ++k) {
        dead[k] = random.exponential();
        risk[k] = dead[k] + (k % 3 == 0 ? 0 : 50 * random.exponential());
        deaths[k] = k == 4 ? 0 : static_cast<double>(2 + random.below(4));
        each[k] = weighted ? random.exponential() : 1;
      }
      for (const RiskKernels& kernels : all_risk_kernels()) {
        std::vector<double> out(5 * times + 1);
        double* const to = out.data();
        out.back() = kernels.few_tied({risk.data(), dead.data(), deaths.data(), each.data(), to,
                                       to + times, to + 2 * times, to + 3 * times, to + 4 * times},
                                      times);
        double logs = 0, size = 0;
        for (std::size_t k = 0; k < times; ++k) {
          const std::vector<double> slow =
              values_of(slow_tied(risk[k] - dead[k], dead[k], static_cast<std::size_t>(deaths[k])));
          for (std::size_t s = 0; s < 5; ++s)
            EXPECT_NEAR(out[s * times + k], each[k] * slow[s], 20 * rounding * each[k] * slow[s]);
          logs += each[k] * slow[5];
          size += each[k] * (deaths[k] + std::abs(slow[5]));
        }
        EXPECT_NEAR(out.back(), logs, 20 * rounding * size);
        if (first.empty()) first = out;
        EXPECT_EQ(out, first);
      }
    }
}

TEST(RiskKernels, LargestOfPositiveWeight) {
  const double inf = std::numeric_limits<double>::infinity();
  for (const RiskKernels& kernels : all_risk_kernels()) {
    EXPECT_EQ(kernels.largest(nullptr, nullptr, 0), -inf);
    std::vector<double> eta{1, 9, -3, std::nan(""), 2, 0, 0, 0, 5, 7}, weight(10, 1.0);
    EXPECT_EQ(kernels.largest(eta.data(), weight.data(), 10), 9);
    weight[1] = weight[9] = 0;
    EXPECT_EQ(kernels.largest(eta.data(), weight.data(), 10), 5);
    EXPECT_EQ(kernels.largest(eta.data() + 3, weight.data(), 1), -inf);
  }
}

TEST(RiskKernels, Exponentials) {
  RandomStream random(18, "exponentials");
  for (const std::size_t count : {0U, 1U, 8U, 21U}) {
    std::vector<double> value(count), first;
    for (double& one : value) one = 20 * random.normal();
    for (const RiskKernels& kernels : all_risk_kernels()) {
      std::vector<double> out(count + 1, -1.0);
      kernels.exponentials(value.data(), count, 1.5, out.data());
      EXPECT_EQ(out[count], -1.0);
      for (std::size_t i = 0; i < count; ++i)
        EXPECT_NEAR(out[i], std::exp(value[i] - 1.5), rounding * out[i]);
      if (first.empty()) first = out;
      EXPECT_EQ(out, first);
    }
  }
}
