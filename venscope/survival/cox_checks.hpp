/// What keeps a Cox model from being fitted.
#pragma once

#include "venscope/survival/cox.hpp"

namespace venscope::survival {

/// Everything at once; empty if the model can be fitted. `finite`: every value of the design is
/// known to be.
Problems obstacles_to_cox(const CoxData& data, const CoxOptions& options, bool finite = false);

}  // namespace venscope::survival
