// The penalised fit against the formulas: derivatives by differences, optimality written out, and
// a slow search for the minimum.
#include "venscope/survival/coxnet.hpp"

#include "twins/survival/cox_slow.hpp"
#include "venscope/survival/coxnet_path.hpp"
#include "venscope/survival/eta_likelihood.hpp"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;
using namespace venscope::test;

namespace {

/// Central differences with step 1e-4.
constexpr double first_tolerance = 1e-6, second_tolerance = 3e-5;

std::vector<double> by_position(const RiskOrder& order, const std::vector<double>& by_row) {
  std::vector<double> result;
  for (const std::uint32_t row : order.row) result.push_back(by_row[row]);
  return result;
}

/// The weighted standard deviations, divisor the sum of weights.
std::vector<double> deviations(const RandomCox& d) {
  std::vector<double> result;
  const double total = std::accumulate(d.weights.begin(), d.weights.end(), 0.0);
  for (std::size_t j = 0; j < d.design.columns; ++j) {
    double mean = 0, square = 0;
    for (std::size_t i = 0; i < d.weights.size(); ++i)
      mean += d.weights[i] * d.design(i, j) / total;
    for (std::size_t i = 0; i < d.weights.size(); ++i)
      square += d.weights[i] * std::pow(d.design(i, j) - mean, 2) / total;
    result.push_back(std::sqrt(square));
  }
  return result;
}

}  // namespace

TEST(CoxnetTwin, LikelihoodOfThePredictors) {
  for (const bool entry : {false, true})
    for (const bool efron : {false, true}) {
      RandomCox d = random_cox(41, 40, 1, entry);
      const RiskOrder order = risk_order(d.outcomes, d.strata).value();
      EtaLikelihood fast(order, efron);
      fast.set_weights(by_position(order, d.weights));
      // The predictors as offsets, so that the slow likelihood is a function of them.
      const auto slow = [&](const std::vector<double>& eta) {
        RandomCox other = d;
        other.offset = eta;
        return slow_loglik(other, {0.0}, efron);
      };
      ASSERT_TRUE(fast.evaluate(by_position(order, d.offset)));
      EXPECT_NEAR(fast.loglik(), slow(d.offset), 1e-10);
      EXPECT_NEAR(*EtaLikelihood(fast).loglik_at(by_position(order, d.offset)), slow(d.offset),
                  1e-10);
      const std::vector<double> score = by_position(order, gradient(slow, d.offset, 1e-4));
      std::vector<double> unit(order.size()), product(order.size());
      for (std::size_t i = 0; i < order.size(); ++i) {
        EXPECT_NEAR(fast.gradient()[i], score[i], first_tolerance);
        if (i % 7 != 0) continue;
        unit.assign(order.size(), 0.0);
        unit[i] = 1;
        fast.times_information(unit, product);
        for (std::size_t k = 0; k < order.size(); k += 3)
          EXPECT_NEAR(product[k],
                      -second_difference(slow, d.offset, order.row[i], order.row[k], 1e-4),
                      second_tolerance);
      }
    }
}

TEST(CoxnetTwin, SaturatedIsWhatEachTiedSetAloneWouldHave) {
  const RandomCox d = random_cox(5, 30, 1, false);
  const RiskOrder order = risk_order(d.outcomes, d.strata).value();
  for (const bool efron : {false, true}) {
    EtaLikelihood fast(order, efron);
    fast.set_weights(by_position(order, d.weights));
    double slow = 0;
    for_each_death_time(d, [&](const auto&, const auto& dying) {
      double weight = 0;
      for (const std::size_t i : dying) weight += d.weights[i];
      const auto deaths = static_cast<double>(dying.size());
      for (std::size_t k = 0; k < dying.size(); ++k)
        slow -=
            weight / deaths * std::log(weight * (efron ? 1 - static_cast<double>(k) / deaths : 1));
    });
    EXPECT_NEAR(fast.saturated(), slow, 1e-12);
  }
}

