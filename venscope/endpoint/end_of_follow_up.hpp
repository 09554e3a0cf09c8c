/// The rules of an endpoint for one patient, on times that are read already.
#pragma once

#include "venscope/endpoint/endpoint.hpp"
#include "venscope/endpoint/moments.hpp"

#include <optional>
#include <vector>

namespace venscope::endpoint {

/// What happened to one patient, times since the origin.
struct History {
  std::vector<Moment> events;  ///< in the order of the definition
  Moment last_contact;
  Moment remission, assessment;       ///< for a failure rule
  std::optional<double> censored_at;  ///< the first of what censors
};

/// How the follow-up ended: kind as in Endpoint.
struct End {
  double time = 0;
  std::int32_t kind = 0;
  bool made_by_rule = false;  ///< the time is the rule's, not the data's
};

/// The first event, else the last contact, cut at `censored_at`; nothing if neither is known.
std::optional<End> first_end(const History& history);

/// Applies the failure rule to an end; `deadline` in the output unit, `failure_kind` for its kind.
/// Nothing where failure-at-assessment lacks the time of the assessment.
std::optional<End> with_failure_rule(const End& end, const History& history, FailureRule rule,
                                     double deadline, std::int32_t failure_kind);

}  // namespace venscope::endpoint
