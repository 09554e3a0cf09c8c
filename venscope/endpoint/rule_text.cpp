/// An endpoint's rule in words.
#include "venscope/endpoint/endpoint.hpp"

#include <array>

#include <fmt/format.h>

namespace venscope::endpoint {
namespace {

struct RuleName {
  FailureRule rule;
  std::string_view id;
};
constexpr std::array<RuleName, 4> rules{{
    {FailureRule::none, "none"},
    {FailureRule::at_origin, "failure-at-origin"},
    {FailureRule::at_deadline, "failure-at-deadline"},
    {FailureRule::at_assessment, "failure-at-assessment"},
}};

std::string name_of(const Happening& happening) {
  return happening.label.empty() ? happening.when : happening.label;
}

/// "death", "relapse or death", "a, b or c".
std::string any_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

std::string failure_text(const EndpointDefinition& definition) {
  const RemissionFailure& failure = definition.failure;
  const std::string by = fmt::format("failure to reach {} by {:g} {}", name_of(failure.remission),
                                     failure.deadline, name_of(definition.unit));
  switch (failure.rule) {
    case FailureRule::at_origin:
      return by + " (counted at day 0)";
    case FailureRule::at_deadline:
      return by + fmt::format(" (counted at {:g} {})", failure.deadline, name_of(definition.unit));
    case FailureRule::at_assessment:
      return by + " (counted when it was documented)";
    case FailureRule::none:
      break;
  }
  return {};
}

std::string origin_of(const EndpointDefinition& definition) {
  if (!definition.origin_label.empty()) return definition.origin_label;
  return definition.origin.empty() ? "the origin" : definition.origin;
}

}  // namespace

std::optional<FailureRule> failure_rule(std::string_view id) {
  for (const RuleName& name : rules)
    if (name.id == id) return name.rule;
  return {};
}

std::string_view id_of(FailureRule rule) {
  for (const RuleName& name : rules)
    if (name.rule == rule) return name.id;
  return {};
}

std::string rule_text(const EndpointDefinition& definition) {
  std::vector<std::string> ends;
  if (definition.failure.rule != FailureRule::none) ends.push_back(failure_text(definition));
  for (const Happening& event : definition.events) ends.push_back(name_of(event));
  if (definition.events.empty()) ends.push_back(definition.event_label);

  std::string text = fmt::format("{}: time from {} to {}{}, in {}",
                                 definition.title.empty() ? definition.id : definition.title,
                                 origin_of(definition), ends.size() > 1 ? "the first of " : "",
                                 any_of(ends), name_of(definition.output_unit));
  if (definition.unit != definition.output_unit && definition.output_unit != TimeUnit::days)
    text += fmt::format(" of {:g} days", days_in(definition.output_unit));
  text += "; others censored at the last contact";
  for (const Happening& stop : definition.censor_at) text += ", at " + name_of(stop);
  if (definition.administrative_date) text += ", at the closing date";
  if (definition.administrative_time)
    text += fmt::format(", at {:g} {}", *definition.administrative_time, name_of(definition.unit));
  if (!definition.entry.empty())
    text += fmt::format("; under observation from {} on", definition.entry);
  if (definition.landmark)
    text += fmt::format("; landmark at {:g} {}, from which time is counted", *definition.landmark,
                        name_of(definition.unit));
  return text;
}

}  // namespace venscope::endpoint
