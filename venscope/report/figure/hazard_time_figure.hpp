/// Does a hazard ratio hold over time? Scaled Schoenfeld residuals with their smooth, by term.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <span>
#include <string>
#include <vector>

namespace venscope::report {

/// What is drawn for one term: beta(t) at each event, as R's plot(cox.zph(fit)).
struct HazardTimeFigure {
  std::string term;
  std::vector<double> time;         ///< event times
  std::vector<double> transformed;  ///< g(time), the scale of the test; empty: as time
  std::vector<double> residual;     ///< scaled Schoenfeld residual + coef
  double coef = 0;                  ///< the constant ln HR of the fit
  double residual_variance = 0;     ///< variance of one scaled residual (cox.zph's var[i, i])
  double p = 1;                     ///< of the test of this term
  std::string time_label = "Time";
  std::string unit = "months";
};

/// Points, a natural spline with 4 degrees of freedom and its band of 2 standard errors, a dashed
/// line at `coef` (figure/spline_smooth.hpp). With fewer than 5 distinct times there is no smooth,
/// and the figure says so.
/// One term fills a journal's column; more stand side by side over its page, three in a row, each
/// with the range of its own residuals.
Scene hazard_time_scene(std::span<const HazardTimeFigure> terms);

/// term,time,transformed,residual — one row per term and event.
std::string hazard_time_csv(std::span<const HazardTimeFigure> terms);

}  // namespace venscope::report
