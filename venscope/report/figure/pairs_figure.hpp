/// A triangle of pairs, each together more or less often than chance has it: genes with genes.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace venscope::report {

/// One pair. The odds ratio may be 0 or infinite; a pair that is not given has an empty cell.
struct PairCell {
  std::size_t first = 0, second = 0;  ///< into `labels`
  double odds_ratio = 1;
  double both = 0;      ///< patients with the two, written into the cell
  bool marked = false;  ///< outlined
};

struct PairsFigure {
  std::vector<std::string> labels;
  std::vector<PairCell> cells;
  std::string marked_label = "p < 0.05";  ///< what an outline says
  std::string title;
  std::string subtitle;
  bool genes = false;  ///< labels in italics
  double width = double_column * 0.66;
};

/// Colour: the side of 1 on which the odds ratio lies, in four strengths of it (below 2, 4 and 8,
/// and above, or their reciprocals). Less often than by chance also has a line over the lower right
/// corner, for those who see no colours. Any number of labels and pairs, also none.
Scene pairs_scene(const PairsFigure& figure);

}  // namespace venscope::report
