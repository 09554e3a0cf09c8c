#include "venscope/comparability/arms.hpp"

#include <algorithm>

namespace venscope::comparability {

Problems obstacles_to_arms(std::span<const std::int32_t> treated) {
  Problems problems;
  const auto count = [&](std::int32_t arm) {
    return std::count(treated.begin(), treated.end(), arm);
  };
  const auto controls = count(0), treated_patients = count(1);
  if (static_cast<std::size_t>(controls + treated_patients) != treated.size())
    problems.push_back(
        {"comparability.arm_code", {}, "an arm is neither 0 nor 1", {}, {}, Fault::internal});
  else if (controls == 0 || treated_patients == 0)
    problems.push_back({"comparability.one_arm",
                        {},
                        "an arm has nobody: there is nothing to compare",
                        {},
                        {},
                        Fault::analysis});
  return problems;
}

}  // namespace venscope::comparability
