/// Finds out why a Cox fit, or one of its coefficients, cannot be taken at face value, and says so.
#pragma once

#include "venscope/survival/cox.hpp"
#include "venscope/survival/newton.hpp"
#include "venscope/survival/sorted_design.hpp"

#include <span>
#include <string>

namespace venscope::survival {

/// Marks the terms of `fit` (coefficients already in place) and adds the warnings.
///  - collinear: the column's pivot of the information vanished
///  - separation: the likelihood is monotone along a direction that moves this column
///    (monotone_likelihood.hpp), looked for where may_be_monotone(); `no_events` where an indicator
///    does so by itself
///  - not_converged: the iteration ran out otherwise
void diagnose(const CoxData& data, const SortedDesign& design, const NewtonOutcome& outcome,
              std::span<const std::string> names, CoxFit& fit);

/// R's suspicion: the step that Newton would take is still large next to a coefficient; or the
/// iteration ran out, or a column lost nearly all of its information on the way. Of a likelihood
/// that is monotone it is true. Cost O(p).
bool may_be_monotone(const NewtonOutcome& outcome);

/// A variance of 0, as robust ones are where all that rows have to say cancels (two rows), is no
/// estimate: what rests on it becomes NaN, and a warning says why. `naive` is the inverse
/// information; less than 1e-24 of it is rounding. Cost O(p).
void diagnose_variance(const Matrix& naive, std::span<const std::string> names, CoxFit& fit);

}  // namespace venscope::survival
