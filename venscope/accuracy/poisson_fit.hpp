/// Events against the cumulative hazard that patients have passed through: Poisson regression with
/// the logarithm of that hazard as an offset.
#pragma once

#include "venscope/base/matrix.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace venscope::accuracy {

struct PoissonFit {
  std::vector<double> coefficients;
  Matrix covariance;
  double log_likelihood = 0;  ///< without the terms that no coefficient is in
};

/// sum d_i eta_i - sum H_i exp(eta_i)
double poisson_log_likelihood(std::span<const double> eta, std::span<const std::int32_t> event,
                              std::span<const double> hazard);

/// Its maximum over eta = offset + design b, by Newton's method with halving. Nothing where there
/// is none: columns that are combinations of others, a coefficient that runs off.
/// Right by: reference/accuracy/model_update (R's glm).
std::optional<PoissonFit> fit_poisson(const Matrix& design, std::span<const std::int32_t> event,
                                      std::span<const double> hazard,
                                      std::span<const double> offset);

}  // namespace venscope::accuracy
