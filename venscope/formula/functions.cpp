#include "venscope/formula/functions.hpp"

#include "venscope/base/nearest.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::formula {

const std::vector<std::string>& function_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all = {"I", "rcs", "ns", "strata", "cluster", "offset", "Surv"};
    for (const NamedFunction& known : number_functions()) all.emplace_back(known.name);
    for (const NamedFunction& known : category_functions()) all.emplace_back(known.name);
    return all;
  }();
  return names;
}

std::optional<Value> function(Evaluator& evaluator, const Expression& call) {
  for (const auto functions : {number_functions(), category_functions()})
    for (const NamedFunction& known : functions)
      if (known.name == call.text) return known.evaluate(evaluator, call);
  const auto& names = function_names();
  if (std::find(names.begin(), names.end(), call.text) != names.end()) {
    evaluator.problem(call, "formula.function", fmt::format("{}() cannot stand here", call.text),
                      call.text == "Surv" ? "Surv() to the left of ~"
                                          : fmt::format("{}() as a term of its own", call.text));
    return {};
  }
  const std::string nearest = nearest_name(call.text, names);
  evaluator.problem(call, "formula.function", fmt::format("unknown function {}()", call.text),
                    nearest.empty() ? fmt::format("one of {}", fmt::join(names, ", ")) : "",
                    nearest.empty() ? "" : fmt::format("did you mean {}()?", nearest));
  return {};
}

}  // namespace venscope::formula
