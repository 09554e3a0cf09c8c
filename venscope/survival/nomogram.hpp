/// A Cox model as a nomogram: points per value of each term, and what the total of points means.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/survival/baseline.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::survival {

/// One term of the model over the values that its axis shows: numbers in ascending order (the first
/// and last are the ends of the axis), or the levels of a category.
struct NomogramTerm {
  std::string name;
  std::vector<double> values;       ///< of a number; empty for a category
  std::vector<std::string> levels;  ///< of a category
  std::vector<double> effect;       ///< contribution to the linear predictor at each
};

struct NomogramAxis {
  NomogramTerm term;
  std::vector<double> points;  ///< at each value or level
  double most = 0;             ///< the largest of them
};

/// Survival at one time, read off at probabilities that lie within the axis of total points.
struct NomogramSurvival {
  double time = 0;
  double hazard = 0;  ///< cumulative baseline hazard at the linear predictor 0
  std::vector<double> survival, total;
};

struct Nomogram {
  std::vector<NomogramAxis> axes;
  double unit = 0;        ///< linear predictor per point: the widest term spans 100
  double origin = 0;      ///< linear predictor at 0 points
  double total_most = 0;  ///< sum of the largest points
  std::vector<NomogramSurvival> survival;
  /// The baseline hazard at the linear predictor 0, by time.
  std::vector<double> time, hazard;
  /// Median survival times and the totals at which they are the median.
  std::vector<double> median, median_total;
  std::vector<std::string> warnings;

  double predictor(double total) const { return origin + unit * total; }
  double survival_at(double t, double total) const;
  /// The first time at which survival is 0.5 or less; none where it stays above.
  std::optional<double> median_at(double total) const;
};

/// With e_j the effect of term j, u = max_j (max e_j - min e_j) / 100:
///
///   points_j = (e_j - min e_j) / u,   linear predictor = sum_j min e_j + u (total points)
///   S(t) = exp(-H0(t) exp(linear predictor)),   median: the first t with H0(t) exp(lp) >= ln 2
///
/// `baseline` is the hazard at the covariates at which all effects are 0 (Baseline::at_zero where
/// effects are x beta), of one stratum. `times` are those of the survival axes.
/// Problems: nomogram.* where there is no term, an effect is not finite, all effects are the same,
/// more than one stratum. A time beyond the last event, and one at which no patient has died, is
/// left out with a warning.
/// Source: [Iasonos2008]. Right by: reference/survival/nomogram (rms::nomogram),
/// by_hand/survival/nomogram.
Result<Nomogram> nomogram(std::span<const NomogramTerm> terms,
                          std::span<const HazardCurve> baseline, std::span<const double> times);

}  // namespace venscope::survival
