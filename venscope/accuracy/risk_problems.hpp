/// What can be wrong with predicted risks.
#pragma once

#include "venscope/base/problem.hpp"

#include <span>

namespace venscope::accuracy {

/// Problem accuracy.risk for the first that is not in 0 … 1, or where there are not `rows` of them.
Problems risk_problems(std::span<const double> risk, std::size_t rows);

}  // namespace venscope::accuracy
