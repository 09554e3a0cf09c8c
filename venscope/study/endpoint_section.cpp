#include "venscope/study/endpoint_section.hpp"

#include "venscope/cohort/dictionary.hpp"
#include "venscope/study/identifier.hpp"

#include <limits>

namespace venscope::study {

using endpoint::EndpointDefinition;
using endpoint::FailureRule;
using endpoint::Happening;
using endpoint::TimeUnit;
using endpoint::ZeroTime;

namespace {

constexpr double no_limit = std::numeric_limits<double>::infinity();

std::optional<TimeUnit> read_unit(Section& section, std::string_view name) {
  return section.choice<TimeUnit>(name, {{"days", TimeUnit::days},
                                         {"weeks", TimeUnit::weeks},
                                         {"months", TimeUnit::months},
                                         {"years", TimeUnit::years}});
}

/// Days since 1970-01-01 of a date such as 2020-12-31, written as TOML's date or as a text.
std::optional<double> read_date(Section& section, std::string_view name) {
  const Node* node = section.node(name);
  if (!node) return {};
  const std::optional<double> date = cohort::parse_date(node->text);
  if (!date)
    section.reject(name, "study.date", "is no date", "year-month-day, for instance 2020-12-31");
  return date;
}

Happening read_happening(Section& section) {
  Happening happening;
  happening.label = section.text("label").value_or("");
  happening.when = section.required_text("when", "a column of dates or times");
  happening.indicator = section.text("indicator").value_or("");
  happening.terminal = section.flag("terminal").value_or(false);
  if (happening.label.empty()) happening.label = happening.when;
  section.finish();
  return happening;
}

endpoint::RemissionFailure read_failure(Section& section) {
  endpoint::RemissionFailure failure;
  failure.rule =
      section
          .choice<FailureRule>("rule", {{"none", FailureRule::none},
                                        {"failure-at-origin", FailureRule::at_origin},
                                        {"failure-at-deadline", FailureRule::at_deadline},
                                        {"failure-at-assessment", FailureRule::at_assessment}})
          .value_or(FailureRule::none);
  if (!section.has("rule"))
    section.reject("rule", "study.absent", "is not given",
                   "failure-at-origin, failure-at-deadline, failure-at-assessment or none");
  if (auto remission = section.table("remission")) failure.remission = read_happening(*remission);
  if (auto assessment = section.table("assessment"))
    failure.assessment = read_happening(*assessment);
  failure.deadline = section.number("deadline", 0, no_limit).value_or(0);
  failure.label = section.text("label").value_or(failure.label);
  if (failure.rule != FailureRule::none && !section.has("remission"))
    section.reject("remission", "study.absent", "is not given",
                   "when remission was reached, for instance {when = \"cr_date\"}");
  if (failure.rule == FailureRule::at_assessment && !section.has("assessment"))
    section.reject("assessment", "study.absent", "is not given",
                   "when failure was documented, for instance {when = \"assessment_date\"}");
  section.finish();
  return failure;
}

void read_events(Section& section, EndpointDefinition& definition) {
  definition.time = section.text("time").value_or("");
  definition.event = section.text("event").value_or("");
  definition.event_label = section.text("event_label").value_or(definition.event_label);
  definition.last_contact = section.text("last_contact").value_or("");
  for (Section& event : section.tables("events", "label"))
    definition.events.push_back(read_happening(event));
  const bool brief = !definition.time.empty() || !definition.event.empty();
  const bool full = section.has("last_contact") || section.has("events");
  if (brief && full)
    section.reject("time", "study.endpoint_form", "is given beside last_contact or events",
                   "either time and event, or last_contact and events");
  if (brief && definition.time.empty())
    section.reject("time", "study.absent", "is not given", "the column of the time of follow-up");
  if (brief && definition.event.empty())
    section.reject("event", "study.absent", "is not given", "the column of the event, 0 or 1");
  if (!brief && (definition.last_contact.empty() || definition.events.empty()))
    section.reject("", "study.absent", "does not say what is counted",
                   "time and event, or last_contact and events");
}

}  // namespace

EndpointDefinition read_endpoint(Section& section) {
  EndpointDefinition definition;
  definition.id = read_identifier(section, "id");
  definition.title = section.text("title").value_or(definition.id);
  definition.unit = read_unit(section, "unit").value_or(definition.unit);
  definition.output_unit = read_unit(section, "output_unit").value_or(definition.output_unit);
  if (!section.has("unit"))
    section.reject("unit", "study.absent", "is not given",
                   "the unit of the times in the cohort: days, weeks, months or years",
                   "say days where every time is a date");
  read_events(section, definition);
  definition.origin = section.text("origin").value_or("");
  definition.origin_label = section.text("origin_label").value_or("");
  definition.entry = section.text("entry").value_or("");
  if (auto failure = section.table("failure")) definition.failure = read_failure(*failure);
  for (Section& censor : section.tables("censor_at", "label"))
    definition.censor_at.push_back(read_happening(censor));
  definition.administrative_date = read_date(section, "censor_on");
  definition.administrative_time = section.number("censor_after", 0, no_limit);
  definition.landmark = section.number("landmark", 0, no_limit);
  definition.zero_time = section
                             .choice<ZeroTime>("zero_time", {{"problem", ZeroTime::problem},
                                                             {"keep", ZeroTime::keep},
                                                             {"exclude", ZeroTime::exclude}})
                             .value_or(definition.zero_time);
  section.finish();
  return definition;
}

}  // namespace venscope::study
