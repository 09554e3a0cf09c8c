/// Fine and Gray's likelihood, its derivatives and residuals by the formulas, every weight and risk
/// set counted anew: O(n^2) and O(n^3).
#include "support/competing_outcomes.hpp"
#include "venscope/survival/fine_gray_sums.hpp"
#include "venscope/survival/risk_sums.hpp"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

/// One stratum of a cohort, cause 1, columns as the sorted design has them.
struct Slow {
  std::vector<double> time, eta;
  std::vector<std::int32_t> event;
  std::vector<std::vector<double>> x;
  std::size_t p;

  /// Remaining uncensored just before t.
  double g(double t) const {
    double product = 1;
    for (const double u : std::set<double>(time.begin(), time.end())) {
      if (u >= t) continue;
      double censored = 0, at_risk = 0;
      for (std::size_t j = 0; j < time.size(); ++j) {
        censored += time[j] == u && event[j] == 0;
        at_risk += time[j] >= u;
      }
      product *= 1 - censored / at_risk;
    }
    return product;
  }
  double weight(std::size_t j, double t) const {
    if (time[j] >= t) return 1;
    return event[j] == 2 ? g(t) / g(time[j]) : 0;
  }
  double s0(double t) const {
    double sum = 0;
    for (std::size_t j = 0; j < time.size(); ++j) sum += weight(j, t) * std::exp(eta[j]);
    return sum;
  }
  double mean(double t, std::size_t k) const {
    double sum = 0;
    for (std::size_t j = 0; j < time.size(); ++j) sum += weight(j, t) * std::exp(eta[j]) * x[j][k];
    return sum / s0(t);
  }
  /// Events of the cause, one by one.
  std::vector<std::size_t> events() const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < time.size(); ++i)
      if (event[i] == 1) found.push_back(i);
    return found;
  }
  void add_likelihood(Likelihood& out) const {
    for (const std::size_t i : events()) {
      const double t = time[i];
      out.loglik += eta[i] - std::log(s0(t));
      for (std::size_t k = 0; k < p; ++k) {
        out.score[k] += x[i][k] - mean(t, k);
        for (std::size_t l = 0; l < p; ++l)
          for (std::size_t j = 0; j < time.size(); ++j)
            out.information(k, l) += weight(j, t) * std::exp(eta[j]) * (x[j][k] - mean(t, k)) *
                                     (x[j][l] - mean(t, l)) / s0(t);
      }
    }
  }
  double residual(std::size_t i, std::size_t k) const {
    double sum = event[i] == 1 ? x[i][k] - mean(time[i], k) : 0;
    for (const std::size_t s : events())
      sum -= weight(i, time[s]) * std::exp(eta[i]) * (x[i][k] - mean(time[s], k)) / s0(time[s]);
    // Every censoring up to the end of i's follow-up, one by one.
    for (std::size_t c = 0; c < time.size(); ++c) {
      if (event[c] != 0 || time[c] > time[i]) continue;
      const double share = q(time[c], k) / at_risk(time[c]);
      sum -= share / at_risk(time[c]);
      if (c == i) sum += share;
    }
    return sum;
  }
  double at_risk(double u) const {
    double n = 0;
    for (const double t : time) n += t >= u;
    return n;
  }
  double q(double u, std::size_t k) const {
    double sum = 0;
    for (std::size_t j = 0; j < time.size(); ++j) {
      if (event[j] != 2 || time[j] >= u) continue;
      for (const std::size_t s : events())
        if (time[s] >= u)
          sum += weight(j, time[s]) * std::exp(eta[j]) * (x[j][k] - mean(time[s], k)) / s0(time[s]);
    }
    return sum;
  }
};

}  // namespace

TEST(FineGrayTwin, LikelihoodAndResidualsByDefinition) {
  std::size_t compared = 0;
  test::CohortMaker numbers(77);
  test::for_each_competing_cohort([&](const test::Cohort& cohort) {
    const std::size_t n = cohort.group.size(), p = 2;
    if (cohort.outcomes.delayed_entry() || n > 25) return;
    endpoint::Outcomes of_cause = cohort.outcomes;
    for (std::int32_t& event : of_cause.event) event = event == 1;
    const auto order = risk_order(of_cause, cohort.strata);
    ASSERT_TRUE(order);
    Matrix columns(n, p);
    for (double& value : columns.values) value = numbers.uniform() * 3;
    const SortedDesign design = sorted_design(*order, columns, {}, {});
    std::vector<std::uint8_t> competing(n);
    for (std::size_t i = 0; i < n; ++i) competing[i] = cohort.outcomes.event[order->row[i]] == 2;
    const Subdistribution fast(*order, design, competing);
    const std::vector<double> beta{0.7, -0.4}, eta = eta_of(design, beta);
    Likelihood own;
    fast.evaluate(beta, own);
    const std::vector<double> residuals = fast.residuals(beta);

    Likelihood slow{0, std::vector<double>(p, 0.0), Matrix(p, p)};
    std::vector<double> total(p, 0.0);
    for (const RiskOrder::Stratum& stratum : order->strata) {
      Slow part{{}, {}, {}, {}, p};
      for (std::uint32_t i = stratum.begin; i < stratum.end; ++i) {
        part.time.push_back(of_cause.time[order->row[i]]);
        part.event.push_back(cohort.outcomes.event[order->row[i]]);
        part.eta.push_back(eta[i]);
        part.x.emplace_back(design.row(i), design.row(i) + p);
      }
      part.add_likelihood(slow);
      for (std::uint32_t i = stratum.begin; i < stratum.end; ++i)
        for (std::size_t k = 0; k < p; ++k)
          EXPECT_NEAR(residuals[i * p + k], part.residual(i - stratum.begin, k), 1e-10)
              << cohort.label;
    }
    EXPECT_NEAR(own.loglik, slow.loglik, 1e-10) << cohort.label;
    for (std::size_t k = 0; k < p; ++k) {
      EXPECT_NEAR(own.score[k], slow.score[k], 1e-10) << cohort.label;
      for (std::size_t l = 0; l < p; ++l)
        EXPECT_NEAR(own.information(k, l), slow.information(k, l), 1e-10) << cohort.label;
    }
    ++compared;
  });
  EXPECT_GE(compared, 80U);
}
