/// Score and information of wide designs beside their definition, one risk set at a time.
#include "support/random_outcomes.hpp"
#include "venscope/base/random.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/partial_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <Eigen/Core>
#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

struct WideCox {
  test::Cohort cohort;
  Matrix design;
  std::vector<double> beta;
  RiskOrder order;
  SortedDesign sorted;

  /// The second column is constant, the third an indicator.
  WideCox(test::Cohort made, std::size_t p, bool weighted, bool stratified, std::uint64_t which)
      : cohort(std::move(made)), design(cohort.group.size(), p) {
    RandomStream random(31, "wide cox", which);
    for (std::size_t j = 0; j < p; ++j)
      for (double& x : design.column(j))
        x = j == 1 ? 7.5 : j == 2 ? static_cast<double>(random.chance(0.3)) : random.normal();
    for (std::size_t j = 0; j < p; ++j)
      beta.push_back(random.normal() / std::sqrt(static_cast<double>(p)));
    if (!weighted) cohort.weights.clear();
    if (!stratified) cohort.strata.clear();
    order = risk_order(cohort.outcomes, cohort.strata).value();
    sorted = sorted_design(order, design, cohort.weights, {});
  }
};

struct SlowLikelihood {
  double loglik = 0;
  Eigen::VectorXd score;
  Eigen::MatrixXd information;
};

using Row = Eigen::Map<const Eigen::VectorXd>;

void add_time(const WideCox& d, const std::vector<std::size_t>& at_risk,
              const std::vector<std::size_t>& dying, bool efron, SlowLikelihood& out) {
  const auto p = static_cast<Eigen::Index>(d.sorted.columns);
  struct Moments {
    double zero = 0;
    Eigen::VectorXd one;
    Eigen::MatrixXd two;
  };
  const auto moments = [&](const std::vector<std::size_t>& rows) {
    Moments sum{0, Eigen::VectorXd::Zero(p), Eigen::MatrixXd::Zero(p, p)};
    for (const std::size_t i : rows) {
      const Row x(d.sorted.row(i), p);
      const double risk = d.sorted.weight[i] * std::exp(x.dot(Row(d.beta.data(), p)));
      sum.zero += risk;
      sum.one += risk * x;
      sum.two.selfadjointView<Eigen::Lower>().rankUpdate(x, risk);
    }
    return sum;
  };
  const Moments s = moments(at_risk), dead = moments(dying);
  double weight = 0;
  for (const std::size_t i : dying) {
    const Row x(d.sorted.row(i), p);
    weight += d.sorted.weight[i];
    out.score += d.sorted.weight[i] * x;
    out.loglik += d.sorted.weight[i] * x.dot(Row(d.beta.data(), p));
  }
  const auto deaths = static_cast<double>(dying.size());
  for (std::size_t k = 0; k < dying.size(); ++k) {
    const double f = efron ? static_cast<double>(k) / deaths : 0, w = weight / deaths;
    const double zero = s.zero - f * dead.zero;
    const Eigen::VectorXd mean = (s.one - f * dead.one) / zero;
    out.loglik -= w * std::log(zero);
    out.score -= w * mean;
    out.information += w * ((s.two - f * dead.two) / zero - mean * mean.transpose());
  }
}

SlowLikelihood slow_likelihood(const WideCox& d, bool efron) {
  const auto p = static_cast<Eigen::Index>(d.sorted.columns);
  SlowLikelihood out{0, Eigen::VectorXd::Zero(p), Eigen::MatrixXd::Zero(p, p)};
  const auto& [entry, time, event] = d.cohort.outcomes;
  for (const RiskOrder::Stratum& stratum : d.order.strata) {
    std::set<double> times;
    for (std::size_t i = stratum.begin; i < stratum.end; ++i)
      if (d.order.event[i] != 0) times.insert(time[d.order.row[i]]);
    for (const double t : times) {
      std::vector<std::size_t> at_risk, dying;
      for (std::size_t i = stratum.begin; i < stratum.end; ++i) {
        const std::size_t row = d.order.row[i];
        if (d.sorted.weight[i] <= 0 || time[row] < t || (!entry.empty() && entry[row] >= t))
          continue;
        at_risk.push_back(i);
        if (time[row] == t && event[row] != 0) dying.push_back(i);
      }
      add_time(d, at_risk, dying, efron, out);
    }
  }
  return out;
}

