/// Tail areas and quantiles of the distributions that tests and intervals need.
/// All are Boost.Math behind a policy that returns NaN outside the domain instead of throwing.
/// Right by: reference/base/distributions (R 4.2: pnorm, qnorm, pchisq, pt, qt, pf, pbeta, qbeta).
#pragma once

namespace venscope {

/// P(Z <= z), standard normal.
double normal_cdf(double z);
/// P(|Z| >= |z|), standard normal; accurate far into the tail.
double normal_two_sided(double z);
/// z with P(Z <= z) = probability; -inf at 0 and +inf at 1.
double normal_quantile(double probability);
/// P(X >= x), chi-squared with df degrees of freedom (df > 0).
double chi_squared_upper(double x, double df);
/// P(|T| >= |t|), Student's t with df degrees of freedom.
double student_t_two_sided(double t, double df);
/// t with P(T <= t) = probability.
double student_t_quantile(double probability, double df);
/// P(F >= f), Fisher's F.
double f_upper(double f, double df1, double df2);
/// P(B <= x), beta(a, b).
double beta_cdf(double x, double a, double b);
/// x with P(B <= x) = probability.
double beta_quantile(double probability, double a, double b);

}  // namespace venscope
