/// Limitations that several kinds of analysis can have, and who is not in the population at all.
#pragma once

#include "venscope/endpoint/outcomes.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/study/limitation.hpp"
#include "venscope/study/plan.hpp"

#include <string>
#include <vector>

namespace venscope::study {

/// Of the step's patients, those left out of its endpoint on purpose (RFS: who never reached a
/// remission): they are no missing values. 0 of a step without an endpoint.
std::size_t outside_endpoint(const Plan& plan, const Step& step);

/// Rows of the step's frame left out for a missing value, of those in the endpoint's population.
std::size_t missing_values(const Plan& plan, const Step& step, const formula::ModelFrame& frame);

/// "67 patients were left out for a missing value; 147 are not in the population of the endpoint",
/// or what there is of it; "" where nobody was left out.
std::string left_out_text(const Plan& plan, const Step& step, const formula::ModelFrame& frame);

/// Where more than LimitationRules::share_missing of the population miss a value: `missing`.
void add_missing(const Plan& plan, const Step& step, const formula::ModelFrame& frame,
                 std::vector<Limitation>& found);

/// Of those who are judged at a time: `censored_before` where more than a fifth are of no known
/// fate by then, `beyond_follow_up` where nobody was followed to it.
void add_horizon(const Plan& plan, const Step& step, const endpoint::Outcomes& outcomes,
                 double time, std::vector<Limitation>& found);

}  // namespace venscope::study
