/// Time-to-event endpoints: OS, EFS, RFS or any other, from dates or from (time, event).
/// Rules in words, with sources: docs/methods/endpoints.md.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/endpoint/outcomes.hpp"
#include "venscope/endpoint/units.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace venscope::endpoint {

/// When something happened to a patient. `when` names a date column, or a number column that holds
/// the time since the origin in the definition's `unit`. With an `indicator` column (0/1, yes/no,
/// true/false, or 1/2 as in R) it happened only where that says so, and a missing `when` is then a
/// problem; without one it happened where `when` is not missing.
struct Happening {
  std::string label;      ///< "death", "relapse", "transplantation": stands in the rule's text
  std::string when;       ///< column
  std::string indicator;  ///< column, or "" for none
  bool terminal = false;  ///< death: whatever is dated after it is a problem
};

/// How a patient who does not reach remission in time counts in event-free survival.
enum class FailureRule {
  none,           ///< "none": only the listed events count
  at_origin,      ///< "failure-at-origin": an event on day 0
  at_deadline,    ///< "failure-at-deadline": an event at the deadline
  at_assessment,  ///< "failure-at-assessment": an event when failure was documented
};

/// The rule of that id, and the id of a rule; in protocols and results.
std::optional<FailureRule> failure_rule(std::string_view id);
std::string_view id_of(FailureRule rule);

/// Failure to reach remission as an event. A patient fails who is still under observation at the
/// deadline without having reached remission by then; the failure then counts at the rule's time.
/// Who has another event (a death) before the deadline and before remission fails at the origin
/// under failure-at-origin, and has that event under the other rules. Who is censored before the
/// deadline without remission is censored; under failure-at-assessment a documented failure still
/// counts.
struct RemissionFailure {
  FailureRule rule = FailureRule::none;
  Happening remission;   ///< when CR (or CR/CRi) was reached
  double deadline = 0;   ///< in the definition's `unit` since the origin
  Happening assessment;  ///< for at_assessment: when failure was documented
  std::string label = "no remission";
};

/// What to do with a follow-up of exactly zero that stands in the data (one that a rule made, such
/// as failure-at-origin, is no problem).
enum class ZeroTime {
  problem,  ///< "problem": reported with its line; the default
  keep,     ///< "keep": analysed as R does, with a warning
  exclude,  ///< "exclude": left out, counted
};

/// A declared endpoint. Column names refer to the table.
struct EndpointDefinition {
  std::string id;     ///< "os"
  std::string title;  ///< "Overall survival"

  // The short form: a time (or date of last contact or event) and its event indicator. It stands
  // for last_contact = time, events = {{event_label, time, event}}.
  std::string time;
  std::string event;
  std::string event_label = "event";

  // The long form: the first of several events, else censored at the last contact.
  std::string last_contact;
  std::vector<Happening> events;

  /// Date column on which time begins; needed as soon as another column is a date. A row without it
  /// is not at risk and is left out, counted (RFS: patients who never reached remission). Number
  /// columns hold the time since then.
  std::string origin;
  /// What time begins with, for the reader: "transplantation", "start of treatment"; "" to name the
  /// origin column, or "the origin".
  std::string origin_label;
  RemissionFailure failure;
  /// Date or time at which observation begins (delayed entry); "" for the origin.
  std::string entry;

  TimeUnit unit = TimeUnit::days;           ///< of number columns, the deadline and the cut-offs
  TimeUnit output_unit = TimeUnit::months;  ///< of the outcomes

  /// Follow-up ends at the first of these, as censored, unless the event came on or before that
  /// day.
  std::vector<Happening> censor_at;
  std::optional<double> administrative_date;  ///< days since 1970-01-01; needs an origin
  std::optional<double> administrative_time;  ///< since the origin, in `unit`
  /// Patients whose follow-up ended before this time (in `unit`) are left out; time restarts there.
  /// Who enters later than the landmark is left out too, and then nobody enters late.
  std::optional<double> landmark;
  ZeroTime zero_time = ZeroTime::problem;
};

/// Rows left out on purpose (not for a missing value), by reason, in the order in which the reasons
/// are tried. Reasons that met no row are not listed.
struct LeftOut {
  std::string reason;
  std::size_t n = 0;
};

/// An endpoint of a cohort.
struct Endpoint {
  EndpointDefinition definition;
  Outcomes outcomes;              ///< in definition.output_unit
  std::vector<std::size_t> rows;  ///< table row of each outcome, ascending
  /// What ended the follow-up: 0 censored, 1 … the listed events in order, last the failure to
  /// reach remission. Names in `kinds`.
  std::vector<std::int32_t> kind;
  std::vector<std::string> kinds;  ///< "censored", then labels; index = kind
  std::size_t n = 0, events = 0, censored = 0;
  std::size_t missing = 0;                ///< rows left out because a needed value is missing
  std::vector<std::size_t> missing_rows;  ///< these rows, ascending
  std::vector<LeftOut> left_out;
  std::string rule;  ///< what was done, as one sentence for the report
  std::vector<std::string> warnings;
};

/// Makes the endpoint, or says everything that stands in the way, each with file:line and column:
/// unknown columns, a wrong type, an event that is not 0/1, an event without a date, an event
/// before the origin, something after death, a follow-up of zero, an entry after the end. Cost:
/// O(rows). Right by: by_hand/endpoint (one patient per rule), unit/endpoint, laws/endpoint.
/// In rows of `wrong_rows` (cohort::TypedTable) nothing that is missing is complained of: it may be
/// wrong rather than missing, and that was said.
Result<Endpoint> make_endpoint(const cohort::Table& table, const EndpointDefinition& definition,
                               const std::vector<bool>& wrong_rows = {});

/// The rule as one sentence: from what to what, in which unit, what censors.
std::string rule_text(const EndpointDefinition& definition);

}  // namespace venscope::endpoint
