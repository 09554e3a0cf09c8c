/// The functions of a formula, by name.
#pragma once

#include "venscope/formula/evaluate.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace venscope::formula {

struct NamedFunction {
  std::string_view name;
  std::optional<Value> (*evaluate)(Evaluator& evaluator, const Expression& call);
};

/// log, exp, round, pmin, scale …
std::span<const NamedFunction> number_functions();

/// factor, relevel, cut, ifelse, is.na, c.
std::span<const NamedFunction> category_functions();

}  // namespace venscope::formula
