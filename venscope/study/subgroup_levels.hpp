/// The parts into which a column divides the patients.
#pragma once

#include "venscope/cohort/table.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace venscope::study {

struct SubgroupLevels {
  std::vector<std::string> names;
  std::vector<std::vector<std::size_t>> rows;  ///< of each, ascending; never empty
  std::size_t n_missing = 0;
};

/// Of a category its levels that somebody has, in their order; of a number with `cuts` (rising) its
/// intervals, each with its upper end: "≤ 65", "> 65". A number without cuts: each value.
/// Right by: unit/study/subgroups.
SubgroupLevels subgroup_levels(const cohort::Column& column, std::span<const double> cuts);

}  // namespace venscope::study
