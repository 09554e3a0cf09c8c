/// How often each variable was selected when the selection was repeated in resamples.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

struct SelectionRow {
  std::string label;
  double selected = 0;    ///< resamples in which it was
  bool in_model = false;  ///< selected in all patients
};

struct SelectionFigure {
  std::vector<SelectionRow> rows;
  double resamples = 0;
  std::optional<double> threshold;  ///< a share, drawn as a line
  std::string title;
  std::string subtitle;
  bool sorted = true;  ///< the most frequent first; else as given
  double width = single_column;
};

/// Any number of variables, also none.
Scene selection_scene(const SelectionFigure& figure);

/// variable,selected,resamples,share,in_model — in the order of the figure.
std::string selection_csv(const SelectionFigure& figure);

}  // namespace venscope::report
