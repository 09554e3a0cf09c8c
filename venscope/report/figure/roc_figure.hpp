/// ROC curves with the areas under them; with survival data, at one or several times.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::report {

/// One curve, of a score or of a time. The points go from (0, 0) to (1, 1), as the threshold falls.
struct RocCurve {
  std::string label;
  std::vector<double> false_positive;  ///< 1 - specificity
  std::vector<double> true_positive;   ///< sensitivity
  std::optional<double> auc, low, high;
};

struct RocFigure {
  std::vector<RocCurve> curves;
  std::string title;
  std::string subtitle;
  double level = 0.95;             ///< of the intervals
  std::vector<std::string> notes;  ///< set in a corner of the plot that no curve enters
  double width = single_column;
};

/// Any number of curves, also none. The plot is a square.
Scene roc_scene(const RocFigure& figure);

/// Several of them side by side, over the page: one per time, each with its title and its curves.
/// The widths of the panels are of no account.
Scene roc_panels_scene(std::span<const RocFigure> panels);

/// curve,false_positive,true_positive,auc,lower,upper — one row per point.
std::string roc_csv(const RocFigure& figure);

}  // namespace venscope::report
