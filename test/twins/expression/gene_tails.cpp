// p-values of genes together against each gene alone.
#include "venscope/expression/gene_tails.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/random.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;

namespace {

TEST(GeneTailsTwin, EqualsEachGeneAlone) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  RandomStream random(11, "genes");
  for (int round = 0; round < 60; ++round) {
    const std::size_t genes = 1 + random.below(3000);
    // From one df for all to one for each.
    const std::size_t kinds = round % 3 == 0 ? 1 : round % 3 == 1 ? 1 + random.below(6) : genes;
    const auto df1 = static_cast<unsigned>(round % 2 == 0 ? 1 : 1 + random.below(14));
    std::vector<double> df(genes), f(2 * genes);
    for (double& one : df) {
      const std::size_t kind = random.below(kinds);
      one = round % 5 == 4 && kind == 0 ? inf : 3 + 1.37 * static_cast<double>(kind);
    }
    for (double& one : f) one = std::pow(4 * random.normal(), 2);
    f[0] = 0;
    f[genes / 2] = std::nan("");
    const GeneTails tails(df1, df);
    std::vector<double> p = f, with_threads = f;
    tails.upper(p, 1);
    tails.upper(with_threads, 2);
    for (std::size_t i = 0; i < f.size(); ++i) {
      if (i == genes / 2) {
        EXPECT_TRUE(std::isnan(p[i]));
        continue;
      }
      const double own = df[i % genes];
      const double slow =
          std::isinf(own) ? chi_squared_upper(df1 * f[i], df1) : f_upper(f[i], df1, own);
      ASSERT_NEAR(p[i], slow, 2e-12 * slow) << f[i] << ' ' << df1 << ' ' << own;
      ASSERT_EQ(p[i], with_threads[i]);
    }
  }
}

}  // namespace
