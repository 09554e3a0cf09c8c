/// The Kaplan-Meier estimator of survival, with Greenwood's variance.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <optional>
#include <span>
#include <vector>

namespace venscope::survival {

/// Scale on which the confidence interval of S(t) is symmetric (R's conf.type).
enum class ConfidenceScale { log, log_log, plain, none };

/// Which variance of S(t).
enum class CurveVariance {
  automatic,  ///< as R: robust where a weight is not a whole number or rows are clustered
  greenwood,
  robust,  ///< infinitesimal jackknife
};

struct KaplanMeierOptions {
  ConfidenceScale scale = ConfidenceScale::log;
  double level = 0.95;
  CurveVariance variance = CurveVariance::automatic;
};

/// One row per distinct time of the data, event or not (as R's survfit).
struct KaplanMeierPoint {
  double time;
  double n_risk, n_event, n_censor;  ///< weighted counts
  double survival;
  double std_error;     ///< of S(t) itself, Greenwood
  double lower, upper;  ///< NaN where undefined
};

/// A quantile of the survival time; nothing where the curve (or the limit) does not reach it.
struct SurvivalQuantile {
  double probability;  ///< 0.5: the median
  std::optional<double> time, lower, upper;
};

struct RestrictedMean {
  double horizon;
  double mean;
  double std_error;
};

/// The curve of one group.
struct KaplanMeier {
  std::size_t n = 0;      ///< rows
  double n_weighted = 0;  ///< sum of weights
  double events = 0;      ///< weighted events
  KaplanMeierOptions options;
  std::vector<KaplanMeierPoint> curve;
  /// Cumulated Greenwood sum at each point, needed on the log scale.
  std::vector<double> greenwood;
};

/// S(t) = prod_{t_j <= t} (1 - d_j / n_j), over the distinct times t_j.
/// `weights` is empty or one per row (>= 0). Late entries enter the risk set after their entry
/// time.
Result<KaplanMeier> kaplan_meier(const endpoint::Outcomes& outcomes,
                                 std::span<const double> weights = {},
                                 const KaplanMeierOptions& options = {});

/// The curves of k groups, group[i] in 0 .. k-1, in the order of the groups; a group without a row
/// has an empty curve (n = 0). Ties are judged over all groups, as R does.
Result<std::vector<KaplanMeier>> kaplan_meier_groups(const endpoint::Outcomes& outcomes,
                                                     std::span<const std::int32_t> group,
                                                     std::size_t k,
                                                     std::span<const double> weights = {},
                                                     std::span<const std::int32_t> cluster = {},
                                                     const KaplanMeierOptions& options = {});

/// The median as R's print(fit) and summary(fit)$table show it, with its limits.
SurvivalQuantile median(const KaplanMeier& fit);

/// Any quantile by the rule of R's quantile(fit): the first time where S <= 1 - p, halfway along a
/// step that hits it exactly.
SurvivalQuantile quantile(const KaplanMeier& fit, double probability = 0.5);

/// The horizon to which R's summary(fit) restricts the mean of every group: the last time of all.
double common_horizon(std::span<const KaplanMeier> fits);

/// The curve read at the given times (a step function, 1 before the first time), as R's
/// summary(fit, times): n_risk at t, events and censorings since the previous asked time.
std::vector<KaplanMeierPoint> at_times(const KaplanMeier& fit, std::span<const double> times);

/// Area under the curve to `horizon` (default: the last time), with its standard error.
RestrictedMean restricted_mean(const KaplanMeier& fit, std::optional<double> horizon = {});

}  // namespace venscope::survival
