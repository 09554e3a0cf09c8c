/// The numbers below the curves of a survival figure: at risk, and counts up to a time.
#pragma once

#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/scene.hpp"
#include "venscope/report/figure/survival_figure.hpp"

#include <string>
#include <vector>

namespace venscope::report {

/// One block: numbers[curve][tick].
struct NumberBlock {
  std::string heading;
  std::vector<std::vector<std::string>> numbers;
};

/// The blocks that the figure asks for, read at `times`.
std::vector<NumberBlock> number_blocks(const SurvivalFigure& figure,
                                       const std::vector<double>& times);

/// Where the rows of the blocks stand: below the ticks of the plot's own axis.
struct NumberRows {
  Axis x;
  std::vector<double> ticks;
  double left = 0;            ///< of the plot
  bool labels_beside = true;  ///< labels left of the numbers, else on a line of their own
};

/// Width of the widest label of a row with its key.
double widest_row_label(const std::vector<std::string>& labels);

/// Adds the blocks from `top` down; gives the y below them.
double add_number_blocks(std::vector<Node>& nodes, const SurvivalFigure& figure,
                         const std::vector<NumberBlock>& blocks, const NumberRows& rows,
                         double top);

}  // namespace venscope::report
