/// Distributions of the largest of several differences of means: the studentised range of Tukey's
/// comparisons of all pairs, and the largest |t| of Dunnett's comparisons against one control.
///
/// Both are integrals over the common estimate of the standard deviation, s = sqrt(chi2_df / df),
/// of a normal probability that is itself one integral:
///   P(Q > q)      = E_s k int phi(z) (Phi(z)^(k-1) - (Phi(z) - Phi(z - q s))^(k-1)) dz
///   P(max |T| > t) = E_s int phi(z) (1 - prod_i P(|l_i z + sqrt(1 - l_i^2) Z| <= t s)) dz,
/// the latter for correlations l_i l_j between the comparisons, which is what comparisons with one
/// control have: l_i = sqrt(n_i / (n_i + n_0)). The trapezoidal rule converges exponentially for
/// such integrands (in z, and in ln s), so both are precise to about 1e-12 of 1; R's ptukey is off
/// by up to 5e-6 for few df, and pmvt of mvtnorm by 1e-3 as it is called by default.
/// Both take tails, so that small p keep their digits down to 1e-15.
/// Infinite df is the normal case. NaN outside the domain (q or t not a number, k < 2, df <= 0, a
/// loading not in [0, 1)).
/// Source: [Tukey1953], [Dunnett1955]. Right by: reference/assay/simultaneous (R ptukey, qtukey;
/// mvtnorm), twins/assay/simultaneous (drawn), laws/assay/simultaneous (two groups are Student's
/// t).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::assay {

/// P(Q > q): largest minus smallest of `groups` means, over their standard error.
double studentised_range_upper(double q, std::size_t groups, double df);
/// q with P(Q > q) = probability, 0 < probability < 1.
double studentised_range_quantile(double probability, std::size_t groups, double df);

/// The loadings of comparisons of groups with `n` values each against a control with `control`.
std::vector<double> dunnett_loadings(std::span<const double> n, double control);
/// P(max |T_i| > t), one loading to each comparison.
double dunnett_upper(double t, std::span<const double> loadings, double df);
/// t with P(max |T_i| > t) = probability, 0 < probability < 1.
double dunnett_quantile(double probability, std::span<const double> loadings, double df);

}  // namespace venscope::assay
