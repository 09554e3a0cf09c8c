/// What keeps a Cox model from being fitted.
#pragma once

#include "venscope/survival/cox.hpp"

namespace venscope::survival {

/// Everything at once; empty if the model can be fitted.
Problems obstacles_to_cox(const CoxData& data, const CoxOptions& options);

}  // namespace venscope::survival
