/// Reading a column that says whether something happened.
#pragma once

#include "venscope/cohort/problem_log.hpp"
#include "venscope/cohort/table.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace venscope::endpoint {

/// 1 happened, 0 did not, -1 missing; one per row.
using Indicators = std::vector<std::int8_t>;

/// Numbers 0 and 1; numbers 1 and 2 (2 = happened, as in R's Surv), which a warning tells; words
/// yes/no, true/false, event/censored, dead/alive or 1/0, in any case. Everything else is a problem
/// endpoint.event_code at its line.
Indicators read_indicators(const cohort::Table& table, const cohort::Column& column,
                           cohort::ProblemLog& problems, std::vector<std::string>& warnings);

}  // namespace venscope::endpoint
