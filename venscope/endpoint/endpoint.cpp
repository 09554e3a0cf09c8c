#include "venscope/endpoint/endpoint.hpp"

#include "venscope/cohort/problem_log.hpp"
#include "venscope/endpoint/end_of_follow_up.hpp"
#include "venscope/endpoint/moments.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::endpoint {
namespace {

/// Reasons for leaving a row out, in the order in which they are tried.
enum Reason {
  no_origin,
  after_closing,
  zero_follow_up,
  never_at_risk,
  before_landmark,
  late_entry
};

/// The short form written out as the long one.
EndpointDefinition long_form(EndpointDefinition definition) {
  if (!definition.time.empty()) {
    definition.last_contact = definition.time;
    definition.events = {{definition.event_label, definition.time, definition.event, false}};
  }
  return definition;
}

class Maker {
public:
  Maker(const cohort::Table& table, const EndpointDefinition& definition)
      : definition_(long_form(definition)),
        table_(table),
        moments_(table, definition_, problems_, result_.warnings) {
    result_.definition = definition;
    bind();
  }

  Result<Endpoint> make() {
    if (problems_.empty())
      for (std::size_t row = 0; row < table_.rows; ++row) add(row);
    if (!problems_.empty()) return failure(problems_.take());
    finish();
    return std::move(result_);
  }

private:
  double output(double time) const {
    return convert(time, definition_.unit, definition_.output_unit);
  }

