// Every set of columns: the best of those least-squares fits that have no negative coefficient.
#include "venscope/enrichment/nnls.hpp"

#include "venscope/base/random.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {

/// Coefficients on the columns of `in` by the normal equations, Gauss and Jordan.
std::vector<double> solve(const Matrix& a, const std::vector<double>& b,
                          const std::vector<std::size_t>& in) {
  const std::size_t p = in.size();
  std::vector<std::vector<double>> m(p, std::vector<double>(p + 1, 0));
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t i = 0; i < a.rows; ++i) {
      for (std::size_t k = 0; k < p; ++k) m[j][k] += a(i, in[j]) * a(i, in[k]);
      m[j][p] += a(i, in[j]) * b[i];
    }
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t r = 0; r < p; ++r) {
      if (r == j) continue;
      const double factor = m[r][j] / m[j][j];
      for (std::size_t k = j; k <= p; ++k) m[r][k] -= factor * m[j][k];
    }
  std::vector<double> x(p);
  for (std::size_t j = 0; j < p; ++j) x[j] = m[j][p] / m[j][j];
  return x;
}

}  // namespace

TEST(NnlsTwin, EverySetOfColumns) {
  for (std::uint64_t trial = 0; trial < 60; ++trial) {
    RandomStream stream(61, "nnls twin", trial);
    const std::size_t p = 1 + stream.below(6), n = p + 2 + stream.below(12);
    Matrix a(n, p);
    std::vector<double> b(n);
    for (double& value : a.values) value = stream.exponential();
    for (double& value : b) value = stream.normal();
    double best = 0;
    for (const double value : b) best += value * value;
    for (std::size_t mask = 1; mask < (std::size_t{1} << p); ++mask) {
      std::vector<std::size_t> in;
      for (std::size_t j = 0; j < p; ++j)
        if (mask >> j & 1) in.push_back(j);
      const std::vector<double> x = solve(a, b, in);
      bool negative = false;
      for (const double value : x) negative = negative || value < 0;
      if (negative) continue;
      double sum = 0;
      for (std::size_t i = 0; i < n; ++i) {
        double rest = b[i];
        for (std::size_t k = 0; k < in.size(); ++k) rest -= a(i, in[k]) * x[k];
        sum += rest * rest;
      }
      best = std::min(best, sum);
    }
    EXPECT_NEAR(NonNegativeLeastSquares(a).fit(b).residual_sum, best, 1e-9 * (1 + best));
  }
}
