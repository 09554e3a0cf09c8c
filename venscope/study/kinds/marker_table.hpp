/// What a kind that judges markers needs of a step's patients.
#pragma once

#include "venscope/cohort/table.hpp"
#include "venscope/study/plan.hpp"

#include <span>
#include <string>

namespace venscope::study {

/// The named columns and those of the step's endpoint. A category becomes the number of its level,
/// counted from 1 in their order: the last level is the highest risk. The columns must be there.
cohort::Table marker_table(const Plan& plan, const Step& step,
                           std::span<const std::string> markers);

/// `Surv(OS.time, OS.event) ~ marker + …`.
std::string marker_formula(const Plan& plan, const Step& step,
                           std::span<const std::string> markers);

}  // namespace venscope::study