// At the minimum the score of a coefficient that is not 0 balances the penalty, and that of one
// that is 0 does not reach it.
TEST(CoxnetTwin, OptimalForAllColumnsAtEveryStep) {
  for (const bool entry : {false, true})
    for (const Ties ties : {Ties::breslow, Ties::efron})
      for (const double alpha : {1.0, 0.4, 0.0}) {
        const RandomCox d = random_cox(17, 60, 8, entry);
        CoxnetOptions options;
        options.alpha = alpha;
        options.ties = ties;
        options.lambda_count = 20;
        options.penalty_factor = {1, 0, 2, 1, 0.5, 1, 1, 3};
        const CoxnetPath path = coxnet(d.data(), options).value();
        const std::vector<double> s = deviations(d);
        const double total = std::accumulate(d.weights.begin(), d.weights.end(), 0.0);
        const double factors =
            std::accumulate(options.penalty_factor.begin(), options.penalty_factor.end(), 0.0);
        for (std::size_t k = alpha == 0 ? 1 : 0; k < path.steps.size(); ++k) {
          const std::vector<double> beta = path.coefficients(k);
          const std::vector<double> score = gradient(
              [&](const std::vector<double>& b) {
                return slow_loglik(d, b, ties == Ties::efron) / total;
              },
              beta, 1e-4);
          for (std::size_t j = 0; j < beta.size(); ++j) {
            const double penalty = path.steps[k].lambda * options.penalty_factor[j] * 8 / factors;
            const double slope = score[j] / s[j] - penalty * (1 - alpha) * beta[j] * s[j];
            if (beta[j] != 0)
              EXPECT_NEAR(slope, std::copysign(penalty * alpha, beta[j]), 1e-6);
            else
              EXPECT_LE(std::abs(slope), penalty * alpha + 1e-6);
          }
        }
      }
}

// Where many columns are in play the information is kept from one penalty to the next; the minimum
// is the same, and each step is that of a fit by itself.
TEST(CoxnetTwin, ManyColumnsInPlayAreOptimalToo) {
  for (const bool entry : {false, true})
    for (const double alpha : {1.0, 0.5, 0.0}) {
      const RandomCox d = random_cox(29, 90, 45, entry);
      CoxnetOptions options;
      options.alpha = alpha;
      options.lambda_count = 25;
      options.lambda_min_ratio = 0.02;
      const CoxnetPath path = coxnet(d.data(), options).value();
      const std::vector<double> s = deviations(d);
      const RiskOrder order = risk_order(d.outcomes, d.strata).value();
      EtaLikelihood likelihood(order, false);
      likelihood.set_weights(by_position(order, d.weights));
      const double total = std::accumulate(d.weights.begin(), d.weights.end(), 0.0);
      ASSERT_GT(path.steps.size(), 15u);
      if (alpha > 0) {
        EXPECT_GT(path.steps.back().df(), 20u);
      }
      for (std::size_t k = alpha == 0 ? 1 : 0; k < path.steps.size(); ++k) {
        const std::vector<double> beta = path.coefficients(k);
        std::vector<double> eta = d.offset;
        for (std::size_t j = 0; j < beta.size(); ++j)
          for (std::size_t i = 0; i < eta.size(); ++i) eta[i] += beta[j] * d.design(i, j);
        ASSERT_TRUE(likelihood.evaluate(by_position(order, eta)));
        for (std::size_t j = 0; j < beta.size(); ++j) {
          double score = 0;
          for (std::size_t p = 0; p < order.size(); ++p)
            score += likelihood.gradient()[p] * d.design(order.row[p], j) / total;
          const double lambda = path.steps[k].lambda;
          const double slope = score / s[j] - lambda * (1 - alpha) * beta[j] * s[j];
          if (beta[j] != 0)
            EXPECT_NEAR(slope, std::copysign(lambda * alpha, beta[j]), 2e-9);
          else
            EXPECT_LE(std::abs(slope), lambda * alpha + 2e-9);
        }
        if (k % 8 != 7) continue;
        CoxnetOptions alone = options;
        alone.lambda = {path.steps[k].lambda};
        const std::vector<double> same = coxnet(d.data(), alone).value().coefficients(0);
        for (std::size_t j = 0; j < beta.size(); ++j) EXPECT_NEAR(beta[j], same[j], 1e-7);
      }
    }
}

