// The likelihood in one pass against the formula, one risk set at a time.
#include "twins/survival/cox_slow.hpp"

#include "venscope/survival/exact_likelihood.hpp"
#include "venscope/survival/firth.hpp"
#include "venscope/survival/partial_likelihood.hpp"

#include <algorithm>

#include <Eigen/LU>
#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;
using namespace venscope::test;

namespace {

// Differences with step 1e-4 are wrong by about step^2 times the next derivatives.
constexpr double first_tolerance = 1e-6, second_tolerance = 2e-5;

struct Sorted {
  RiskOrder order;
  SortedDesign design;
  explicit Sorted(const RandomCox& d)
      : order(risk_order(d.outcomes, d.strata).value()),
        design(sorted_design(order, d.design, d.weights, d.offset)) {}

  /// beta of the columns as given -> of the sorted design.
  std::vector<double> scaled(std::vector<double> beta) const {
    for (std::size_t j = 0; j < beta.size(); ++j) beta[j] /= design.scale[j];
    return beta;
  }
};

using Slow = std::function<double(const std::vector<double>&)>;

void compare(const Likelihood& fast, const Sorted& sorted, const Slow& slow,
             const std::vector<double>& beta) {
  EXPECT_NEAR(fast.loglik, slow(beta), 1e-10);
  const std::vector<double> score = gradient(slow, beta, 1e-4);
  for (std::size_t j = 0; j < beta.size(); ++j) {
    EXPECT_NEAR(fast.score[j] / sorted.design.scale[j], score[j], first_tolerance);
    for (std::size_t i = j; i < beta.size(); ++i)
      EXPECT_NEAR(fast.information(i, j) / (sorted.design.scale[i] * sorted.design.scale[j]),
                  -second_difference(slow, beta, i, j, 1e-4), second_tolerance);
  }
}

std::vector<std::vector<double>> some_betas() {
  return {{0, 0, 0}, {0.4, -1.1, 0.3}, {3, 2, -4}};
}

/// l* of two columns as the formula stands.
double slow_penalised(const RandomCox& d, const std::vector<double>& beta, bool efron) {
  Eigen::Matrix2d information = Eigen::Matrix2d::Zero();
  for_each_death_time(d, [&](const auto& at_risk, const auto& dying) {
    double weight = 0;
    for (const std::size_t i : dying) weight += d.weights[i];
    const auto deaths = static_cast<double>(dying.size());
    for (std::size_t k = 0; k < dying.size(); ++k) {
      double total = 0;
      Eigen::Vector2d mean = Eigen::Vector2d::Zero();
      Eigen::Matrix2d square = Eigen::Matrix2d::Zero();
      for (const std::size_t i : at_risk) {
        const bool dies = std::find(dying.begin(), dying.end(), i) != dying.end();
        const double share = dies && efron ? 1 - static_cast<double>(k) / deaths : 1;
        const double r = share * d.weights[i] * std::exp(eta_of_row(d, i, beta));
        const Eigen::Vector2d x(d.design(i, 0), d.design(i, 1));
        total += r;
        mean += r * x;
        square += r * x * x.transpose();
      }
      mean /= total;
      information += weight / deaths * (square / total - mean * mean.transpose());
    }
  });
  return slow_loglik(d, beta, efron) + 0.5 * std::log(information.determinant());
}

/// The maximum of l* over column 1 - j where that of column j is held at `value`, by golden
/// section.
double slow_profile(const RandomCox& d, bool efron, std::size_t j, double value) {
  const auto at = [&](double other) {
    return slow_penalised(d, j == 0 ? std::vector{value, other} : std::vector{other, value}, efron);
  };
  constexpr double golden = 0.6180339887498949;
  double low = -15, high = 15;
  while (high - low > 1e-7) {
    const double left = high - golden * (high - low), right = low + golden * (high - low);
    (at(left) > at(right) ? high : low) = at(left) > at(right) ? right : left;
  }
  return at((low + high) / 2);
}

}  // namespace

