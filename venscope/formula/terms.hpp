/// The right-hand side of a formula as terms: which variables stand alone, which interact.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/formula/expression.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::formula {

/// A set of variables, as increasing indices into Terms::variables.
using VariableSet = std::vector<std::size_t>;

/// What a right-hand side says, as R's terms(): interactions expanded (`a*b`, `(a+b)^2`, `a/b`,
/// `a %in% b`), repetitions and `-` removed, sorted by degree. There always is an intercept.
struct Terms {
  std::vector<Expression> variables;  ///< distinct, by their text, in order of appearance
  std::vector<std::string> labels;    ///< their texts
  std::vector<VariableSet> terms;
  std::vector<std::size_t> offsets;   ///< variables that are offset(…)
  std::vector<std::size_t> strata;    ///< … strata(…)
  std::vector<std::size_t> clusters;  ///< … cluster(…)

  /// "age:sex"
  std::string name(const VariableSet& term) const;
};

/// `columns` are what `.` stands for. `formula` is the text that positions refer to.
Result<Terms> expand_terms(const Expression& right, std::string_view formula,
                           std::span<const std::string> columns);

}  // namespace venscope::formula
