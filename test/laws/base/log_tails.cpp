#include "venscope/base/log_tails.hpp"

#include "support/from_r.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using test::agrees;

TEST(LogTailsLaws, BothTailsAddUpToOne) {
  for (const double f : {0.02, 0.7, 1.0, 3.0, 20.0})
    for (const double df1 : {1.0, 6.0, 90.0})
      for (const double df2 : {1.5, 12.0, 4000.0, std::numeric_limits<double>::infinity()})
        EXPECT_TRUE(agrees(std::exp(log_f_upper(f, df1, df2)) + std::exp(log_f_lower(f, df1, df2)),
                           1.0, 1e-13));
}

// A quantile that no double holds is passed over. The digits of f limit those of the tail: 1e-10.
TEST(LogTailsLaws, QuantilesInvertTails) {
  for (const double log_p : {-1e-6, -0.3, -2.0, -40.0, -650.0, -5000.0})
    for (const double df1 : {1.0, 8.0, 300.0})
      for (const double df2 : {5.0, 60.0, 5000.0}) {
        SCOPED_TRACE(::testing::Message() << log_p << " " << df1 << " " << df2);
        const double up = f_from_log_upper(log_p, df1, df2);
        const double down = f_from_log_lower(log_p, df1, df2);
        if (up > 1e-290 && up < 1e290) {
          EXPECT_TRUE(agrees(log_f_upper(up, df1, df2), log_p, 1e-10));
        }
        if (down > 1e-290 && down < 1e290) {
          EXPECT_TRUE(agrees(log_f_lower(down, df1, df2), log_p, 1e-10));
        }
      }
}

// About 1e-280 a tail stops being a number and begins to be a logarithm: its slope does not jump.
TEST(LogTailsLaws, TheTwoWaysMeet) {
  for (const double df : {30.0, 400.0}) {
    double before = 0.0, last = 0.0;
    for (double log_t = 2.0; log_t < 24.0; log_t += 0.01) {
      const double at = log_student_t_upper(std::exp(log_t), df), step = at - last;
      if (before < 0.0) {
        EXPECT_TRUE(agrees(step, before, 0.05)) << log_t;
      }
      if (last < -300.0) before = step;
      last = at;
    }
  }
}
