/// Tails of F and of Student's t for many statistics that share their degrees of freedom.
#pragma once

#include <span>
#include <vector>

namespace venscope {

/// P(F > f) with df1 (whole) and df2 degrees of freedom. With x = df2 / (df2 + df1 f), y = 1 - x
/// and a = df2 / 2 it is the incomplete beta function I_x(a, df1 / 2), which is worked up to by
///   I_x(a, b + 1) = I_x(a, b) + x^a y^b / (b B(a, b))
/// from I_x(a, 1) = x^a or from I_x(a, 1/2) = x^a / (a B(a, 1/2)) H(sqrt(y)): sums of positive
/// terms, so that far tails keep their digits. H is smooth: one polynomial of Chebyshev per df2.
/// Infinite df2 and those beyond `most_df2`, and df1 beyond `most_df1`, are left to base/
/// distributions, value by value.
/// Accuracy: 1e-13 relative; where the tail is below 1e-100, 1e-15 times its logarithm.
/// Cost: some 50 values of the slow function to make, then an exp, a log1p and 30 + df1 / 2
/// multiplications a value.
/// Source: [Didonato1992]. Right by: twins/base/f_tails (f_upper and student_t_two_sided over a
/// grid).
class FTails {
public:
  static constexpr double most_df2 = 1e7;
  static constexpr unsigned most_df1 = 60;

  FTails(unsigned df1, double df2);

  /// p[i] = P(F > f[i]); 1 for f <= 0, NaN for NaN. With df1 = 1 and f = t^2 that is P(|T| > |t|).
  void upper(std::span<const double> f, std::span<double> p) const;

private:
  struct Piece;
  void add_half(Piece& piece) const;

  unsigned df1_;
  double df2_;
  bool by_value_;
  double first_ = 1;              ///< the factor of the sum over b
  std::vector<double> ratio_;     ///< from a term of it to the next, without y
  double least_ = 0, range_ = 0;  ///< of the polynomial's variable, from which it runs over [-1, 1]
  double scale_ = 0;              ///< sqrt(df2) times `bend`
  std::vector<double> polynomial_;
};

}  // namespace venscope
