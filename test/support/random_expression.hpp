/// Random expression values for twins and laws.
#pragma once

#include "venscope/base/matrix.hpp"

#include <cmath>
#include <random>

namespace venscope::test {

/// Samples by genes, about normal, variances of genes differing.
inline Matrix random_expression(std::size_t samples, std::size_t genes, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  Matrix y(samples, genes);
  for (std::size_t g = 0; g < genes; ++g) {
    const double mean = 6.0 + 2.0 * normal(random), deviation = std::exp(0.5 * normal(random));
    for (double& value : y.column(g)) value = mean + deviation * normal(random);
  }
  return y;
}

/// An intercept, two groups in turn, and a number.
inline Matrix random_design(std::size_t samples, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  Matrix x(samples, 3, 1.0);
  for (std::size_t i = 0; i < samples; ++i) {
    x(i, 1) = static_cast<double>(i % 2);
    x(i, 2) = 60.0 + 10.0 * normal(random);
  }
  return x;
}

}  // namespace venscope::test
