/// Columns of a screen on the same rows, some side by side.
#pragma once

#include "venscope/survival/cox_lanes.hpp"
#include "venscope/survival/cox_screen.hpp"
#include "venscope/survival/newton.hpp"
#include "venscope/survival/screen_rows.hpp"

#include <array>
#include <span>
#include <vector>

namespace venscope::survival {

/// The screen of some columns on the same rows.
class ScreenPart {
public:
  ScreenPart(const ScreenRows& rows, const CoxScreenOptions& options, const LanesKernels& kernels)
      : rows_(rows), options_(options), kernels_(kernels) {}

  /// Up to lane_count columns, each with a value per row of the part.
  void fit(std::span<const std::span<const double>> columns, std::span<ScreenedColumn> out);

private:
  bool fit_lane(std::size_t lane, NewtonSearch& search, ScreenedColumn& out) const;
  ScreenedColumn by_cox(std::span<const double> column) const;
  void lay_down(std::span<const std::span<const double>> columns);
  void evaluate(std::vector<NewtonSearch>& searches);

  const ScreenRows& rows_;
  const CoxScreenOptions& options_;
  LanesKernels kernels_;
  std::vector<double> own_;  ///< by position, lane by lane
  LanesScale scale_;
  std::array<bool, lane_count> beyond_{};
  std::vector<double> beta_;
  LanesLikelihood at_;
};

/// The column with no numbers, and why.
ScreenedColumn without_estimate(ScreenedColumn column, NoEstimate reason);

}  // namespace venscope::survival
