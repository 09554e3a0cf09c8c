/// What the JSON of a Cox and of a logistic model share: terms and tests have the same members.
#pragma once

#include "venscope/report/json.hpp"

#include <cmath>
#include <string>
#include <utility>

namespace venscope::study {

/// A test of a model without terms has no degrees of freedom and says nothing: null.
template <class Test>
report::Json model_test_json(const Test& test) {
  if (!(test.df > 0)) return nullptr;
  return {{"statistic", report::json_number(test.statistic)},
          {"df", report::json_count(test.df)},
          {"p", report::json_number(test.p)}};
}

/// `trouble`: its name, or null.
template <class Term>
report::Json model_term_json(const std::string& name, const Term& term, report::Json trouble) {
  report::Json json = {{"term", name},
                       {"coef", report::json_number(term.coef)},
                       {"exp_coef", report::json_number(std::exp(term.coef))},
                       {"std_error", report::json_number(term.std_error)},
                       {"robust_se", report::json_number(term.robust_se)},
                       {"z", report::json_number(term.z)},
                       {"p", report::json_number(term.p)},
                       {"conf_low", report::json_number(term.conf_low)},
                       {"conf_high", report::json_number(term.conf_high)},
                       {"trouble", std::move(trouble)}};
  if (term.p_profile) json["p_profile"] = report::json_number(term.p_profile);
  return json;
}

}  // namespace venscope::study