// Golden section finds an l* that is right to 1e-14; the ends move with it by far less than 1e-7.
TEST(CoxTwin, FirthIntervalEndsWhereTheProfileCrosses) {
  for (unsigned seed = 0; seed < 4; ++seed) {
    const RandomCox d = random_cox(seed, 24, 2, seed % 2 == 1);
    CoxOptions options;
    options.firth = true;
    options.ties = seed < 2 ? Ties::efron : Ties::breslow;
    const CoxFit fit = cox(d.data(), options).value();
    ASSERT_EQ(fit.interval, CoxInterval::profile);
    for (std::size_t j = 0; j < 2; ++j) {
      const bool efron = options.ties == Ties::efron;
      const double coef = fit.terms[j].coef, error = fit.terms[j].std_error;
      const double target = slow_profile(d, efron, j, coef) - 3.841458820694124 / 2;
      const auto crossing = [&](double outside) {
        double inside = coef;
        while (std::abs(outside - inside) > 1e-9) {
          const double middle = (inside + outside) / 2;
          (slow_profile(d, efron, j, middle) > target ? inside : outside) = middle;
        }
        return (inside + outside) / 2;
      };
      EXPECT_NEAR(std::log(fit.terms[j].conf_low), crossing(coef - 8 * error), 1e-7);
      EXPECT_NEAR(std::log(fit.terms[j].conf_high), crossing(coef + 8 * error), 1e-7);
      const double fall = slow_profile(d, efron, j, coef) - slow_profile(d, efron, j, 0);
      EXPECT_NEAR(*fit.terms[j].p_profile, std::erfc(std::sqrt(fall)), 1e-8);
    }
  }
}

TEST(CoxTwin, LikelihoodEqualsTheFormula) {
  for (unsigned seed = 0; seed < 24; ++seed)
    for (const std::size_t n : {3U, 17U, 40U}) {
      const RandomCox d = random_cox(seed, n, 3, seed % 2 == 1);
      const Sorted sorted(d);
      const bool efron = seed % 4 < 2;
      PartialLikelihood likelihood(sorted.order, sorted.design, efron);
      for (const std::vector<double>& beta : some_betas()) {
        Likelihood fast;
        likelihood.evaluate(sorted.scaled(beta), fast);
        // The one is centred inside, which moves no likelihood, so values agree as they stand.
        compare(
            fast, sorted, [&](const auto& b) { return slow_loglik(d, b, efron); }, beta);
      }
    }
}

TEST(CoxTwin, ManyColumnsGoThroughTheBlockedProduct) {
  const RandomCox d = random_cox(7, 300, 14, false);
  const Sorted sorted(d);
  PartialLikelihood likelihood(sorted.order, sorted.design, true);
  std::vector<double> beta(14);
  for (std::size_t j = 0; j < 14; ++j) beta[j] = 0.1 * static_cast<double>(j % 5) - 0.2;
  Likelihood fast;
  likelihood.evaluate(sorted.scaled(beta), fast);
  const Slow slow = [&](const auto& b) { return slow_loglik(d, b, true); };
  EXPECT_NEAR(fast.loglik, slow(beta), 1e-9);
  for (const std::size_t j : {0U, 6U, 13U})
    EXPECT_NEAR(fast.information(13, j) / (sorted.design.scale[13] * sorted.design.scale[j]),
                -second_difference(slow, beta, 13, j, 1e-3), 1e-3);
}

TEST(CoxTwin, HugeLinearPredictorsDoNotOverflow) {
  RandomCox d = random_cox(3, 40, 3, false);
  for (std::size_t i = 0; i < 40; ++i) d.design(i, 0) *= 1000;
  const Sorted sorted(d);
  Likelihood fast;
  PartialLikelihood(sorted.order, sorted.design, true).evaluate(sorted.scaled({3, 0, 0}), fast);
  EXPECT_TRUE(std::isfinite(fast.loglik));
  for (const double value : fast.information.values) EXPECT_TRUE(std::isfinite(value));
}

