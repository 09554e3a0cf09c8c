/// The Kaplan-Meier estimator of survival.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"
#include "venscope/survival/kaplan_meier_curve.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace venscope::survival {

struct GroupedTimes;

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
  unsigned threads = 1;  ///< change nothing but the time
};

/// A quantile of the survival time; nothing where the curve (or the limit) does not reach it.
struct SurvivalQuantile {
  double probability = 0.5;  ///< 0.5: the median
  std::optional<double> time, lower, upper;
  /// The limits of the curve are defined at its end. A limit that is missing is then not reached;
  /// otherwise (S = 0, or no scale) it is not known whether it would have been.
  bool limits_known = false;
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
  bool robust = false;    ///< which variance the standard errors are from
  KaplanMeierOptions options;
  KaplanMeierCurve curve;
};

/// S(t) = prod_{t_j <= t} (1 - d_j / n_j) over the distinct times t_j, d_j the events at t_j and
/// n_j those at risk just before it: with entry < t_j <= time. An event comes before a censoring at
/// the same time. Greenwood: var S(t) = S(t)^2 sum d_j / (n_j (n_j - d_j)). `weights` is empty or
/// one per row, finite and >= 0; a row of weight 0 has its time listed. Problems: survival.no_rows,
/// survival.bad_weight, outcomes.interval_vanishes. Cost: O(n).   Source: [Kaplan1958],
/// [Greenwood1926]; docs/methods/kaplan-meier.md. Right by: by_hand/survival/kaplan_meier,
/// twins/survival/kaplan_meier, laws/survival/curves, reference/survival/kaplan_meier (R).
Result<KaplanMeier> kaplan_meier(const endpoint::Outcomes& outcomes,
                                 std::span<const double> weights = {},
                                 const KaplanMeierOptions& options = {});

/// The curves of k groups, group[i] in 0 … k-1, in the order of the groups; a group without a row
/// has an empty curve (n = 0), which R leaves out. Ties are judged over all groups, and so is, as
/// in R, whether weights ask for the robust variance. `cluster` is empty or one code per row.
Result<std::vector<KaplanMeier>> kaplan_meier_groups(const endpoint::Outcomes& outcomes,
                                                     std::span<const std::int32_t> group,
                                                     std::size_t k,
                                                     std::span<const double> weights = {},
                                                     std::span<const std::int32_t> cluster = {},
                                                     const KaplanMeierOptions& options = {});

/// The same on times that are sorted and counted already, for curves and tests of one cohort
/// (whole_counts.hpp).
Result<std::vector<KaplanMeier>> kaplan_meier_groups(const GroupedTimes& times,
                                                     std::span<const double> weights = {},
                                                     std::span<const std::int32_t> cluster = {},
                                                     const KaplanMeierOptions& options = {});

/// The median as R's print(fit) and summary(fit)$table show it: the first time where S < 1/2; where
/// S equals 1/2 over a step, the middle of the step, and its beginning when the curve ends there.
/// The same rule on the lower and upper curve gives the limits (Brookmeyer and Crowley).
SurvivalQuantile median(const KaplanMeier& fit);

/// Any quantile, 0 <= p <= 1, by the rule of R's quantile(fit). As the median, but where the curve
/// ends on a step at 1 - p its middle (between the last event and the last time), and where a
/// confidence curve rises again it is looked up by its value: docs/methods/kaplan-meier.md.
SurvivalQuantile quantile(const KaplanMeier& fit, double probability);

/// The curve read at the given times, ascending or not, as R's summary(fit, times, extend = TRUE):
/// a step function, 1 before the first time; n_risk just before t; events and censorings since the
/// previous asked time in ascending order (from the beginning for the first). After the last time
/// the curve is carried on with nobody at risk (n_risk = 0): say so where it is shown. Empty for an
/// empty curve.
std::vector<KaplanMeierPoint> at_times(const KaplanMeier& fit, std::span<const double> times);

/// The area under the curve from min(0, first time) to `horizon` (default: the last time), counted
/// from 0, and its standard error sqrt(sum_j A_j^2 d_j / (n_j (n_j - d_j))), A_j the area to the
/// right of t_j. Exactly the horizon where no event comes before it. Beyond the last time the curve
/// is carried on. Needs a non-empty curve.
RestrictedMean restricted_mean(const KaplanMeier& fit, std::optional<double> horizon = {});

/// The horizon to which R's summary(fit) restricts the mean of every group: the last time of all
/// (rmean = "common"). 0 if there is no time.
double common_horizon(std::span<const KaplanMeier> fits);

}  // namespace venscope::survival
