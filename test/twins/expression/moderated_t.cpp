#include "support/from_r.hpp"
#include "venscope/base/log_tails.hpp"
#include "venscope/expression/winsorised_moments.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;

// Means over 40,000 quantiles in the middle of equal shares: the error of such a sum is some 1e-8.
TEST(WinsorisedMomentsTwin, SumOverQuantiles) {
  for (const double df1 : {4.0, 11.0})
    for (const double df2 : {3.0, 20.0, std::numeric_limits<double>::infinity()}) {
      const int n = 40000;
      std::vector<double> z;
      for (int k = 0; k < n; ++k) {
        const double share = std::clamp((k + 0.5) / n, 0.05, 0.9);
        const double f = share < 0.5 ? f_from_log_lower(std::log(share), df1, df2)
                                     : f_from_log_upper(std::log1p(-share), df1, df2);
        z.push_back(std::log(f));
      }
      double mean = 0, variance = 0;
      for (const double value : z) mean += value / n;
      for (const double value : z) variance += (value - mean) * (value - mean) / n;
      const LogMoments moments = winsorised_moments(df1, df2);
      EXPECT_TRUE(test::agrees(moments.mean, mean, 0.0, 1e-6)) << df1 << " " << df2;
      EXPECT_TRUE(test::agrees(moments.variance, variance, 1e-6)) << df1 << " " << df2;
    }
}
