/// The names of the columns, from the first line of a file.
#pragma once

#include "venscope/cohort/problem_log.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace venscope::cohort {

/// Trimmed names, each once. A first column without a name is called `row_names` (R and pandas
/// write row names so) and said in `assumptions`; any other empty or repeated name is a problem.
std::vector<std::string> column_names(const std::vector<std::string_view>& cells,
                                      const Place& header, ProblemLog& log,
                                      std::vector<std::string>& assumptions);

}  // namespace venscope::cohort
