#include "venscope/formula/outcome.hpp"

#include "venscope/cohort/cell.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

namespace venscope::formula {
namespace {

/// Notes each row that `wrong` names, the first ten with their line.
template <class Wrong>
void note_rows(Evaluator& evaluator, const std::string& column, const std::string& code,
               Wrong wrong, const std::string& expected, const std::string& remedy) {
  const cohort::Table& table = evaluator.table();
  std::size_t count = 0;
  for (std::size_t i = 0; i < table.rows; ++i) {
    const std::string what = wrong(i);
    if (what.empty() || ++count > rows_named) continue;
    const std::size_t line = i < table.line.size() ? table.line[i] : 0;
    evaluator.problems().push_back({code, {table.file, line, column}, what, expected, remedy});
  }
  if (count > rows_named)
    evaluator.problems().push_back({code,
                                    {table.file, 0, column},
                                    fmt::format("the same on {} further rows", count - rows_named),
                                    "",
                                    ""});
}

/// What is wrong with cells of text where a number is needed.
struct NoNumbers {
  std::vector<char> level;  ///< per level of the column: whether it is one of them
  std::string what, expected, remedy;
};

template <class Wrong>
NoNumbers no_numbers(const std::vector<std::string>& levels, Wrong wrong, std::string what,
                     std::string expected, std::string remedy) {
  NoNumbers found{{}, std::move(what), std::move(expected), std::move(remedy)};
  for (const std::string& level : levels)
    found.level.push_back(wrong(cohort::parse_number(level, cohort::DecimalMark::either)));
  return found;
}

/// Words first: with them either mark may have been understood. Where there are none the column
/// would be numbers but for the mark, which is another than the file was read with.
NoNumbers why_no_numbers(const std::vector<std::string>& levels, const char* wanted) {
  const auto any = [](const NoNumbers& found) {
    return std::find(found.level.begin(), found.level.end(), 1) != found.level.end();
  };
  NoNumbers words = no_numbers(
      levels, [](const auto& number) { return !number; }, fmt::format(" is not a {}", wanted),
      "a number", "correct the cell, or declare it as missing");
  if (any(words)) return words;
  NoNumbers commas = no_numbers(
      levels, [](const auto& number) { return number->comma; },
      " has a decimal comma, but decimal points are read here", "",
      "read the file with --decimal comma");
  if (any(commas)) return commas;
  return no_numbers(
      levels, [](const auto& number) { return number->point; },
      " has a decimal point, but decimal commas are read here", "",
      "read the file with --decimal point");
}

/// Text where a number is needed: the cells that are none, where `argument` is a column.
void note_text(Evaluator& evaluator, const Expression& argument, const EventCoding& coding) {
  const char* const wanted = coding.values ? "number" : "time";
  const std::string name = deparse(argument);
  const cohort::Column* column =
      argument.kind == Expression::Kind::name ? evaluator.table().find(argument.text) : nullptr;
  NoNumbers found;
  if (column != nullptr && !column->numeric()) found = why_no_numbers(column->levels, wanted);
  if (std::find(found.level.begin(), found.level.end(), 1) == found.level.end())
    return evaluator.problem(argument, "formula.time", fmt::format("{} is not a {}", name, wanted),
                             "a column of numbers");
  note_rows(
      evaluator, name, "formula.time",
      [&](std::size_t i) {
        const auto code = static_cast<std::size_t>(column->code[i]);
        if (column->code[i] < 0 || found.level[code] == 0) return std::string();
        return cohort::shown(column->levels[code]) + found.what;
      },
      found.expected, found.remedy);
}

/// The numbers of an argument; a column without a single value has none.
std::optional<std::vector<double>> numbers(Evaluator& evaluator, const Expression& argument,
                                           const EventCoding& coding) {
  auto value = evaluator.evaluate_rows(argument);
  if (!value) return {};
  if (value->numeric()) return std::move(value->number);
  if (value->kind == Value::Kind::category && value->levels.empty())
    return std::vector<double>(value->size(), cohort::missing_number);
  note_text(evaluator, argument, coding);
  return {};
}

std::optional<std::vector<double>> times(Evaluator& evaluator, const Expression& call,
                                         std::size_t index, const EventCoding& coding) {
  const Expression& argument = call.arguments[index];
  auto value = numbers(evaluator, argument, coding);
  if (!value || coding.values) return value;
  note_rows(
      evaluator, deparse(argument), "formula.time",
      [&](std::size_t i) {
        const double t = (*value)[i];
        return t < 0 || std::isinf(t) ? fmt::format("time {} is out of range", number_text(t)) : "";
      },
      "a time of 0 or more", "correct the cell, or declare it as missing");
  return value;
}

/// Surv(low, high, type = "interval2").
std::optional<OutcomeColumns> intervals(Evaluator& evaluator, const Expression& left,
                                        std::size_t type, const EventCoding& coding) {
  const auto word = evaluator.constant_texts(left.arguments[type]);
  if (!word) return {};
  const auto low_at = Evaluator::argument(left, "time", 0),
             high_at = Evaluator::argument(left, "time2", 1);
  if (*word != std::vector<std::string>{"interval2"} || !low_at || !high_at ||
      left.arguments.size() != 3) {
    evaluator.problem(left, "formula.outcome",
                      fmt::format("{} is no outcome that can be read here", deparse(left)),
                      "Surv(value, status), or Surv(low, high, type = \"interval2\")");
    return {};
  }
  auto low = numbers(evaluator, left.arguments[*low_at], coding);
  auto high = numbers(evaluator, left.arguments[*high_at], coding);
  if (!low || !high) return {};
  constexpr double open = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < low->size(); ++i) {
    double &from = (*low)[i], &to = (*high)[i];
    if (from != from && to != to) continue;
    if (from != from) from = -open;
    if (to != to) to = open;
  }
  note_rows(
      evaluator, deparse(left), "formula.interval",
      [&](std::size_t i) {
        const double from = (*low)[i], to = (*high)[i];
        return from > to ? fmt::format("the interval begins at {} and ends at {}",
                                       number_text(from), number_text(to))
                         : "";
      },
      "a lower end that is not above the upper one",
      "correct one of them, or leave the open one empty");
  std::vector<double> known(low->size(), 1.0);
  return OutcomeColumns{{}, std::move(*low), std::move(known), std::move(*high)};
}

/// An interval (t, t] holds no time at risk: the row is left out like one with a missing value, as
/// R does, and said.
void leave_out_empty_intervals(Evaluator& evaluator, const std::string& name,
                               OutcomeColumns& outcome) {
  const cohort::Table& table = evaluator.table();
  std::size_t count = 0, first = 0;
  for (std::size_t i = 0; i < outcome.time.size(); ++i) {
    if (outcome.entry[i] != outcome.time[i]) continue;
    if (count++ == 0) first = i;
    outcome.time[i] = cohort::missing_number;
  }
  if (count > 0)
    evaluator.warnings().push_back(fmt::format(
        "{}: {} rows start and stop at the same time and were left out (first on line {})", name,
        count, first < table.line.size() ? table.line[first] : 0));
}

bool whole_causes(const Value& value) {
  return std::all_of(value.number.begin(), value.number.end(), [](double x) {
    return x != x || (x >= 0 && x <= 1000 && x == std::floor(x));
  });
}

void wrong_event(Evaluator& evaluator, const Expression& argument, const Value& value) {
  const std::string name = deparse(argument);
  if (value.kind == Value::Kind::category) {
    evaluator.problem(
        argument, "formula.event",
        fmt::format(
            "{} is text: {}", name,
            fmt::join(value.levels.begin(),
                      value.levels.begin() + std::min<long>(5, std::ssize(value.levels)), ", ")),
        "0/1, TRUE/FALSE or 1/2 (2 = event)",
        value.levels.empty()
            ? ""
            : fmt::format("say which value is the event: {} == \"{}\"", name, value.levels.back()));
    return;
  }
  std::set<double> distinct;
  for (const double x : value.number)
    if (x == x) distinct.insert(x);
  std::vector<std::string> texts;
  for (const double x : distinct)
    if (texts.size() < 6) texts.push_back(number_text(x));
  evaluator.problem(
      argument, "formula.event",
      fmt::format("{} has the values {}{}", name, fmt::join(texts, ", "),
                  distinct.size() > texts.size() ? ", …" : ""),
      "0/1, TRUE/FALSE or 1/2 (2 = event)",
      fmt::format("say which value is the event: {} == {}{}", name, number_text(*distinct.rbegin()),
                  whole_causes(value) && distinct.size() > 2
                      ? "; competing causes are for fit cuminc and fit finegray"
                      : ""));
}

/// Software writes TRUE in any case (Python: True), and here nothing else can be meant. As a
/// covariate such a column stays the category that it is in R.
std::optional<std::vector<double>> truths(const Value& value) {
  std::vector<double> truth_of;
  for (const std::string& level : value.levels) {
    const bool yes = cohort::same_word(level, "true") || cohort::same_word(level, "t");
    if (!yes && !cohort::same_word(level, "false") && !cohort::same_word(level, "f")) return {};
    truth_of.push_back(yes ? 1 : 0);
  }
  std::vector<double> truth(value.size(), cohort::missing_number);
  for (std::size_t i = 0; i < truth.size(); ++i)
    if (value.code[i] >= 0) truth[i] = truth_of[static_cast<std::size_t>(value.code[i])];
  return truth;
}

/// The level that means censored; nothing (and a problem) where that is not plain.
std::optional<std::size_t> censored_level(Evaluator& evaluator, const Expression& argument,
                                          const Value& value, const EventCoding& coding) {
  std::vector<std::size_t> found;
  for (std::size_t k = 0; k < value.levels.size(); ++k) {
    const std::string& level = value.levels[k];
    const bool censored = coding.censored ? level == *coding.censored
                                          : cohort::same_word(level, "censored") ||
                                                cohort::same_word(level, "censor") ||
                                                cohort::same_word(level, "none") ||
                                                cohort::same_word(level, "no event");
    if (censored) found.push_back(k);
  }
  if (found.size() == 1) return found.front();
  evaluator.problem(
      argument, "formula.event",
      coding.censored
          ? fmt::format("{} has no value '{}'", deparse(argument), *coding.censored)
          : fmt::format(
                "which value of {} means censored is not plain: {}", deparse(argument),
                fmt::join(value.levels.begin(),
                          value.levels.begin() + std::min<long>(8, std::ssize(value.levels)),
                          ", ")),
      "0 or the value 'censored'; every other value is a cause",
      "say which value means censored: --censored VALUE");
  return {};
}

/// Causes told by number: 0 is censored, or the number that was said to be.
std::optional<std::vector<double>> numbered_causes(Evaluator& evaluator, const Expression& argument,
                                                   const Value& value, const EventCoding& coding) {
  std::vector<double> causes = value.number;
  if (!coding.censored || *coding.censored == "0") return causes;
  const auto censored = cohort::parse_number(*coding.censored, cohort::DecimalMark::either);
  const bool zeros = std::find(causes.begin(), causes.end(), 0.0) != causes.end();
  if (!censored || zeros ||
      std::find(causes.begin(), causes.end(), censored->value) == causes.end()) {
    evaluator.problem(
        argument, "formula.event",
        zeros ? fmt::format("{} has the value 0, which means censored", deparse(argument))
              : fmt::format("{} has no value '{}'", deparse(argument), *coding.censored),
        "0 = censored, or one other number of the column that means it");
    return {};
  }
  std::replace(causes.begin(), causes.end(), censored->value, 0.0);
  return causes;
}

/// Causes told in words.
std::optional<std::vector<double>> named_causes(Evaluator& evaluator, const Expression& argument,
                                                const Value& value, const EventCoding& coding,
                                                std::vector<std::string>& names) {
  const auto censored = censored_level(evaluator, argument, value, coding);
  if (!censored) return {};
  std::vector<double> cause_of(value.levels.size(), 0);
  for (std::size_t k = 0; k < value.levels.size(); ++k) {
    if (k == *censored) continue;
    names.push_back(value.levels[k]);
    cause_of[k] = static_cast<double>(names.size());
  }
  std::vector<double> causes(value.size(), cohort::missing_number);
  for (std::size_t i = 0; i < causes.size(); ++i)
    if (value.code[i] >= 0) causes[i] = cause_of[static_cast<std::size_t>(value.code[i])];
  return causes;
}

std::optional<std::vector<double>> events(Evaluator& evaluator, const Expression& argument,
                                          const EventCoding& coding,
                                          std::vector<std::string>& cause_names) {
  const bool competing = coding.competing;
  auto value = evaluator.evaluate_rows(argument);
  if (!value) return {};
  if (!value->numeric()) {
    // A column without a single value has no kind: all its rows are missing, here too.
    if (value->kind == Value::Kind::category)
      if (auto events = truths(*value)) return events;
    if (competing && value->kind == Value::Kind::category)
      return named_causes(evaluator, argument, *value, coding, cause_names);
    wrong_event(evaluator, argument, *value);
    return {};
  }
  if (value->kind == Value::Kind::logical) return std::move(value->number);
  if (competing) {
    if (whole_causes(*value)) return numbered_causes(evaluator, argument, *value, coding);
    evaluator.problem(argument, "formula.event", "a cause is no whole number from 0",
                      "0 = censored, 1, 2, … = the causes");
    return {};
  }
  double greatest = 0;
  for (const double x : value->number)
    if (x > greatest) greatest = x;
  const double shift = greatest == 2 ? 1 : 0;
  for (const double x : value->number)
    if (x == x && x - shift != 0 && x - shift != 1) {
      wrong_event(evaluator, argument, *value);
      return {};
    }
  if (shift == 1) {
    evaluator.warnings().push_back(fmt::format(
        "{} has the values 1 and 2: 2 was taken as the event, 1 as censored", deparse(argument)));
    for (double& x : value->number) x -= shift;
  }
  return std::move(value->number);
}

}  // namespace

