/// Forest plot of a treatment's effect in subgroups: counts of both arms, the effect with its
/// interval, and one test of interaction per factor.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

struct SubgroupEstimate {
  double value = 1, low = 1, high = 1;
};

struct SubgroupRow {
  enum class Kind {
    overall,
    factor,  ///< heading; carries the test of interaction
    level,
  };
  Kind kind = Kind::level;
  std::string label;
  std::string reference, compared;  ///< counts, "12 / 28"
  std::optional<SubgroupEstimate> estimate;
  std::string why_not;      ///< in words, where there is none
  std::string interaction;  ///< of a factor: "0.34", or why there is no test
};

struct SubgroupFigure {
  std::vector<SubgroupRow> rows;
  std::string reference, compared;  ///< names of the arms
  std::string counts = "Events / n";
  std::string measure = "HR";  ///< over the column of estimates
  std::string axis_title = "Hazard ratio";
  std::string lower, higher;  ///< under the axis, left and right of no effect
  bool ratio = true;          ///< a log axis about 1; else a linear one about 0, in per cent
  double level = 0.95;
  double width = double_column;
};

/// The overall effect is a diamond and a line through all rows; an interval that leaves the axis
/// ends in an arrowhead; a subgroup without an estimate says why.
Scene subgroup_scene(const SubgroupFigure& figure);

}  // namespace venscope::report
