/// Regression of a quantity that is not always seen: values above or below a limit.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace venscope::response {

enum class TobitDistribution { gaussian, lognormal };

/// What is known of each value: it lies in [low, high]. Equal ends: observed; high infinite:
/// right-censored; low -infinite (lognormal: 0 too): left-censored. Views.
struct TobitData {
  const Matrix& design;  ///< n x p, no intercept: it is added in front
  std::span<const double> low, high;
  std::span<const double> weights = {};  ///< empty or one case weight per row, >= 0
};

struct TobitTerm {
  std::string name;  ///< "(Intercept)" or the column's
  double coef = 0, std_error = 0, z = 0, p = 1;
  double conf_low = 0, conf_high = 0;  ///< Wald's
};

struct TobitFit {
  std::size_t n = 0;  ///< rows with a weight above 0
  std::size_t observed = 0, right = 0, left = 0, between = 0;
  std::vector<TobitTerm> terms;           ///< of the value, or (lognormal) of its natural logarithm
  double scale = 0, log_scale_se = 0;     ///< sigma; standard error of ln sigma
  Matrix covariance;                      ///< of the terms and ln sigma, (p + 2) x (p + 2)
  double loglik = 0, loglik_null = 0;     ///< null: the intercept (and a sigma of its own)
  double chi_squared = 0, df = 0, p = 1;  ///< likelihood ratio of all terms but the intercept
  int iterations = 0;
  bool converged = true;
  std::vector<std::string> warnings;
};

/// Maximises  sum_i w_i l_i,  with z = (y - x beta) / sigma of each end:
///   observed  ln phi(z) - ln sigma,   right  ln Phi(-z_low),   left  ln Phi(z_high),
///   between   ln (Phi(z_high) - Phi(z_low));
/// lognormal: y the logarithm of the value, and - ln(value) for each observed one, as survreg has
/// it. By Newton's method in (beta / sigma, 1 / sigma), where the likelihood is concave
/// [Olsen1978]. The variance is the inverse of the observed information in (beta, ln sigma). Where
/// all rows of a 0/1 column are censored to one side there is no maximum; the fit has not converged
/// and says of which column, whose standard error, z, p and interval are NaN. Problems:
/// response.unequal_lengths, response.not_finite, response.weight, response.positive (lognormal,
/// value <= 0), response.all_censored (no observed value), response.constant (observed values that
/// leave no spread), response.collinear, response.too_few, response.confidence_level. Cost: O(n
/// p^2) per iteration, of which 5 to 10. Source: [Tobin1958], [Olsen1978]. Right by:
/// by_hand/response/tobit, reference/response/tobit (R survreg), laws/response/tobit.
Result<TobitFit> tobit(const TobitData& data,
                       TobitDistribution distribution = TobitDistribution::gaussian,
                       double level = 0.95, std::span<const std::string> names = {});

}  // namespace venscope::response