std::optional<OutcomeColumns> evaluate_outcome(Evaluator& evaluator, const Expression& left,
                                               const EventCoding& coding) {
  if (!left.is_call("Surv") || left.arguments.empty() || left.arguments.size() > 3) {
    evaluator.problem(left, "formula.outcome",
                      fmt::format("{} is no survival outcome", deparse(left)),
                      "Surv(time, event) or Surv(start, stop, event)");
    return {};
  }
  for (std::size_t i = 0; i < left.arguments.size(); ++i) {
    const std::string& name = left.argument_names[i];
    if (coding.values && name == "type") return intervals(evaluator, left, i, coding);
    if (name.empty() || name == "time" || name == "time2" || name == "event") continue;
    evaluator.problem(left.arguments[i], "formula.outcome",
                      fmt::format("Surv() has no argument '{}' here", name),
                      "time, time2 or event");
    return {};
  }
  const bool delayed = left.arguments.size() == 3;
  const auto time_at = Evaluator::argument(left, "time", 0);
  const auto stop_at = delayed ? Evaluator::argument(left, "time2", 1) : time_at;
  const auto event_at = Evaluator::argument(left, "event", delayed ? 2 : 1);
  if (!time_at || !stop_at || (left.arguments.size() > 1 && !event_at)) {
    evaluator.problem(left, "formula.outcome", "Surv() lacks a time or the event",
                      "Surv(time, event) or Surv(start, stop, event)");
    return {};
  }
  std::optional<std::vector<double>> entry, event;
  std::vector<std::string> cause_names;
  if (delayed) entry = times(evaluator, left, *time_at, coding);
  auto time = times(evaluator, left, *stop_at, coding);
  if (event_at)
    event = events(evaluator, left.arguments[*event_at], coding, cause_names);
  else
    event = std::vector<double>(evaluator.table().rows, 1.0);
  if (!time || !event || (delayed && !entry)) return {};
  OutcomeColumns outcome{{}, std::move(*time), std::move(*event), {}, std::move(cause_names)};
  if (!delayed) return outcome;
  outcome.entry = std::move(*entry);
  note_rows(
      evaluator, deparse(left), "formula.interval",
      [&](std::size_t i) {
        const double start = outcome.entry[i], stop = outcome.time[i];
        return start > stop ? fmt::format("the interval starts at {} and stops at {}",
                                          number_text(start), number_text(stop))
                            : "";
      },
      "a start before the stop", "correct one of them, or leave the row out");
  leave_out_empty_intervals(evaluator, deparse(left), outcome);
  return outcome;
}

}  // namespace venscope::formula
