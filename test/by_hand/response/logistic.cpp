// One indicator is a 2 x 2 table: everything has a formula.
#include "venscope/response/logistic.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;

namespace {

/// a of a + b rows with x = 1 have the outcome, c of c + d with x = 0.
struct TwoByTwo {
  TwoByTwo(int a, int b, int c, int d) : design(static_cast<std::size_t>(a + b + c + d), 1) {
    std::size_t row = 0;
    const auto add = [&](int count, double x, std::int32_t y) {
      for (int k = 0; k < count; ++k, ++row) {
        design(row, 0) = x;
        outcome.push_back(y);
      }
    };
    add(a, 1, 1);
    add(b, 1, 0);
    add(c, 0, 1);
    add(d, 0, 0);
  }
  LogisticFit fit(const LogisticOptions& options = {}) const {
    return *logistic({.design = design, .outcome = outcome}, options);
  }
  Matrix design;
  std::vector<std::int32_t> outcome;
};

}  // namespace

// 26 of 33 against 20 of 30: odds 26/7 and 20/10, ratio 13/7.
TEST(LogisticByHand, OneIndicatorIsTheSampleOddsRatio) {
  const LogisticFit fit = TwoByTwo(26, 7, 20, 10).fit();
  EXPECT_NEAR(fit.terms[0].coef, std::log(2.0), 1e-14);
  EXPECT_NEAR(fit.terms[1].coef, std::log(13.0 / 7), 1e-14);
  EXPECT_NEAR(fit.terms[1].std_error, std::sqrt(1.0 / 26 + 1.0 / 7 + 1.0 / 20 + 1.0 / 10), 1e-14);
  EXPECT_NEAR(fit.covariance(0, 1), -(1.0 / 20 + 1.0 / 10), 1e-14);
  // The score test is Pearson's: 63 (26 10 - 7 20)^2 / (33 30 46 17).
  EXPECT_NEAR(fit.score->statistic, 63.0 * 120 * 120 / (33.0 * 30 * 46 * 17), 1e-13);
  const auto x_log_x = [](double x) { return x * std::log(x); };
  const double cells = x_log_x(26) + x_log_x(7) + x_log_x(20) + x_log_x(10);
  const double rows = x_log_x(33) + x_log_x(30), columns = x_log_x(46) + x_log_x(17);
  EXPECT_NEAR(fit.loglik, cells - rows, 1e-12);
  EXPECT_NEAR(fit.likelihood_ratio.statistic, 2 * (cells - rows - columns + x_log_x(63)), 1e-11);
  EXPECT_NEAR(fit.probability.front(), 26.0 / 33, 1e-14);
}

// For a saturated table Firth's penalty is half a patient in each cell.
TEST(LogisticByHand, FirthAddsHalfAPatientToEachCell) {
  for (const TwoByTwo& table : {TwoByTwo(26, 7, 20, 10), TwoByTwo(6, 7, 0, 10)}) {
    double cell[2][2] = {{0.5, 0.5}, {0.5, 0.5}};
    for (std::size_t i = 0; i < table.outcome.size(); ++i)
      ++cell[static_cast<int>(table.design(i, 0))][table.outcome[i]];
    const LogisticFit fit = table.fit({.firth = true});
    const double odds = cell[0][1] / cell[0][0];
    EXPECT_NEAR(fit.terms[0].coef, std::log(odds), 1e-8);
    EXPECT_NEAR(fit.terms[1].coef, std::log(cell[1][1] / cell[1][0] / odds), 1e-8);
  }
}

// All outcomes alike: one parameter, l* = n eta - (n + 1/2) ... has its maximum at (n + 1/2) : 1/2.
TEST(LogisticByHand, FirthWhereAllHaveTheOutcome) {
  const std::vector<std::int32_t> outcome(9, 1);
  const Matrix none(9, 0);
  const auto fit = logistic({.design = none, .outcome = outcome}, {.firth = true});
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->terms[0].coef, std::log(9.5 / 0.5), 1e-9);
  EXPECT_TRUE(std::isinf(fit->terms[0].conf_high) || fit->terms[0].conf_high > 100);
}

// Of 13 with x = 1 six respond, of 10 without none: the ratio is infinite, and the profile from
// below ends where 6 log p + 7 log (1 - p) + 10 log (1 - q) has lost 3.84 / 2 at p / (1 - p) =
// ratio q / (1 - q).
TEST(LogisticByHand, ProfileOfASeparatedColumnHasOneEnd) {
  const LogisticFit fit = TwoByTwo(6, 7, 0, 10).fit({.interval = LogisticInterval::profile});
  EXPECT_EQ(fit.trouble, LogisticTrouble::separation);
  EXPECT_EQ(fit.terms[1].trouble, LogisticTrouble::separation);
  EXPECT_TRUE(std::isinf(fit.terms[1].conf_high));
  const double top = 6 * std::log(6.0 / 13) + 7 * std::log(7.0 / 13);
  EXPECT_NEAR(fit.loglik, top, 1e-7);
  // Given the ratio, the maximum over q by a fine search.
  const auto given = [](double ratio) {
    double best = -1e300;
    for (double eta = -8; eta < 2; eta += 1e-5) {
      const double odds = std::exp(eta), other = ratio * odds;
      best = std::max(best, 6 * std::log(other) - 13 * std::log1p(other) - 10 * std::log1p(odds));
    }
    return best;
  };
  EXPECT_NEAR(given(fit.terms[1].conf_low), top - 3.841458820694124 / 2, 1e-6);
  EXPECT_NEAR(*fit.terms[1].p_profile,
              std::erfc(std::sqrt(top - (6 * std::log(6.0 / 23) + 17 * std::log(17.0 / 23)))),
              1e-7);
}
