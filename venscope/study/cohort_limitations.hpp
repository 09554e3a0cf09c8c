/// Limitations of who is in a study and how long they were followed.
#pragma once

#include "venscope/study/limitations.hpp"

namespace venscope::study {

void add_cohort_limitations(const Plan& plan, const LimitationRules& rules,
                            std::vector<Limitation>& found);
void add_endpoint_limitations(const Plan& plan, const StudyResult& result,
                              const LimitationRules& rules, std::vector<Limitation>& found);
void add_score_limitations(const Plan& plan, const LimitationRules& rules,
                           std::vector<Limitation>& found);

}  // namespace venscope::study
