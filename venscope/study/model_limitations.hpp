/// Limitations of groups, models and tests.
#pragma once

#include "venscope/study/limitations.hpp"

namespace venscope::study {

void add_curve_limitations(const Plan& plan, const StudyResult& result,
                           const LimitationRules& rules, std::vector<Limitation>& found);
void add_model_limitations(const Plan& plan, const StudyResult& result,
                           const LimitationRules& rules, std::vector<Limitation>& found);
/// The number of tests, and whether anything was judged in other patients.
void add_test_limitations(const Plan& plan, const StudyResult& result, const LimitationRules& rules,
                          std::vector<Limitation>& found);

/// Coefficients that were estimated: events are shared among them.
std::size_t coefficients_of(const CoxAnalysis& cox);

}  // namespace venscope::study
