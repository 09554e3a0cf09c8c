/// The arms of a comparison of treatments.
#pragma once

#include "venscope/cohort/table.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace venscope::study {

/// The levels of a column that somebody has, in their declared order: the first is the reference.
struct ArmLevels {
  std::vector<std::string> names;  ///< one of "" without a column
  std::vector<std::int32_t> code;  ///< per row; -1 where not known
  std::vector<std::int64_t> n;
  std::size_t n_missing = 0;
};

/// A name of `ArmLevels` for the reader: "All patients" without a column.
std::string arm_words(const std::string& name);

/// `column`: "" for all patients together.
ArmLevels arm_levels(const cohort::Table& table, const std::string& column);

}  // namespace venscope::study
