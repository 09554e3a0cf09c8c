/// From the text of a condition to the steps that decide it.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/condition.hpp"
#include "venscope/cohort/table.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace venscope::cohort {

/// Parentheses and "not" within each other, at most: the stack that decides a condition is fixed.
inline constexpr std::size_t deepest_condition = 60;

/// The steps in postfix order, by the grammar of Condition, bound to the columns of `table`. The
/// first error of syntax ends the reading; unknown names before it are all said.
Result<std::vector<Condition::Step>> parse_condition(std::string_view text, const Table& table,
                                                     const Place& place);

}  // namespace venscope::cohort
