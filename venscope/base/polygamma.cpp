#include "venscope/base/polygamma.hpp"

#include <cmath>

#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/polygamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

namespace venscope {
namespace {

using namespace boost::math::policies;
// As in distributions.cpp: NaN instead of an exception, doubles throughout.
using QuietPolygamma =
    policy<domain_error<ignore_error>, pole_error<ignore_error>, overflow_error<ignore_error>,
           evaluation_error<ignore_error>, rounding_error<ignore_error>, promote_double<false>>;

}  // namespace

double digamma(double x) {
  return boost::math::digamma(x, QuietPolygamma());
}

double trigamma(double x) {
  return boost::math::trigamma(x, QuietPolygamma());
}

double tetragamma(double x) {
  return boost::math::polygamma(2, x, QuietPolygamma());
}

double trigamma_inverse(double value) {
  // Beyond these the leading term of the series is exact to rounding.
  if (value > 1e7) return 1.0 / std::sqrt(value);
  if (value < 1e-6) return 1.0 / value;
  double x = 0.5 + 1.0 / value;
  for (int iteration = 0; iteration < 50; ++iteration) {
    const double at = trigamma(x);
    const double step = at * (1.0 - at / value) / tetragamma(x);
    x += step;
    if (-step / x < 1e-8) break;
  }
  return x;
}

}  // namespace venscope
