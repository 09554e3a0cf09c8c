/// Incidence rates: events per time under observation.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/response/proportion.hpp"

#include <cstdint>

namespace venscope::safety {

/// x events in a time T at risk: x / T, with Garwood's exact Poisson limits (the chi-squared limits
/// of Ulm):   low = G(a/2; x) / T,  high = G(1 - a/2; x + 1) / T,
/// G(p; k) the quantile of the gamma distribution of shape k; low is 0 where x = 0.
/// Problems: safety.no_time (T <= 0), safety.count (x < 0), response.confidence_level.
/// Source: [Garwood1936], [Ulm1990].   Right by: by_hand/safety/safety, reference/safety/rates (R
/// poisson.test), laws/safety/safety (coverage by enumeration).
Result<response::Effect> incidence_rate(std::int64_t x, double time, double confidence = 0.95);

/// (x1 / T1) / (x2 / T2). Given x1 + x2, x1 is binomial, and the limits are those of Clopper and
/// Pearson for its probability p turned into p / (1 - p) · T2 / T1: exact, conditional. Where x2 is
/// 0 estimate and upper limit are infinite (the lower limit stands), where x1 is 0 estimate and
/// lower limit are 0. Problems: as of incidence_rate, and safety.no_events (both 0).
/// Source: [Przyborowski1940].   Right by: reference/safety/rates (R poisson.test),
/// laws/safety/safety (exchanging the groups).
Result<response::Effect> rate_ratio(std::int64_t x1, double time1, std::int64_t x2, double time2,
                                    double confidence = 0.95);

/// x1 / T1 - x2 / T2, its limits recovered from the two exact intervals (MOVER):
///   low = d - sqrt((r1 - l1)^2 + (u2 - r2)^2),  high = d + sqrt((u1 - r1)^2 + (r2 - l2)^2).
/// It exists without any event, and covers at least as often as it says but for a trifle.
/// Source: [Zou2008].   Right by: by_hand/safety/safety, laws/safety/safety (coverage by
/// enumeration), reference/safety/rates (built of R's poisson.test).
Result<response::Effect> rate_difference(std::int64_t x1, double time1, std::int64_t x2,
                                         double time2, double confidence = 0.95);

}  // namespace venscope::safety
