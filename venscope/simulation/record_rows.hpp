/// The rows of a long file before anything is drawn: patients by visits, terms, episodes.
#pragma once

#include "venscope/cohort/table.hpp"
#include "venscope/simulation/declaration.hpp"

namespace venscope::simulation {

/// Each row of `patients` once for every combination of the declared values, the last dimension
/// changing fastest, with the values as columns at the end.
/// Problems: simulate.unknown_column (a column of the patients that is to be written),
/// simulate.duplicate (a dimension or column called as one of theirs). Cost: O(rows x columns).
Result<cohort::Table> rows_of_patients(const RecordsDeclaration& records,
                                       const cohort::Table& patients);

}  // namespace venscope::simulation