/// Sums of products in another order.
void expect_near(const Likelihood& fast, const SlowLikelihood& slow, const std::string& what) {
  const double size = 1 + slow.information.diagonal().cwiseAbs().maxCoeff();
  EXPECT_NEAR(fast.loglik, slow.loglik, 1e-11 * (1 + std::abs(slow.loglik))) << what;
  for (Eigen::Index j = 0; j < slow.score.size(); ++j) {
    const auto l = static_cast<std::size_t>(j);
    EXPECT_NEAR(fast.score[l], slow.score[j], 1e-10 * size) << what << ", column " << j;
    for (Eigen::Index k = j; k < slow.score.size(); ++k)
      EXPECT_NEAR(fast.information(static_cast<std::size_t>(k), l), slow.information(k, j),
                  1e-10 * size)
          << what << ", columns " << k << ", " << j;
  }
}

}  // namespace

TEST(CoxRowsTwin, ScoreAndInformationByDefinition) {
  test::CohortMaker maker(91);
  std::uint64_t which = 0;
  for (const std::size_t n : {3U, 20U, 150U})
    for (const std::size_t p : {1U, 3U, 7U, 8U, 9U, 20U})
      for (const auto times :
           {test::Times::whole_days, test::Times::few_values, test::Times::continuous})
        for (unsigned kind = 0; kind < 8; ++kind) {
          const bool delayed = (kind & 1U) != 0, weighted = (kind & 2U) != 0;
          const WideCox d(maker.make({n, 2, times, delayed, weighted}), p, weighted,
                          (kind & 4U) != 0, ++which);
          for (const bool efron : {true, false}) {
            PartialLikelihood likelihood(d.order, d.sorted, efron);
            Likelihood fast;
            likelihood.evaluate(d.beta, fast);
            expect_near(fast, slow_likelihood(d, efron),
                        d.cohort.label + ", p " + std::to_string(p));
          }
        }
}

TEST(CoxRowsTwin, PartsAddUpAndThreadsChangeNoBit) {
  test::CohortMaker maker(92);
  const WideCox d(maker.make({9000, 2, test::Times::few_values, false, false}), 20, true, false, 0);
  Likelihood one;
  PartialLikelihood(d.order, d.sorted, true).evaluate(d.beta, one);
  expect_near(one, slow_likelihood(d, true), "9,000 rows");
  for (const unsigned threads : {2U, 8U}) {
    Likelihood many;
    PartialLikelihood(d.order, d.sorted, true, threads).evaluate(d.beta, many);
    EXPECT_EQ(many.loglik, one.loglik);
    EXPECT_EQ(many.score, one.score);
    EXPECT_EQ(many.information.values, one.information.values);
  }
  const CoxData data{.outcomes = d.cohort.outcomes, .design = d.design};
  const CoxFit alone = cox(data).value(), together = cox(data, {.threads = 8}).value();
  EXPECT_EQ(alone.covariance.values, together.covariance.values);
  EXPECT_EQ(alone.linear_predictor, together.linear_predictor);
}

// eta from -200 to 200, rising or falling with time: what the sums are relative to moves on the
// way, within rows that are taken together and between them.
TEST(CoxRowsTwin, SumsMoveWithTheLargestEta) {
  test::CohortMaker maker(93);
  for (const auto times : {test::Times::continuous, test::Times::few_values})
    for (const double slope : {200.0, -200.0, 35.0})
      for (unsigned kind = 0; kind < 4; ++kind) {
        const bool weighted = (kind & 1U) != 0, stratified = (kind & 2U) != 0;
        WideCox d(maker.make({400, 2, times, false, weighted}), 3, weighted, stratified, kind);
        const auto& time = d.cohort.outcomes.time;
        const double most = *std::max_element(time.begin(), time.end());
        for (std::size_t i = 0; i < time.size(); ++i) d.design(i, 0) = time[i] / most;
        d.sorted = sorted_design(d.order, d.design, d.cohort.weights, {});
        d.beta[0] = slope / d.sorted.scale[0];
        for (const bool efron : {true, false}) {
          Likelihood fast;
          PartialLikelihood(d.order, d.sorted, efron).evaluate(d.beta, fast);
          expect_near(fast, slow_likelihood(d, efron),
                      d.cohort.label + ", slope " + std::to_string(slope));
        }
      }
}
