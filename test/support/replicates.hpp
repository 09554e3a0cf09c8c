/// Replicates from plain lists, for the tests of room assay.
#pragma once

#include "venscope/assay/replicates.hpp"

#include <cstdint>
#include <vector>

#include <nlohmann/json.hpp>

namespace venscope::test {

/// One list of values to a condition, each value a unit of its own.
inline assay::Replicates independent(const std::vector<std::vector<double>>& groups) {
  std::vector<double> value;
  std::vector<std::int32_t> condition;
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (const double v : groups[g]) {
      value.push_back(v);
      condition.push_back(static_cast<std::int32_t>(g));
    }
  return assay::biological_replicates({value, condition, groups.size()}, false);
}

/// The same units, in the same order, in every condition.
inline assay::Replicates in_blocks(const std::vector<std::vector<double>>& groups) {
  std::vector<double> value;
  std::vector<std::int32_t> condition, unit;
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (std::size_t i = 0; i < groups[g].size(); ++i) {
      value.push_back(groups[g][i]);
      condition.push_back(static_cast<std::int32_t>(g));
      unit.push_back(static_cast<std::int32_t>(i));
    }
  return assay::biological_replicates({value, condition, groups.size(), {}, 1, unit}, true);
}

}  // namespace venscope::test
