/// What the kinds of competing risks need of a step's endpoint.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/study/plan.hpp"

#include <string>

namespace venscope::study {

/// The endpoint ends with one of two events or more, each of its own name; else a problem.
void check_causes(const Plan& plan, const Step& step, Problems& problems);

/// The level of `ID.cause` that means censored.
inline constexpr const char* censored_cause = "censored";

}  // namespace venscope::study
