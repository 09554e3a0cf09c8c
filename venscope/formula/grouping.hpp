/// Rows into groups: strata(), cluster(), the groups of curves and tests.
#pragma once

#include "venscope/formula/evaluate.hpp"
#include "venscope/formula/model_frame.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::formula {

/// One variable of a grouping. `name` precedes each level: "sex=M"; without a name the level stands
/// alone.
struct GroupingVariable {
  std::string name;
  Value category;
};

/// Every combination of the variables that some row has, the first variable varying slowest:
/// "stage=2, sex=M". A row that misses a variable is in no group (-1).
Grouping cross(std::span<const GroupingVariable> variables, std::size_t rows);

/// strata(a, b): as R, the levels alone where all its variables are text or factors ("F, a"), and
/// with their names otherwise ("sex=1, grp=a").
std::optional<Value> evaluate_strata(Evaluator& evaluator, const Expression& call);

/// cluster(id).
std::optional<Value> evaluate_cluster(Evaluator& evaluator, const Expression& call);

/// The grouping of a category that is already one: only groups that have a row.
Grouping as_grouping(const Value& category);

}  // namespace venscope::formula
