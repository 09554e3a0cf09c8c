/// The model matrix of R: treatment contrasts, interactions, R's names.
#pragma once

#include "venscope/formula/model_frame.hpp"
#include "venscope/formula/terms.hpp"
#include "venscope/formula/value.hpp"

#include <span>
#include <vector>

namespace venscope::formula {

/// Fills design, column_names and terms of `frame`. values[v] belongs to terms.variables[v] and has
/// `rows` rows; variables that are offsets or clusters are not looked at.
///
/// A categorical variable v of a term is coded by contrasts with its first level where the term
/// without v is contained in an earlier term or is empty (the intercept), otherwise by one column
/// per level. In an interaction the columns of the first variable vary fastest. The intercept and
/// main effects of strata() are left out afterwards, as coxph does.
/// Right by: reference/formula/model_matrix (R: coxph, model.matrix).
void build_design(const Terms& terms, std::span<const Value> values, std::size_t rows,
                  ModelFrame& frame);

}  // namespace venscope::formula
