#include "venscope/comparability/e_value.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::comparability {

namespace {

double needed(double risk_ratio) {
  const double away = std::max(risk_ratio, 1.0 / risk_ratio);
  return away + std::sqrt(away * (away - 1.0));
}

}  // namespace

double approximate_risk_ratio(RatioKind kind, double estimate) {
  switch (kind) {
    case RatioKind::odds_common:
      return std::sqrt(estimate);
    case RatioKind::hazard_common: {
      // 1 - 0.5^x, without cancellation near x = 0.
      const auto risk = [](double x) { return -std::expm1(-std::log(2.0) * x); };
      return risk(std::sqrt(estimate)) / risk(std::sqrt(1.0 / estimate));
    }
    case RatioKind::risk:
    case RatioKind::odds_rare:
    case RatioKind::hazard_rare:
      return estimate;
  }
  return estimate;
}

Result<EValue> e_value(RatioKind kind, double estimate, double low, double high) {
  if (!(low > 0 && low <= estimate && estimate <= high && std::isfinite(high)))
    return cannot_analyse("comparability.ratio_order",
                          "an E-value needs a ratio between two limits above 0");
  EValue result;
  result.risk_ratio = approximate_risk_ratio(kind, estimate);
  result.low = approximate_risk_ratio(kind, low);
  result.high = approximate_risk_ratio(kind, high);
  result.point = needed(result.risk_ratio);
  if (result.low > 1) result.limit = needed(result.low);
  if (result.high < 1) result.limit = needed(result.high);
  return result;
}

}  // namespace venscope::comparability
