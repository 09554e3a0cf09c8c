/// What cross-validation says of each penalty of a path: the mean over the folds with its standard
/// error.
#pragma once

#include "venscope/report/figure/penalty_axis.hpp"

#include <string>
#include <vector>

namespace venscope::report {

/// One line of means, by step; of a relaxed fit there is one for each gamma.
struct ValidationCurve {
  std::string label;  ///< "" where there is one curve only
  std::vector<double> mean, std_error;
};

struct ValidationPathFigure {
  std::string title;
  std::string subtitle;
  PenaltyPath path;
  std::vector<ValidationCurve> curves;
  std::string value_label = "Partial-likelihood deviance";
  std::vector<std::string> notes;  ///< in a corner that is free
  double width = single_column;
};

/// Dots with bars of one standard error each way; where there are several curves, lines, and bars
/// on the first alone. Anything may be empty.
Scene validation_path_scene(const ValidationPathFigure& figure);

/// curve,lambda,df,mean,std_error
std::string validation_path_csv(const ValidationPathFigure& figure);

}  // namespace venscope::report
