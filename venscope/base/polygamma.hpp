/// The derivatives of the logarithm of the gamma function.
/// Right by: reference/base/log_tails (R: digamma, trigamma, psigamma).
#pragma once

namespace venscope {

/// d log Gamma(x) / dx, x > 0.
double digamma(double x);
/// Its derivative.
double trigamma(double x);
/// The derivative of that.
double tetragamma(double x);
/// x > 0 with trigamma(x) = value, for value > 0: Newton's method on 1 / trigamma, which is nearly
/// linear and convex, from below. Stops at a relative step of 1e-8, which squares to rounding.
/// Source: [Smyth2004], appendix.
double trigamma_inverse(double value);

}  // namespace venscope
