/// The probability of being treated, given what was known before.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/response/logistic.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace venscope::comparability {

/// Where the propensities of an arm lie, and how many of its patients have nobody like them: a
/// propensity beyond the range of the other arm.
struct PropensityRange {
  double low = 0, median = 0, high = 0;
  std::size_t n = 0, outside = 0;
};

struct Propensity {
  response::LogisticFit fit;
  std::vector<double> probability, logit;  ///< per row
  PropensityRange arm[2];                  ///< reference, treated
  std::vector<std::string> warnings;
};

/// Logistic regression of `treated` (0, 1) on the columns of `design` (n x p, no intercept), named
/// by `names`.
/// Where the columns separate the arms there are patients of whom it is certain what they get:
/// nobody can be compared with them, and no propensity is given.
/// Problems: comparability.separation (names the columns), comparability.not_converged, those of
/// response::logistic, comparability.one_arm, comparability.no_covariates.
/// Warnings: fewer than 10 patients of the smaller arm per column; columns left out as collinear.
/// Cost: that of response::logistic. Source: [Rosenbaum1983]; docs/methods/propensity.md.
/// Right by: reference/comparability/hazard_effect (R glm), laws/comparability/propensity (overlap
/// weights balance every column), unit/comparability/propensity.
Result<Propensity> propensity(const Matrix& design, std::span<const std::int32_t> treated,
                              std::span<const std::string> names);

}  // namespace venscope::comparability
