#include "venscope/assay/standard_curve.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/response/summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <fmt/format.h>

namespace venscope::assay {

double amplification_factor(double slope) {
  return slope < 0.0 ? std::pow(10.0, -1.0 / slope) : std::numeric_limits<double>::quiet_NaN();
}

Result<StandardCurve> standard_curve(std::span<const double> quantity, std::span<const double> ct,
                                     double level) {
  std::vector<double> x;
  for (const double q : quantity) {
    if (!(q > 0.0))
      return cannot_analyse("assay.dilution", fmt::format("a dilution has the quantity {:g}", q),
                            "quantities above 0");
    x.push_back(std::log10(q));
  }
  if (x.size() < 3 ||
      *std::min_element(x.begin(), x.end()) == *std::max_element(x.begin(), x.end()))
    return cannot_analyse("assay.few_dilutions",
                          "a standard curve needs three wells of two dilutions or more",
                          "give the amplification factor instead");
  StandardCurve curve;
  curve.n = x.size();
  const double mean_x = response::mean(x), mean_y = response::mean(ct);
  double xx = 0.0, xy = 0.0, yy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    xy += (x[i] - mean_x) * (ct[i] - mean_y);
    yy += (ct[i] - mean_y) * (ct[i] - mean_y);
  }
  curve.slope = xy / xx;
  curve.intercept = mean_y - curve.slope * mean_x;
  double residual = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i)
    residual += std::pow(ct[i] - curve.intercept - curve.slope * x[i], 2);
  const double df = static_cast<double>(x.size()) - 2.0;
  curve.std_error = std::sqrt(residual / df / xx);
  curve.r_squared = yy > 0.0 ? 1.0 - residual / yy : 0.0;
  if (!(curve.slope < 0.0))
    return cannot_analyse("assay.rising_curve",
                          "the Ct of the dilutions does not fall as the quantity rises",
                          "quantities, not numbers of dilution steps");
  curve.factor = amplification_factor(curve.slope);
  const double half = student_t_quantile(0.5 + 0.5 * level, df) * curve.std_error;
  curve.factor_interval = {amplification_factor(curve.slope - half),
                           curve.slope + half < 0.0 ? amplification_factor(curve.slope + half)
                                                    : std::numeric_limits<double>::infinity()};
  return curve;
}

}  // namespace venscope::assay
