#include "venscope/endpoint/end_of_follow_up.hpp"

namespace venscope::endpoint {

std::optional<End> first_end(const History& history) {
  std::optional<End> end;
  for (std::size_t e = 0; e < history.events.size(); ++e) {
    const Moment& event = history.events[e];
    if (event.happened() && (!end || event.time < end->time))
      end = End{event.time, static_cast<std::int32_t>(e + 1), false};
  }
  if (!end && history.last_contact.happened()) end = End{history.last_contact.time, 0, false};
  // An event on the day of censoring has been seen.
  if (end && history.censored_at && *history.censored_at < end->time)
    end = End{*history.censored_at, 0, false};
  return end;
}

namespace {

/// The failure counts when it was documented, also if that was before the deadline.
std::optional<End> documented_failure(const End& end, const History& history, bool followed,
                                      std::int32_t failure_kind) {
  if (!history.assessment.happened()) {
    if (followed) return {};
    return end;
  }
  const double time = history.assessment.time;
  // A later assessment shows that the patient was followed beyond the last contact on record.
  const bool last_contact = end.kind == 0 && (!history.censored_at || time <= *history.censored_at);
  if (time <= end.time || last_contact) return End{time, failure_kind, true};
  return end;
}

}  // namespace

std::optional<End> with_failure_rule(const End& end, const History& history, FailureRule rule,
                                     double deadline, std::int32_t failure_kind) {
  if (rule == FailureRule::none) return end;
  if (history.remission.happened_by(deadline) && history.remission.time <= end.time) return end;

  const bool followed = end.time >= deadline;
  switch (rule) {
    case FailureRule::at_origin:
      if (followed || end.kind != 0) return End{0.0, failure_kind, true};
      return end;
    case FailureRule::at_deadline:
      if (followed) return End{deadline, failure_kind, true};
      return end;
    case FailureRule::at_assessment:
      return documented_failure(end, history, followed, failure_kind);
    case FailureRule::none:
      break;
  }
  return end;
}

}  // namespace venscope::endpoint
