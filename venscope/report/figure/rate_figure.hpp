/// The rates of two arms, and below them their difference, each with its interval.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string>
#include <vector>

namespace venscope::report {

struct RateRow {
  std::string label;
  std::string counts;  ///< "26/33"; "" of a difference
  double estimate = 0, low = 0, high = 0;
};

struct RateFigure {
  std::vector<RateRow> rates;        ///< shares, 0 to 1
  std::vector<RateRow> differences;  ///< of shares, -1 to 1, one row per kind of interval
  std::string title, subtitle;
  std::string rate_label = "Rate (%)";
  std::string difference_label = "Difference (percentage points)";
  std::string lower, higher;  ///< which arm has the higher rate to either side of 0; "" for none
  double level = 0.95;
  double width = double_column;
};

/// Label, counts, plot, estimate (with CI); the rates on an axis from 0 to 100%, the differences on
/// one of their own.
Scene rate_scene(const RateFigure& figure);

/// row,kind,estimate,low,high — kind is `rate` or `difference`.
std::string rate_csv(const RateFigure& figure);

}  // namespace venscope::report
