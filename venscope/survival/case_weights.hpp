/// Case weights, checked.
#pragma once

#include "venscope/base/problem.hpp"

#include <optional>
#include <span>

namespace venscope::survival {

/// The first weight that is negative or not finite, as problem survival.bad_weight; nothing if all
/// are usable.
std::optional<Problem> bad_weight(std::span<const double> weights);

}  // namespace venscope::survival
