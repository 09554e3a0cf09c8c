/// The factorisation belongs to the base room; these are its names in this one.
#pragma once

#include "venscope/base/cholesky.hpp"

namespace venscope::survival {
using venscope::Cholesky;
using venscope::cholesky_tolerance;
using venscope::factorise;
}  // namespace venscope::survival
