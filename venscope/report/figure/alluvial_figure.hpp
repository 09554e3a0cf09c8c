/// The same patients in the levels of two or more scores, and who goes where between them.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string>
#include <vector>

namespace venscope::report {

struct AlluvialScore {
  std::string label;
  std::vector<std::string> levels;  ///< from the top down
};

/// Patients with the same level of every score; -1 where a score could not classify them.
struct AlluvialFlow {
  std::vector<int> levels;  ///< one per score
  double n = 0;
};

struct AlluvialFigure {
  std::vector<AlluvialScore> scores;
  std::vector<AlluvialFlow> flows;
  std::string not_classifiable = "Not classifiable";
  std::string title;
  std::string subtitle;
  double width = single_column;
};

/// Heights of blocks and bands are proportional to patients; bands have the colour of the first
/// score's level. Any number of scores, levels and flows, also none.
Scene alluvial_scene(const AlluvialFigure& figure);

/// <one column per score>,n — one row per combination of levels that occurs.
std::string alluvial_csv(const AlluvialFigure& figure);

}  // namespace venscope::report
