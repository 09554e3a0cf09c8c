/// Cox fits of all candidates in many resamples, eight resamples at a time.
#pragma once

#include "venscope/derivation/resample_kernels.hpp"
#include "venscope/derivation/sample_fit.hpp"

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace venscope::derivation {

/// What all resamples of a cohort share.
class ResampleFits {
public:
  using Fits = std::array<std::optional<SampleFit>, resample_lanes>;

  /// `cohort` must outlive it.
  ResampleFits(const SortedCohort& cohort, survival::Ties ties);

  /// Newton's path of fit(), of a model of all columns in each resample, at most resample_lanes of
  /// them: its estimates but for rounding, and no covariance where none is asked for. Nothing
  /// where the path is not a plain one (columns that are collinear, no convergence, a coefficient
  /// without bound): that is left to fit(). What is found for one
  /// resample does not hang on the others.
  /// Cost: about a fifth of fit() in each.
  /// Right by: twins/derivation/resample_fits (fit()).
  Fits of(std::span<const Copies> resamples, bool covariance) const;

private:
  class Newton;

  const SortedCohort& cohort_;
  bool efron_;
  std::vector<double> x_;      ///< by pattern
  std::vector<double> range_;  ///< by column, in the cohort
};

}  // namespace venscope::derivation
