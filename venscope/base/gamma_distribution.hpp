/// Quantiles of the gamma distribution, from both ends. NaN outside the domain.
/// Right by: reference/safety/rates (R qgamma, by the limits of poisson.test).
#pragma once

namespace venscope {

/// x with P(G <= x) = probability, G gamma with that shape (> 0) and rate 1.
double gamma_quantile(double probability, double shape);
/// x with P(G >= x) = probability: keeps its digits where the tail is small.
double gamma_upper_quantile(double probability, double shape);

}  // namespace venscope
