/// Where a partial likelihood has its maximum, or where the search for one stops.
#pragma once

#include "venscope/survival/cox.hpp"
#include "venscope/survival/newton.hpp"
#include "venscope/survival/sorted_design.hpp"

namespace venscope::survival {

/// Newton's method from 0; once more without the columns that no risk set says anything about
/// (unvarying_columns.hpp). Where the likelihood is monotone along several columns, the information
/// about their combination can vanish before the search stops: a column would be given up as a
/// copy of the others, whose standard errors then look sound. The search is then made once more,
/// and stops before that.
/// Right by: unit/survival/cox_trouble, twins/survival/monotone_likelihood.
NewtonOutcome cox_maximum(const CoxData& data, const SortedDesign& design, Ties ties,
                          const Evaluation& evaluate, NewtonOptions options);

}  // namespace venscope::survival
