/// Wells brought to one point per dose: all that least squares need of them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::dose {

/// The wells of one curve; views. `weight` is empty (all 1) or one per well.
struct Wells {
  std::span<const double> dose;      ///< >= 0; 0 is an untreated well
  std::span<const double> response;  ///< any scale
  std::span<const double> weight = {};
};

/// The distinct doses in ascending order. Since sum w (y - f)^2 = within + sum W (mean - f)^2, a
/// fit to the means with the summed weights is the fit to the wells.
struct DosePoints {
  std::vector<double> dose;
  std::vector<double> log_dose;  ///< natural; -infinity for dose 0
  std::vector<double> weight, mean;
  std::vector<std::size_t> count;  ///< wells of the dose with a weight above 0
  double within = 0;               ///< weighted sum of squares of the wells about their dose's mean
  std::size_t wells = 0;           ///< with a weight above 0
  std::size_t missing = 0;         ///< wells without dose or response, left out
  std::size_t zero() const { return !log_dose.empty() && log_dose.front() < -1e300 ? 1 : 0; }
  std::size_t size() const { return log_dose.size(); }
  /// Of the positive doses; only where there is one.
  double lowest() const { return log_dose[zero()]; }
  double highest() const { return log_dose.back(); }
  double total_weight() const;
  double grand_mean() const;
};

/// O(n log n). Doses are one where they are equal to the last digit. `like`: of other wells, whose
/// logarithms serve where the doses are the same.
DosePoints make_dose_points(const Wells& wells, const DosePoints* like = nullptr);

}  // namespace venscope::dose
