/// From the scale of one cohort to that of another.
#pragma once

#include "venscope/base/matrix.hpp"

#include <string>

namespace venscope::signature {

/// How the values of a further cohort come to the scale of the one that the signature was made in.
enum class Transport {
  raw,           ///< they are on it
  standardised,  ///< each gene gets the mean and standard deviation that it has there
  quantiles,     ///< each gene gets the distribution that it has there
};

/// "raw", "standardised", "quantiles": as the protocol writes it.
std::string name_of(Transport transport);

/// `values` and `reference` have the same genes, a column each; NaN is missing, stays so and counts
/// for nothing.
///   standardised  m + s (x - m') / s', mean and standard deviation (divisor n - 1) of the
///   reference
///                 and of the cohort
///   quantiles     Q(F(x)): F(x) = (midrank - 1/2) / n in the cohort, Q the reference's quantile
///   with the
///                 knots (i - 1/2) / n (R's type 5)
/// Both take the cohort as a whole: what becomes of a patient depends on the others. A gene that
/// does not vary in the cohort, or in fewer than two of its patients, has no value there
/// afterwards. Cost O(n log n) per gene. Right by: unit/signature/transport.
Matrix transported(const Matrix& values, const Matrix& reference, Transport transport);

}  // namespace venscope::signature
