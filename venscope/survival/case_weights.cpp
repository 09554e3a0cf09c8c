#include "venscope/survival/case_weights.hpp"

#include <cmath>

#include <fmt/format.h>

namespace venscope::survival {

std::optional<Problem> bad_weight(std::span<const double> weights) {
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (!(weights[i] >= 0.0) || std::isinf(weights[i]))
      return Problem{"survival.bad_weight",
                     {},
                     fmt::format("weight {:g} of row {} cannot be used", weights[i], i + 1),
                     "a finite number, 0 or more",
                     "",
                     Fault::analysis};
  return {};
}

}  // namespace venscope::survival
