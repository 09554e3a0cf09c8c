#include "venscope/base/gamma_distribution.hpp"

#include <limits>

#include <boost/math/special_functions/gamma.hpp>

namespace venscope {
namespace {

using namespace boost::math::policies;
// As in distributions.cpp: NaN instead of an exception, doubles throughout.
using QuietGamma =
    policy<domain_error<ignore_error>, pole_error<ignore_error>, overflow_error<ignore_error>,
           evaluation_error<ignore_error>, rounding_error<ignore_error>, promote_double<false>>;

bool in_domain(double probability, double shape) {
  return probability > 0.0 && probability < 1.0 && shape > 0.0;
}

}  // namespace

double gamma_quantile(double probability, double shape) {
  if (!in_domain(probability, shape)) return std::numeric_limits<double>::quiet_NaN();
  return boost::math::gamma_p_inv(shape, probability, QuietGamma());
}

double gamma_upper_quantile(double probability, double shape) {
  if (!in_domain(probability, shape)) return std::numeric_limits<double>::quiet_NaN();
  return boost::math::gamma_q_inv(shape, probability, QuietGamma());
}

}  // namespace venscope
