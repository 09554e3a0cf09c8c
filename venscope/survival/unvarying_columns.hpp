/// Columns that a Cox model can learn nothing about, told exactly.
#pragma once

#include "venscope/survival/cox.hpp"
#include "venscope/survival/newton.hpp"

#include <vector>

namespace venscope::survival {

/// Columns whose information at the start is next to nothing, and which have one value within every
/// risk set of rows with weight. What the likelihood gives as their information is the rounding
/// error of 0, which no relative pivot recognises where all columns are such. Cost O(p); O(n) for
/// each column whose information is next to nothing; with delayed entry O(n d), and not looked at
/// beyond 1e8. Right by: unit/survival/unvarying_columns, fuzz/twins.
std::vector<std::size_t> unvarying_columns(const CoxData& data, const NewtonOutcome& outcome);

}  // namespace venscope::survival
