/// Adverse events of two arms as mirrored bars, and what the arms differ by, row by row.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

/// A difference of two shares with its interval, as shares (0.12 is 12 percentage points).
struct ShareDifference {
  double estimate = 0, low = 0, high = 0;
};

struct ButterflyRow {
  std::string label;
  bool heading = false;                     ///< a class above its terms, in bold
  std::vector<std::vector<double>> counts;  ///< per arm: patients by category, mildest first
  std::optional<ShareDifference> any, severe;
};

/// One arm has its bars to the right alone; with two, the first goes to the left.
struct ButterflyFigure {
  std::vector<std::string> categories;  ///< of the shades: "Grade 1" … "Grade 5"
  std::vector<std::string> arms;        ///< one or two
  std::vector<double> n;                ///< patients of each
  std::vector<ButterflyRow> rows;
  std::string any_label = "Any grade";
  std::string severe_label = "Grade ≥ 3";  ///< "" where there is none
  std::string title;
  std::string subtitle;
  double level = 0.95;
  double width = double_column;
};

/// Bars from the middle outwards, the mildest grade innermost and the darkest the worst, with the
/// share of any grade at their end; at the right the differences with their intervals. Any number
/// of rows, also none.
Scene butterfly_scene(const ButterflyFigure& figure);

/// term,arm,n,<categories…>,any_share — one row per term and arm.
std::string butterfly_csv(const ButterflyFigure& figure);

}  // namespace venscope::report