namespace {

/// log of the sum over all subsets of `size` rows.
double log_subsets(const std::vector<double>& eta, std::size_t size) {
  double sum = 0;
  for (unsigned mask = 0; mask < (1U << eta.size()); ++mask) {
    if (static_cast<std::size_t>(__builtin_popcount(mask)) != size) continue;
    double total = 0;
    for (std::size_t i = 0; i < eta.size(); ++i)
      if (mask >> i & 1U) total += eta[i];
    sum += std::exp(total);
  }
  return std::log(sum);
}

double slow_exact(const RandomCox& d, const std::vector<double>& beta) {
  double loglik = 0;
  for_each_death_time(d, [&](const auto& at_risk, const auto& dying) {
    std::vector<double> eta;
    for (const std::size_t k : at_risk) eta.push_back(eta_of_row(d, k, beta));
    for (const std::size_t k : dying) loglik += eta_of_row(d, k, beta);
    loglik -= log_subsets(eta, dying.size());
  });
  return loglik;
}

}  // namespace

TEST(CoxTwin, ExactTiesEqualTheSumOverSubsets) {
  for (unsigned seed = 0; seed < 8; ++seed) {
    RandomCox d = random_cox(seed, 30, 3, seed % 2 == 1);
    std::fill(d.weights.begin(), d.weights.end(), 1.0);
    const Sorted sorted(d);
    ExactLikelihood likelihood(sorted.order, sorted.design);
    for (const std::vector<double>& beta : some_betas()) {
      Likelihood fast;
      likelihood.evaluate(sorted.scaled(beta), fast);
      compare(
          fast, sorted, [&](const auto& b) { return slow_exact(d, b); }, beta);
    }
  }
}

TEST(CoxTwin, ExactTiesBearAThousandDeathsAtOnce) {
  // All alike: e_d is a binomial coefficient.
  const std::size_t n = 3000, deaths = 1000;
  RandomCox d = random_cox(1, n, 1, false);
  for (std::size_t i = 0; i < n; ++i) {
    d.outcomes.time[i] = 1;
    d.outcomes.event[i] = i < deaths;
    d.strata[i] = 0;
    d.weights[i] = 1;
    d.offset[i] = 0;
  }
  const Sorted sorted(d);
  Likelihood fast;
  ExactLikelihood(sorted.order, sorted.design).evaluate(std::vector<double>{0}, fast);
  const double expected = std::lgamma(deaths + 1.0) + std::lgamma(n - deaths + 1.0) -
                          std::lgamma(static_cast<double>(n) + 1);
  EXPECT_NEAR(fast.loglik, expected, 1e-8);
}

TEST(CoxTwin, FirthScoreIsTheGradientOfThePenalisedLikelihood) {
  for (unsigned seed = 0; seed < 12; ++seed) {
    const RandomCox d = random_cox(seed, 40, 3, seed % 2 == 1);
    const bool efron = seed % 4 < 2;
    const Sorted sorted(d);
    FirthLikelihood likelihood(sorted.order, sorted.design, efron);
    const std::vector<double> beta = {0.4, -1.1, 0.3};
    Likelihood at;
    likelihood.evaluate(beta, at);
    PartialLikelihood plain(sorted.order, sorted.design, efron);
    const Slow penalised = [&](const std::vector<double>& b) {
      Likelihood l;
      plain.evaluate(b, l);
      Eigen::Matrix3d information;
      for (Eigen::Index i = 0; i < 3; ++i)
        for (Eigen::Index j = 0; j < 3; ++j)
          information(i, j) = l.information(static_cast<std::size_t>(std::max(i, j)),
                                            static_cast<std::size_t>(std::min(i, j)));
      return l.loglik + 0.5 * std::log(information.determinant());
    };
    EXPECT_NEAR(at.loglik, penalised(beta), 1e-10);
    const auto slope = gradient(penalised, beta, 1e-4);
    for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(at.score[j], slope[j], 1e-6);
    const NewtonOutcome top = maximise_firth(likelihood, {0, 0, 0}, 200);
    EXPECT_TRUE(top.converged);
    for (const double value : gradient(penalised, top.beta, 1e-4)) EXPECT_NEAR(value, 0, 1e-6);
  }
}
