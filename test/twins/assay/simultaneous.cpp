// Experiments drawn under the hypothesis that nothing differs: how often the largest difference of
// means exceeds a bound. Nothing of the integrals is used.
#include "venscope/assay/simultaneous.hpp"

#include "venscope/base/random.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::assay;

namespace {

constexpr int experiments = 40000;

struct Drawn {
  std::vector<double> mean;
  double sd = 0;  ///< pooled
};

Drawn draw(RandomStream& random, const std::vector<int>& sizes) {
  Drawn drawn;
  double squares = 0.0;
  int df = 0;
  for (const int n : sizes) {
    std::vector<double> values;
    for (int i = 0; i < n; ++i) values.push_back(random.normal());
    double mean = 0.0;
    for (const double v : values) mean += v / n;
    for (const double v : values) squares += (v - mean) * (v - mean);
    df += n - 1;
    drawn.mean.push_back(mean);
  }
  drawn.sd = std::sqrt(squares / df);
  return drawn;
}

/// Five standard errors of a share of `experiments`.
double monte_carlo_error(double p) {
  return 5.0 * std::sqrt(p * (1.0 - p) / experiments);
}

}  // namespace

TEST(SimultaneousTwin, StudentisedRange) {
  const std::vector<int> sizes(4, 3);
  for (const double q : {2.0, 4.5, 6.5}) {
    RandomStream random(11, "range");
    int beyond = 0;
    for (int i = 0; i < experiments; ++i) {
      const Drawn drawn = draw(random, sizes);
      const auto [low, high] = std::minmax_element(drawn.mean.begin(), drawn.mean.end());
      beyond += (*high - *low) / (drawn.sd / std::sqrt(3.0)) > q;
    }
    const double p = studentised_range_upper(q, 4, 8);
    EXPECT_NEAR(static_cast<double>(beyond) / experiments, p, monte_carlo_error(p)) << q;
  }
}

TEST(SimultaneousTwin, DunnettOfUnequalGroups) {
  const std::vector<int> sizes{6, 3, 2, 5};  // the control first
  const auto loadings = dunnett_loadings(std::vector<double>{3, 2, 5}, 6);
  for (const double t : {1.5, 2.5, 3.5}) {
    RandomStream random(12, "dunnett");
    int beyond = 0;
    for (int i = 0; i < experiments; ++i) {
      const Drawn drawn = draw(random, sizes);
      double largest = 0.0;
      for (std::size_t g = 1; g < sizes.size(); ++g)
        largest = std::max(largest, std::fabs(drawn.mean[g] - drawn.mean[0]) / drawn.sd /
                                        std::sqrt(1.0 / sizes[g] + 1.0 / sizes[0]));
      beyond += largest > t;
    }
    const double p = dunnett_upper(t, loadings, 12);
    EXPECT_NEAR(static_cast<double>(beyond) / experiments, p, monte_carlo_error(p)) << t;
  }
}
