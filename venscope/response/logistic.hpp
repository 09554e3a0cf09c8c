/// Logistic regression of a yes/no outcome.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::response {

/// What is fitted: n rows, p columns. Views; the caller keeps the data alive.
struct LogisticData {
  const Matrix& design;                        ///< n x p, no intercept: it is added in front
  std::span<const std::int32_t> outcome;       ///< 0 or 1 per row
  std::span<const double> weights = {};        ///< empty or one case weight per row, >= 0
  std::span<const double> offset = {};         ///< empty or one per row
  std::span<const std::int32_t> cluster = {};  ///< empty or one code per row, for `robust`
};

/// How the intervals of the odds ratios are found. `fitting` is Wald's, with Firth's penalty the
/// profile.
enum class LogisticInterval { fitting, wald, profile };

struct LogisticOptions {
  bool firth = false;   ///< Firth's penalised likelihood
  bool robust = false;  ///< sandwich variance, over the clusters where there are any
  LogisticInterval interval = LogisticInterval::fitting;
  double level = 0.95;
  int max_iterations = 100;
};

enum class LogisticTrouble {
  none,
  collinear,      ///< constant, or a combination of earlier columns: no estimate
  separation,     ///< the likelihood has no maximum along this coefficient
  not_converged,  ///< the iteration ran out
};

struct LogisticTerm {
  std::string name;  ///< "(Intercept)" or the column's
  /// ln odds ratio. NaN, with everything that follows from it, if the column is collinear with
  /// earlier ones (R: NA).
  double coef = 0;
  double std_error = 0;
  std::optional<double> robust_se;
  double z = 0, p = 1;  ///< Wald's, from the robust error where there is one
  /// Of 2 (max l - max l with beta_j = 0), where the interval is of the profile.
  std::optional<double> p_profile;
  double conf_low = 0, conf_high = 0;  ///< of the odds ratio; 0 or infinite where none is reached
  LogisticTrouble trouble = LogisticTrouble::none;
};

struct LogisticTest {
  double statistic = 0, df = 0, p = 1;
};

struct LogisticFit {
  std::size_t n = 0;       ///< rows with a weight above 0
  std::size_t events = 0;  ///< among them, unweighted
  LogisticOptions options;
  LogisticInterval interval = LogisticInterval::wald;  ///< never `fitting`: what was done
  std::vector<LogisticTerm> terms;                     ///< the intercept, then the columns
  Matrix covariance;  ///< robust where asked for; zero rows and columns for collinear columns
  std::optional<Matrix> naive_covariance;
  /// With the penalty ½ log det I where it is Firth's. Null: the intercept alone (Firth: the
  /// others 0, the penalty that of the whole model).
  double loglik_null = 0, loglik = 0;
  double null_deviance = 0, deviance = 0;  ///< without penalty
  double df_null = 0, df_residual = 0;     ///< rows less coefficients
  LogisticTest likelihood_ratio, wald;     ///< of all but the intercept
  std::optional<LogisticTest> score;       ///< of the plain likelihood
  double aic = 0, bic = 0;                 ///< of the plain likelihood, n the rows, as R
  int iterations = 0;
  bool converged = true;
  LogisticTrouble trouble = LogisticTrouble::none;
  std::vector<std::string> warnings;  ///< each names the columns it is about
  /// Per row, also those of weight 0: log odds with offset, and P(outcome = 1).
  std::vector<double> linear_predictor, probability;
};

/// Maximises  l(beta) = sum_i w_i (y_i eta_i - log(1 + e^eta_i)),  eta = beta_0 + x beta + offset,
/// or Firth's  l + 1/2 log det X'WX  (docs/methods/logistic.md), by Newton's method on an
/// orthonormal basis of the columns, halving a step that loses. `names` name the columns.
///
/// A fit with trouble is still a fit: finite coefficients, the trouble named. Separation is proved
/// by a direction along which no row fits worse and some fit better for ever; each column that it
/// moves is named. Its Wald test means nothing, its profile interval ends at 0 or infinity on one
/// side and is as good as any, as is `loglik`.
/// Problems: response.unequal_lengths, response.outcome_not_binary, response.weight,
/// response.not_finite, response.no_observations, response.one_class (all outcomes equal; Firth's
/// has an answer there), response.confidence_level.
/// Cost: O(n p^2) once and per iteration, each profile some tens of iterations.
/// Source: [McCullagh1989], [Albert1984], [Firth1993], [Heinze2002], [White1980].
/// Right by: by_hand/response/logistic, twins/response/logistic, laws/response/logistic,
/// reference/response/logistic (R glm, brglm2, sandwich), unit/response/logistic.
Result<LogisticFit> logistic(const LogisticData& data, const LogisticOptions& options = {},
                             std::span<const std::string> names = {});

/// P(outcome = 1) of rows of the same columns (without intercept), columns without estimate left
/// out. `design.columns + 1` must be the number of terms.
std::vector<double> predicted_probability(const LogisticFit& fit, const Matrix& design,
                                          std::span<const double> offset = {});

}  // namespace venscope::response
