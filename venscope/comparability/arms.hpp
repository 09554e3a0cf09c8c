/// Two arms, coded 0 (reference) and 1 (treated).
#pragma once

#include "venscope/base/problem.hpp"

#include <cstdint>
#include <span>

namespace venscope::comparability {

/// comparability.arm_code (a code other than 0 and 1), comparability.one_arm (an arm has nobody).
Problems obstacles_to_arms(std::span<const std::int32_t> treated);

}  // namespace venscope::comparability