  void bind() {
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
           {table_.file, 0, ""},
           fmt::format("endpoint {} is closed at a date, but has no origin", definition_.id),
           "",
           "name the date column on which time begins as origin"});
    result_.kinds.push_back("censored");
    for (const Happening& event : definition_.events) result_.kinds.push_back(event.label);
    if (definition_.failure.rule != FailureRule::none)
      result_.kinds.push_back(definition_.failure.label);
  }

  /// Reads the row; false if a needed value is missing.
  bool read(std::size_t row, History& history) {
    bool known = true;
    const auto take = [&](const BoundHappening& bound) {
      const Moment moment = moments_.read(bound, row);
      known &= moment.state != Moment::State::unknown;
      return moment;
    };
    for (const BoundHappening& event : events_) history.events.push_back(take(event));
    history.last_contact = moments_.read_time(last_contact_, row);
    if (history.last_contact.happened() && history.last_contact.time < 0.0) negative(row);
    if (remission_) history.remission = take(*remission_);
    if (assessment_) history.assessment = take(*assessment_);
    for (const BoundHappening& stop : stops_) {
      const Moment moment = take(stop);
      if (moment.happened()) censor(history, moment.time);
    }
    if (definition_.administrative_time) censor(history, output(*definition_.administrative_time));
    if (definition_.administrative_date)
      censor(history, convert(*definition_.administrative_date - moments_.origin_day(row),
                              TimeUnit::days, definition_.output_unit));
    return known;
  }

  static void censor(History& history, double time) {
    history.censored_at = std::min(time, history.censored_at.value_or(time));
  }

  void negative(std::size_t row) {
    // The short form has read the same cell as an event already.
    if (!definition_.time.empty() && events_[0].indicator && (*events_[0].indicator)[row] == 1)
      return;
    problems_.add("endpoint.before_origin", definition_.last_contact, [&] {
      return Problem{"", moments_.place(row, definition_.last_contact),
                     "is negative: it lies before the origin", "a time of 0 or later",
                     "correct it, or exclude the patient"};
    });
  }

  /// Nothing may be dated after a terminal event.
  void check_terminal(std::size_t row, const History& history) {
    for (std::size_t t = 0; t < events_.size(); ++t) {
      if (!events_[t].declared->terminal || !history.events[t].happened()) continue;
      const auto check = [&](const Moment& moment, const std::string& column) {
        if (!moment.happened() || moment.time <= history.events[t].time) return;
        problems_.add("endpoint.after_terminal", column, [&] {
          return Problem{"", moments_.place(row, column),
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

  void leave_out(Reason reason) { ++left_out_[reason]; }

  void add(std::size_t row) {
    if (!moments_.has_origin(row)) return leave_out(no_origin);
    History history;
    if (!read(row, history)) {
      ++result_.missing;
      return;
    }
    check_terminal(row, history);
    if (history.censored_at && *history.censored_at < 0.0) return leave_out(after_closing);
    const auto first = first_end(history);
    if (!first) {
      ++result_.missing;
      return;
    }
    const auto end = with_failure_rule(*first, history, definition_.failure.rule,
                                       output(definition_.failure.deadline),
                                       static_cast<std::int32_t>(definition_.events.size() + 1));
    if (!end) {
      problems_.add("endpoint.no_assessment", assessment_->declared->when, [&] {
        return Problem{"", moments_.place(row, assessment_->declared->when),
                       "is missing, although remission was not reached in time",
                       "when failure was documented",
                       "supply it, or choose the rule failure-at-deadline"};
      });
      return;
    }
    if (end->time == 0.0 && !end->made_by_rule && !accept_zero(row)) return;
    place(row, *end, history);
  }

  /// A follow-up of zero by the declared policy; false if the row is not used.
  bool accept_zero(std::size_t row) {
    switch (definition_.zero_time) {
      case ZeroTime::keep:
        ++zero_kept_;
        return true;
      case ZeroTime::exclude:
        leave_out(zero_follow_up);
        return false;
      case ZeroTime::problem:
        break;
    }
    problems_.add("endpoint.zero_time", definition_.last_contact, [&] {
      return Problem{"", moments_.place(row, definition_.last_contact), "follow-up is zero",
                     "a time above 0",
                     "correct it, or declare zero_time = \"keep\" or \"exclude\""};
    });
    return false;
  }

  void place(std::size_t row, const End& end, const History& history) {
    double entry = 0.0;
    if (entry_) {
      const Moment moment = moments_.read_time(entry_, row);
      if (!moment.happened()) {
        ++result_.missing;
        return;
      }
      entry = std::max(0.0, moment.time);
      check_entry(row, moment, history);
    }
    if (definition_.landmark) return place_after_landmark(row, end, entry);
    if (entry_ && entry >= end.time) return leave_out(never_at_risk);
    keep(row, end.time, end.kind, entry);
  }

  void check_entry(std::size_t row, const Moment& entry, const History& history) {
    History uncut = history;
    uncut.censored_at.reset();
    const auto last = first_end(uncut);
    if (last && entry.time > last->time)
      problems_.add("endpoint.entry_after_end", definition_.entry, [&] {
        return Problem{"", moments_.place(row, definition_.entry),
                       fmt::format("lies {:g} {} after the end of follow-up",
                                   entry.time - last->time, name_of(definition_.output_unit)),
                       "an entry before the end", "correct one of the two"};
      });
  }

  void place_after_landmark(std::size_t row, const End& end, double entry) {
    const double landmark = output(*definition_.landmark);
    if (end.time < landmark) return leave_out(before_landmark);
    if (entry > landmark) return leave_out(late_entry);
    keep(row, end.time - landmark, end.kind, 0.0);
  }

  void keep(std::size_t row, double time, std::int32_t kind, double entry) {
    result_.rows.push_back(row);
    result_.outcomes.time.push_back(time);
    result_.outcomes.event.push_back(kind != 0);
    result_.outcomes.entry.push_back(entry);
    result_.kind.push_back(kind);
  }

  void finish() {
    result_.n = result_.rows.size();
    for (const std::int32_t event : result_.outcomes.event) result_.events += event != 0;
    result_.censored = result_.n - result_.events;
    auto& entry = result_.outcomes.entry;
    if (std::all_of(entry.begin(), entry.end(), [](double e) { return e == 0.0; })) entry.clear();
    EndpointDefinition& definition = result_.definition;
    if (const cohort::Column* origin = table_.find(definition.origin);
        origin && definition.origin_label.empty())
      definition.origin_label = origin->label;
    result_.rule = rule_text(definition);
    if (zero_kept_ > 0)
      result_.warnings.push_back(
          fmt::format("{} patients have a follow-up of zero and are kept", zero_kept_));
    list_left_out();
  }

  void list_left_out() {
    const std::string unit(name_of(definition_.unit));
    const auto add = [&](Reason reason, std::string text) {
      if (left_out_[reason] > 0) result_.left_out.push_back({std::move(text), left_out_[reason]});
    };
    add(no_origin, fmt::format("no date in {}", definition_.origin));
    add(after_closing, "time begins after the closing date");
    add(zero_follow_up, "follow-up of zero");
    add(never_at_risk, "end of follow-up not after entry");
    if (definition_.landmark) {
      add(before_landmark, fmt::format("follow-up ended before the landmark of {:g} {}",
                                       *definition_.landmark, unit));
      add(late_entry,
          fmt::format("entered after the landmark of {:g} {}", *definition_.landmark, unit));
    }
  }

  EndpointDefinition definition_;
  const cohort::Table& table_;
  cohort::ProblemLog problems_;
  Endpoint result_;
  Moments moments_;
  std::vector<BoundHappening> events_, stops_;
  std::optional<BoundHappening> remission_, assessment_;
  const cohort::Column* last_contact_ = nullptr;
  const cohort::Column* entry_ = nullptr;
  std::size_t left_out_[late_entry + 1] = {};
  std::size_t zero_kept_ = 0;
};

}  // namespace

Result<Endpoint> make_endpoint(const cohort::Table& table, const EndpointDefinition& definition) {
  return Maker(table, definition).make();
}

}  // namespace venscope::endpoint
