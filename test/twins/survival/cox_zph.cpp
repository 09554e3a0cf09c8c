// The test of proportional hazards against its definition: V(t) summed up time by time.
#include "venscope/survival/cox_zph.hpp"

#include "twins/survival/cox_slow.hpp"

#include <algorithm>

#include <Eigen/LU>
#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;
using namespace venscope::test;

namespace {

using Vector = Eigen::Vector3d;
using Square = Eigen::Matrix3d;

Vector row_of(const RandomCox& d, std::size_t i) {
  return {d.design(i, 0), d.design(i, 1), d.design(i, 2)};
}

/// Chi-squared of each column and of all three, with g(t) = t.
std::vector<double> slow_test(const RandomCox& d, const CoxFit& fit, bool efron) {
  std::vector<double> beta;
  for (const CoxTerm& term : fit.terms) beta.push_back(term.coef);
  double mean_time = 0, events = 0;
  for_each_death_time(d, [&](const auto&, const auto& dying) {
    for (const std::size_t k : dying) {
      mean_time += d.outcomes.time[k];
      events += 1;
    }
  });
  mean_time /= events;
  Square i11 = Square::Zero(), i12 = Square::Zero(), i22 = Square::Zero();
  Vector u = Vector::Zero();
  for_each_death_time(d, [&](const auto& at_risk, const auto& dying) {
    const double g = d.outcomes.time[dying.front()] - mean_time;
    const auto deaths = static_cast<double>(dying.size());
    double weight = 0;
    for (const std::size_t k : dying) weight += d.weights[k] / deaths;
    for (const std::size_t k : dying) u += g * d.weights[k] * row_of(d, k);
    for (std::size_t step = 0; step < dying.size(); ++step) {
      const double f = efron ? static_cast<double>(step) / deaths : 0;
      double sum = 0;
      Vector mean = Vector::Zero();
      Square second = Square::Zero();
      for (const std::size_t k : at_risk) {
        const bool dies = std::find(dying.begin(), dying.end(), k) != dying.end();
        const double risk = d.weights[k] * std::exp(eta_of_row(d, k, beta)) * (dies ? 1 - f : 1);
        sum += risk;
        mean += risk * row_of(d, k);
        second += risk * row_of(d, k) * row_of(d, k).transpose();
      }
      mean /= sum;
      const Square variance = weight * (second / sum - mean * mean.transpose());
      u -= g * weight * mean;
      i11 += variance;
      i12 += g * variance;
      i22 += g * g * variance;
    }
  });
  const Square left = i22 - i12.transpose() * i11.inverse() * i12;
  std::vector<double> result;
  for (Eigen::Index j = 0; j < 3; ++j) result.push_back(u(j) * u(j) / left(j, j));
  result.push_back(u.dot(left.inverse() * u));
  return result;
}

}  // namespace

TEST(CoxZphTwin, EqualsTheSumOverTimes) {
  const std::vector<ColumnGroup> terms = {{"a", 0, 1}, {"b", 1, 1}, {"c", 2, 1}};
  for (unsigned seed = 0; seed < 12; ++seed) {
    const RandomCox d = random_cox(seed + 50, 60, 3, seed % 2 == 1);
    CoxOptions options;
    options.robust = false;
    options.ties = seed % 4 < 2 ? Ties::efron : Ties::breslow;
    const CoxFit fit = cox(d.data(), options).value();
    const auto fast =
        proportional_hazards_test(d.data(), fit, terms, TimeTransform::identity).value();
    const std::vector<double> slow = slow_test(d, fit, options.ties == Ties::efron);
    for (std::size_t j = 0; j < 3; ++j)
      EXPECT_NEAR(fast.terms[j].test.statistic, slow[j], 1e-9 * (1 + slow[j])) << seed;
    EXPECT_NEAR(fast.global.statistic, slow[3], 1e-9 * (1 + slow[3])) << seed;
    EXPECT_EQ(fast.global.df, 3);
  }
}
