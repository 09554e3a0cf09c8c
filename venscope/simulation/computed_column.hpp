/// A column of a synthetic cohort that follows from others.
#pragma once

#include "venscope/cohort/table.hpp"
#include "venscope/simulation/declaration.hpp"
#include "venscope/simulation/meet_margin.hpp"

namespace venscope::simulation {

/// Fills the rows of `column` by the variable's expression on the columns of `table`. A text makes
/// it a category, with the levels declared or those that occur. Problems, at the variable's place:
/// those of the expression, simulate.type, simulate.level.
void compute_column(const Variable& variable, const cohort::Table& table, const Rows& rows,
                    cohort::Column& column, Problems& problems);

}  // namespace venscope::simulation
