/// Coefficients of a penalised model over the penalty, and the same drawing for the share of
/// subsamples that select each column (stability paths).
#pragma once

#include "venscope/report/figure/penalty_axis.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

/// One column of the model over the steps of the path.
struct PathCurve {
  std::string label;
  std::vector<double> values;
  bool strong = false;       ///< coloured and named; the others are grey
  bool unpenalised = false;  ///< drawn dashed
};

struct PathFigure {
  std::string title;
  std::string subtitle;
  PenaltyPath path;
  std::vector<PathCurve> curves;  ///< those that are always 0 may be left out
  std::string value_label = "Coefficient";
  /// A level that matters, such as the threshold of stability selection.
  std::optional<double> threshold;
  std::string threshold_label;
  bool from_0_to_1 = false;   ///< the axis of a share
  bool italic_names = false;  ///< genes
  double width = double_column;
};

/// Strong curves lie over the others and are named at their right end, as many as there is room
/// for: those that come first. Anything may be empty.
Scene path_scene(const PathFigure& figure);

/// column,lambda,df,value — a row per curve and step.
std::string path_csv(const PathFigure& figure);

}  // namespace venscope::report
