#include "venscope/endpoint/endpoint.hpp"

#include "venscope/cohort/problem_log.hpp"
#include "venscope/endpoint/end_of_follow_up.hpp"
#include "venscope/endpoint/histories.hpp"

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
  Maker(const cohort::Table& table, const EndpointDefinition& definition,
        const std::vector<bool>& wrong_rows)
      : definition_(long_form(definition)),
        table_(table),
        wrong_rows_(wrong_rows),
        histories_(table, definition_, wrong_rows, problems_, result_.warnings) {
    result_.definition = definition;
    name_kinds();
  }

  Result<Endpoint> make() {
    // Events with an odd code are problems of their rows, and do not hinder the others.
    if (problems_.count() == histories_.odd_codes())
      for (std::size_t row = 0; row < table_.rows; ++row) add(row);
    if (!problems_.empty()) return failure(problems_.take());
    finish();
    return std::move(result_);
  }

private:
  double output(double time) const {
    return convert(time, definition_.unit, definition_.output_unit);
  }

  void name_kinds() {
    result_.kinds.push_back("censored");
    for (const Happening& event : definition_.events) result_.kinds.push_back(event.label);
    if (definition_.failure.rule != FailureRule::none)
      result_.kinds.push_back(definition_.failure.label);
  }

  void leave_out(Reason reason) { ++left_out_[reason]; }
  void missing(std::size_t row) {
    ++result_.missing;
    result_.missing_rows.push_back(row);
  }

  void add(std::size_t row) {
    if (!histories_.has_origin(row)) return leave_out(no_origin);
    const auto history = histories_.read(row);
    if (!history) return missing(row);
    if (history->censored_at && *history->censored_at < 0.0) return leave_out(after_closing);
    const auto first = first_end(*history);
    if (!first) return missing(row);
    const auto end = with_failure_rule(*first, *history, definition_.failure.rule,
                                       output(definition_.failure.deadline),
                                       static_cast<std::int32_t>(definition_.events.size() + 1));
    if (!end) {
      if (row < wrong_rows_.size() && wrong_rows_[row]) return;
      const std::string& assessed = definition_.failure.assessment.when;
      problems_.add("endpoint.no_assessment", assessed, [&] {
        return Problem{"", histories_.place(row, assessed),
                       "is missing, although remission was not reached in time",
                       "when failure was documented",
                       "supply it, or choose the rule failure-at-deadline"};
      });
      return;
    }
    if (end->time == 0.0 && !end->made_by_rule && !accept_zero(row)) return;
    place(row, *end, *history);
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
      return Problem{"", histories_.place(row, definition_.last_contact), "follow-up is zero",
                     "a time above 0",
                     "correct it, or declare zero_time = \"keep\" or \"exclude\""};
    });
    return false;
  }

  void place(std::size_t row, const End& end, const History& history) {
    double entry = 0.0;
    if (!definition_.entry.empty()) {
      const auto entered = histories_.entry(row, history);
      if (!entered) return missing(row);
      entry = std::max(0.0, *entered);
    }
    if (definition_.landmark) return place_after_landmark(row, end, entry);
    if (!definition_.entry.empty() && entry >= end.time) return leave_out(never_at_risk);
    keep(row, end.time, end.kind, entry);
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
          zero_kept_ == 1
              ? "1 patient has a follow-up of zero and is kept"
              : fmt::format("{} patients have a follow-up of zero and are kept", zero_kept_));
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
  const std::vector<bool>& wrong_rows_;
  cohort::ProblemLog problems_;
  Endpoint result_;
  Histories histories_;
  std::size_t left_out_[late_entry + 1] = {};
  std::size_t zero_kept_ = 0;
};

}  // namespace

Result<Endpoint> make_endpoint(const cohort::Table& table, const EndpointDefinition& definition,
                               const std::vector<bool>& wrong_rows) {
  return Maker(table, definition, wrong_rows).make();
}

}  // namespace venscope::endpoint
