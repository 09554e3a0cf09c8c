/// A nomogram: a ruler of points, an axis per term, the total of points and what it means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string>
#include <vector>

namespace venscope::report {

struct NomogramMark {
  std::string label;
  double at = 0;  ///< points, or a total of points
};

struct NomogramRow {
  std::string label;
  std::vector<NomogramMark> marks;
};

struct NomogramFigure {
  std::string title;
  std::string subtitle;
  std::vector<NomogramRow> terms;    ///< marks in points, 0 to 100
  double total_most = 0;             ///< end of the axis of totals
  std::vector<NomogramRow> answers;  ///< marks in totals: survival at a time, median
  std::string note;                  ///< under the axes
  double width = double_column;
};

/// Marks whose labels would lie over each other stand above and below their axis, as many lines as
/// it takes. Anything may be empty.
Scene nomogram_scene(const NomogramFigure& figure);

/// row,kind,label,points — kind is term or answer (then of the total).
std::string nomogram_csv(const NomogramFigure& figure);

}  // namespace venscope::report
