#include "venscope/base/distributions.hpp"

#include <cmath>
#include <limits>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

namespace venscope {
namespace {

using namespace boost::math::policies;
// NaN or infinity instead of an exception, and double arithmetic throughout: the result must not
// depend on whether the platform has an 80-bit long double.
using Quiet =
    policy<domain_error<ignore_error>, pole_error<ignore_error>, overflow_error<ignore_error>,
           evaluation_error<ignore_error>, rounding_error<ignore_error>, promote_double<false>>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();
const double sqrt2 = std::sqrt(2.0);

}  // namespace

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / sqrt2);
}

double normal_two_sided(double z) {
  return std::erfc(std::fabs(z) / sqrt2);
}

double normal_quantile(double probability) {
  if (!(probability >= 0.0 && probability <= 1.0)) return nan;
  if (probability == 0.0) return -inf;
  if (probability == 1.0) return inf;
  return -sqrt2 * boost::math::erfc_inv(2.0 * probability, Quiet());
}

double chi_squared_upper(double x, double df) {
  if (!(df > 0.0) || std::isnan(x)) return nan;
  if (x <= 0.0) return 1.0;
  if (std::isinf(x)) return 0.0;
  return boost::math::gamma_q(df / 2.0, x / 2.0, Quiet());
}

double student_t_two_sided(double t, double df) {
  if (!(df > 0.0) || std::isnan(t)) return nan;
  if (std::isinf(t)) return 0.0;
  const double square = t * t;
  // Each form where it keeps its digits: near zero the complement of the small part is exact.
  if (df > 2.0 * square) return boost::math::ibetac(0.5, df / 2.0, square / (df + square), Quiet());
  return boost::math::ibeta(df / 2.0, 0.5, df / (df + square), Quiet());
}

double student_t_quantile(double probability, double df) {
  if (!(probability >= 0.0 && probability <= 1.0) || !(df > 0.0)) return nan;
  if (probability == 0.5) return 0.0;
  const double tail = 2.0 * std::fmin(probability, 1.0 - probability);
  if (tail == 0.0) return probability < 0.5 ? -inf : inf;
  double complement = 0.0;
  const double x = boost::math::ibeta_inv(df / 2.0, 0.5, tail, &complement, Quiet());
  const double t = std::sqrt(df * complement / x);
  return probability < 0.5 ? -t : t;
}

double f_upper(double f, double df1, double df2) {
  if (!(df1 > 0.0 && df2 > 0.0) || std::isnan(f)) return nan;
  if (f <= 0.0) return 1.0;
  if (std::isinf(f)) return 0.0;
  const double scaled = df1 * f;
  // As above: the argument of the incomplete beta is the smaller of the two shares.
  if (scaled < df2)
    return boost::math::ibetac(df1 / 2.0, df2 / 2.0, scaled / (df2 + scaled), Quiet());
  return boost::math::ibeta(df2 / 2.0, df1 / 2.0, df2 / (df2 + scaled), Quiet());
}

double beta_cdf(double x, double a, double b) {
  if (!(a > 0.0 && b > 0.0) || std::isnan(x)) return nan;
  if (x <= 0.0) return 0.0;
  if (x >= 1.0) return 1.0;
  return boost::math::ibeta(a, b, x, Quiet());
}

double beta_quantile(double probability, double a, double b) {
  if (!(probability >= 0.0 && probability <= 1.0) || !(a > 0.0 && b > 0.0)) return nan;
  return boost::math::ibeta_inv(a, b, probability, Quiet());
}

}  // namespace venscope
