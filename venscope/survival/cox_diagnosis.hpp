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
///  - separation: the next Newton step is still large next to the coefficient, and the information
///    about it has all but vanished since the start; `no_events` where an indicator is the cause
///  - not_converged: the iteration ran out otherwise
void diagnose(const CoxData& data, const SortedDesign& design, const NewtonOutcome& outcome,
              std::span<const std::string> names, CoxFit& fit);

}  // namespace venscope::survival
