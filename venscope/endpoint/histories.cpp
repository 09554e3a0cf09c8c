#include "venscope/endpoint/histories.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::endpoint {
namespace {

void censor(History& history, double time) {
  history.censored_at = std::min(time, history.censored_at.value_or(time));
}

}  // namespace

Histories::Histories(const cohort::Table& table, const EndpointDefinition& definition,
                     const std::vector<bool>& wrong_rows, cohort::ProblemLog& problems,
                     std::vector<std::string>& warnings)
    : definition_(definition),
      problems_(problems),
      moments_(table, definition, wrong_rows, problems, warnings) {
  for (const Happening& event : definition_.events) events_.push_back(moments_.bind(event));
  for (const Happening& stop : definition_.censor_at) stops_.push_back(moments_.bind(stop));
  last_contact_ = moments_.bind_time(definition_.last_contact);
  if (!definition_.entry.empty()) entry_ = moments_.bind_time(definition_.entry);
  if (definition_.failure.rule != FailureRule::none)
    remission_ = moments_.bind(definition_.failure.remission);
  if (definition_.failure.rule == FailureRule::at_assessment)
    assessment_ = moments_.bind(definition_.failure.assessment);
  if (definition_.administrative_date && definition_.origin.empty())
    problems_.add(
        {"endpoint.no_origin",
         {table.file, 0, ""},
         fmt::format("endpoint {} is closed at a date, but has no origin", definition_.id),
         "",
         "name the date column on which time begins as origin"});
}

std::optional<History> Histories::read(std::size_t row) {
  bool known = true;
  const auto take = [&](const BoundHappening& bound) {
    const Moment moment = moments_.read(bound, row);
    known &= moment.state != Moment::State::unknown;
    return moment;
  };
  History history;
  for (const BoundHappening& event : events_) history.events.push_back(take(event));
  history.last_contact = moments_.read_time(last_contact_, row);
  check_last_contact(row, history);
  if (remission_) history.remission = take(*remission_);
  if (assessment_) history.assessment = take(*assessment_);
  for (const BoundHappening& stop : stops_) {
    const Moment moment = take(stop);
    if (moment.happened()) censor(history, moment.time);
  }
  if (definition_.administrative_time)
    censor(history,
           convert(*definition_.administrative_time, definition_.unit, definition_.output_unit));
  if (definition_.administrative_date)
    censor(history, convert(*definition_.administrative_date - moments_.origin_day(row),
                            TimeUnit::days, definition_.output_unit));
  if (!known) return {};
  check_terminal(row, history);
  return history;
}

void Histories::check_last_contact(std::size_t row, const History& history) {
  if (!history.last_contact.happened() || history.last_contact.time >= 0.0) return;
  // The short form has read the same cell as an event already.
  if (!definition_.time.empty() && events_[0].indicator && (*events_[0].indicator)[row] == 1)
    return;
  problems_.add("endpoint.before_origin", definition_.last_contact, [&] {
    return Problem{"", place(row, definition_.last_contact),
                   "is negative: it lies before the origin", "a time of 0 or later",
                   "correct it, or exclude the patient"};
  });
}

/// Nothing may be dated after a terminal event.
void Histories::check_terminal(std::size_t row, const History& history) {
  for (std::size_t t = 0; t < events_.size(); ++t) {
    if (!events_[t].declared->terminal || !history.events[t].happened()) continue;
    const auto check = [&](const Moment& moment, const std::string& column) {
      if (!moment.happened() || moment.time <= history.events[t].time) return;
      problems_.add("endpoint.after_terminal", column, [&] {
        return Problem{"", place(row, column),
                       fmt::format("lies {:g} {} after {}", moment.time - history.events[t].time,
                                   name_of(definition_.output_unit), events_[t].declared->label),
                       "nothing after it", "correct one of the two"};
      });
    };
    for (std::size_t e = 0; e < events_.size(); ++e)
      if (e != t) check(history.events[e], events_[e].declared->when);
    check(history.last_contact, definition_.last_contact);
    if (remission_) check(history.remission, remission_->declared->when);
  }
}

std::optional<double> Histories::entry(std::size_t row, const History& history) {
  const Moment entered = moments_.read_time(entry_, row);
  if (!entered.happened()) return {};
  History uncut = history;
  uncut.censored_at.reset();
  const auto last = first_end(uncut);
  if (last && entered.time > last->time)
    problems_.add("endpoint.entry_after_end", definition_.entry, [&] {
      return Problem{"", place(row, definition_.entry),
                     fmt::format("lies {:g} {} after the end of follow-up",
                                 entered.time - last->time, name_of(definition_.output_unit)),
                     "an entry before the end", "correct one of the two"};
    });
  return entered.time;
}

}  // namespace venscope::endpoint
