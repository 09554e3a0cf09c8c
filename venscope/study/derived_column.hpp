/// [[derive]]: columns computed from others, so that a model can speak of age per 10 years.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"

#include <string>
#include <vector>

namespace venscope::study {

struct DerivedColumn {
  std::string name;
  std::string from;  ///< an expression as in a formula: `age / 10`, `cut(wbc, c(0, 100, Inf))`
  std::string label, unit;
  Place place;
};

/// Adds the columns in their order; a later one may use an earlier one. Problems, each at its place
/// in the protocol: study.derived_name (the name is taken), study.derived_value (more than one
/// number per patient), and those of the expression.
void add_derived_columns(const std::vector<DerivedColumn>& derived, cohort::Table& table,
                         Problems& problems);

}  // namespace venscope::study
