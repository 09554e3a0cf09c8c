/// How alike two arms are in each covariate, before and after: a love plot.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

/// One covariate: the standardised difference under each way of weighting, signs taken off when
/// drawn. Absent: undefined, said at the right end of the row.
struct BalanceRow {
  std::string label;
  std::vector<std::optional<double>> differences;  ///< as many as `series`
};

struct BalanceFigure {
  std::vector<std::string> series;  ///< "Before", "Matched" …
  std::vector<BalanceRow> rows;
  std::vector<double> limits = {0.1};  ///< dashed lines
  std::string title, subtitle;
  double width = single_column;
};

/// A row of marks per covariate on an axis from 0, series told apart by colour and shape. A
/// difference beyond 1 stands as an open mark at the end of the axis, with its number.
Scene balance_scene(const BalanceFigure& figure);

/// covariate,series,difference — empty where undefined; with sign.
std::string balance_csv(const BalanceFigure& figure);

}  // namespace venscope::report
