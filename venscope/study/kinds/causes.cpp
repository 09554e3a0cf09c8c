#include "venscope/study/kinds/causes.hpp"

#include "venscope/study/step_formula.hpp"

#include <set>

#include <fmt/format.h>

namespace venscope::study {

void check_causes(const Plan& plan, const Step& step, Problems& problems) {
  const endpoint::EndpointDefinition& definition = plan.endpoints[*step.endpoint].definition;
  const auto reject = [&](const char* code, std::string what, const char* expected,
                          const char* remedy) {
    problems.push_back({code, step.request->place, std::move(what), expected, remedy});
  };
  if (!has_causes(definition))
    return reject(
        "study.one_cause",
        fmt::format("the endpoint {} has one event, and nothing competes with it", definition.id),
        "an endpoint of several events",
        "declare its events apart: events = [{label = \"relapse\", …}, {label = "
        "\"death\", …}]; name it in endpoint");
  std::set<std::string> seen{censored_cause};
  for (const endpoint::Happening& event : definition.events)
    if (!seen.insert(event.label).second)
      reject(
          "study.same_cause",
          fmt::format("two events of the endpoint {} are called '{}'", definition.id, event.label),
          "a label of its own for each, other than 'censored'", "");
}

}  // namespace venscope::study
