/// The log odds that a gene differs.
#pragma once

#include "venscope/expression/moderated_t.hpp"

namespace venscope::expression {

/// Fills prior_effect and log_odds of `moderated`, whose other parts are there. v0 is estimated
/// from the t of the top half of the genes presumed to differ, and kept so that the standard
/// deviation of an effect is 0.1 to 4.
void add_log_odds(const LinearFit& fit, double proportion, unsigned threads, Moderated& moderated);

}  // namespace venscope::expression
