#include "venscope/study/limitations.hpp"

#include "venscope/study/cohort_limitations.hpp"
#include "venscope/study/model_limitations.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace venscope::study {

bool judges(const Step& step) {
  constexpr std::array kinds = {"roc", "calibration", "decision", "compare", "validate"};
  return std::find(kinds.begin(), kinds.end(), kind_name(step)) != kinds.end();
}

bool derives_a_model(const Plan& plan) {
  return std::any_of(plan.steps.begin(), plan.steps.end(),
                     [](const Step& step) { return kind_name(step) == "derive"; });
}

bool evaluates_a_model(const Plan& plan) {
  return std::any_of(plan.steps.begin(), plan.steps.end(), judges);
}

std::vector<Limitation> limitations_of(const Plan& plan, const StudyResult& result,
                                       const LimitationRules& rules) {
  std::vector<Limitation> found;
  add_cohort_limitations(plan, rules, found);
  add_endpoint_limitations(plan, result, rules, found);
  add_score_limitations(plan, rules, found);
  add_curve_limitations(plan, result, rules, found);
  add_model_limitations(plan, result, rules, found);
  add_test_limitations(plan, result, rules, found);
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    if (const Finding* finding = result.steps[i].finding())
      for (Limitation& limitation : finding->limitations(plan, plan.steps[i]))
        // The same patients in steps of several endpoints: said once.
        if (std::none_of(found.begin(), found.end(), [&](const Limitation& said) {
              return said.id == limitation.id && said.text == limitation.text;
            }))
          found.push_back(std::move(limitation));
  return found;
}

}  // namespace venscope::study
