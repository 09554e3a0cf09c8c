/// Who is in the study, who is not, and why: the rows of the flow chart.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace venscope::cohort {

/// What happens to a patient for whom the condition cannot be decided.
enum class WhenMissing { exclude, keep, problem };

/// `keep` is a condition such as `age >= 18 and type in (AML, "secondary AML")`; docs/files/
/// cohort-files.md has the grammar. Patients for whom it is false leave, for `reason`.
struct InclusionRule {
  std::string keep;
  std::string reason;  ///< shown in the flow: why those who leave do; "" shows the condition
  WhenMissing missing = WhenMissing::exclude;
  Place place;  ///< of the declaration
};

struct InclusionStep {
  std::string condition;
  std::string reason;
  std::size_t n_before = 0;
  std::size_t excluded = 0;          ///< the condition was false
  std::size_t excluded_missing = 0;  ///< it could not be decided, and the rule says exclude
  std::size_t kept_missing = 0;      ///< it could not be decided, and the rule says keep
  std::size_t n_after = 0;
};

struct Inclusion {
  std::vector<std::size_t> rows;  ///< kept rows of the table, in its order
  std::vector<InclusionStep> steps;
};

/// Applies the rules in their order. Conditions follow three-valued logic: `age >= 18 or x == 1` is
/// true for an adult whose x is missing, and undecided for a child whose x is missing.
///
/// Problems, of all rules at once: cohort.condition (syntax, with the place in the text),
/// unknown_column and unknown_level with the nearest name, wrong_type, undecided_row (rule says
/// problem; by line of the file).
/// Cost: O(rows · length of the conditions).   Right by: unit/cohort/inclusion,
/// laws/cohort/three_valued.
Result<Inclusion> include(const Table& table, std::span<const InclusionRule> rules);

/// The same for those who want to know what else is wrong: a rule that cannot be read excludes
/// nobody. A row of `wrong_rows` (TypedTable) for which a rule is undecided is kept and not
/// complained of: its value is wrong rather than missing, which was said.
Inclusion include(const Table& table, std::span<const InclusionRule> rules,
                  const std::vector<bool>& wrong_rows, Problems& problems);

}  // namespace venscope::cohort