// Far more columns than rows, several paths in step: most columns are never looked at, and yet each
// step of each path is optimal for all of them.
TEST(CoxnetTwin, PathsInStepAreOptimalForTheColumnsNotLookedAt) {
  for (const bool entry : {false, true})
    for (const double alpha : {1.0, 0.6}) {
      RandomCox d = random_cox(31, 70, 600, entry);
      for (double& x : d.design.column(5)) x = 4;
      const RiskOrder order = risk_order(d.outcomes, d.strata).value();
      const CoxnetColumns columns = coxnet_columns(order, d.data());
      CoxnetOptions options;
      options.alpha = alpha;
      options.lambda_count = 60;
      options.ties = entry ? Ties::efron : Ties::breslow;
      std::vector<CoxnetTask> tasks(4);
      for (std::size_t t = 0; t < tasks.size(); ++t) {
        tasks[t].weight = columns.weight;
        for (std::size_t i = 0; i < order.size(); ++i)
          if (t > 0 && order.row[i] % 3 == t - 1) tasks[t].weight[i] = 0;
      }
      const auto traces = coxnet_paths(order, columns, tasks, options, /*keep_eta=*/true, 2);
      for (std::size_t t = 0; t < tasks.size(); ++t) {
        const std::vector<CoxnetStep>& steps = traces[t].path.steps;
        ASSERT_GT(steps.size(), 25u);
        EXPECT_GT(steps.back().df(), 15u);
        const std::vector<double> deviation = column_spread(columns, tasks[t].weight).deviation;
        const double total = std::accumulate(tasks[t].weight.begin(), tasks[t].weight.end(), 0.0);
        EtaLikelihood likelihood(order, entry);
        likelihood.set_weights(tasks[t].weight);
        for (std::size_t k = 0; k < steps.size(); ++k) {
          ASSERT_TRUE(likelihood.evaluate(std::span(traces[t].eta).subspan(k * 70, 70)));
          std::vector<double> beta(600);
          for (const CoxnetCoefficient& one : steps[k].coefficients) beta[one.column] = one.value;
          const double lambda = steps[k].lambda;
          for (std::size_t j = 0; j < 600; ++j) {
            if (j == 5) {
              EXPECT_EQ(beta[j], 0);
              continue;
            }
            double score = 0;
            for (std::size_t i = 0; i < 70; ++i)
              score += likelihood.gradient()[i] * columns.column(j)[order.row[i]] / total;
            const double slope =
                score / deviation[j] - lambda * (1 - alpha) * beta[j] * deviation[j];
            if (beta[j] != 0)
              EXPECT_NEAR(slope, std::copysign(lambda * alpha, beta[j]), 2e-9);
            else
              EXPECT_LE(std::abs(slope), lambda * alpha + 2e-9);
          }
        }
      }
    }
}

TEST(CoxnetTwin, WithoutAPenaltyItIsTheCoxModel) {
  for (const Ties ties : {Ties::breslow, Ties::efron}) {
    const RandomCox d = random_cox(23, 80, 5, true);
    CoxnetOptions options;
    options.lambda = {0.1, 0.0};
    options.ties = ties;
    CoxOptions plain;
    plain.ties = ties;
    const CoxFit fit = cox(d.data(), plain).value();
    const CoxnetPath path = coxnet(d.data(), options).value();
    const std::vector<double> beta = path.coefficients(1);
    for (std::size_t j = 0; j < beta.size(); ++j) EXPECT_NEAR(beta[j], fit.terms[j].coef, 1e-8);
  }
}
