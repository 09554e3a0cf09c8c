#include "venscope/study/adverse_event_input.hpp"

#include "venscope/cohort/problem_log.hpp"
#include "venscope/endpoint/event_column.hpp"
#include "venscope/report/number.hpp"
#include "venscope/safety/grade.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using cohort::Column;

constexpr double no_day = std::numeric_limits<double>::quiet_NaN();

/// The columns themselves; null where none is declared or it cannot be used, which was said.
struct FoundColumns {
  const Column *term = {}, *grade = {}, *start = {}, *end = {}, *serious = {}, *related = {},
               *system = {};
  const Column *from = {}, *to = {}, *death = {};
};

const Column* of_numbers(const Column* column, const Place& place, std::string_view entry,
                         Problems& problems) {
  if (!column || column->numeric()) return column;
  Place at = place;
  at.column += fmt::format(".{}", entry);
  problems.push_back({"study.column_type", at,
                      fmt::format("'{}' holds neither dates nor numbers", column->name),
                      "dates, or numbers of days", "declare it as a date in the dictionary"});
  return nullptr;
}

/// Days are counted from a date, or they are numbers: two dates, or two numbers.
void check_alike(const Column* one, const Column* other, const Place& place, Problems& problems) {
  if (!one || !other || one->type == other->type) return;
  problems.push_back({"study.column_type", place,
                      fmt::format("'{}' and '{}' are not both dates", one->name, other->name),
                      "two dates, or two numbers of days", "declare dates in the dictionary"});
}

FoundColumns find_columns(const Records& records, const cohort::Table& table,
                          const AdverseEventColumns& names, const Place& place,
                          Problems& problems) {
  FoundColumns found;
  const auto column = [&](const std::string& name, std::string_view entry) {
    return records_column(records, name, place, entry, problems);
  };
  const auto numbers = [&](const Column* one, std::string_view entry) {
    return of_numbers(one, place, entry, problems);
  };
  found.term = column(names.term, "term");
  found.grade = column(names.grade, "grade");
  found.start = numbers(column(names.start, "start"), "start");
  found.end = numbers(column(names.end, "end"), "end");
  found.serious = column(names.serious, "serious");
  found.related = column(names.related, "related");
  found.system = column(names.system, "system");
  found.from = numbers(table.find(names.at_risk_from), "at_risk_from");
  found.to = numbers(table.find(names.at_risk_to), "at_risk_to");
  found.death = numbers(table.find(names.death), "death");
  check_alike(found.start, found.end, place, problems);
  check_alike(found.start, found.death, place, problems);
  check_alike(found.start, found.from, place, problems);
  check_alike(found.from, found.to, place, problems);
  return found;
}

std::string text_of(const Column& column, std::size_t row) {
  if (column.missing(row)) return {};
  if (column.numeric()) return report::exact(column.number[row]);
  return column.levels[static_cast<std::size_t>(column.code[row])];
}

/// Days may be any numbers: parts of a day, and more than an integer holds.
std::string days_text(double days) {
  return fmt::format("{} {}", days, days == 1 ? "day" : "days");
}

double day_of(const Column* column, std::size_t row) {
  return column && !column->missing(row) ? column->number[row] : no_day;
}

class Reader {
public:
  Reader(const Plan& plan, const Step& step, const Records& records, const FoundColumns& columns,
         Impossible impossible, double window)
      : plan_(plan),
        step_(step),
        records_(records),
        columns_(columns),
        impossible_(impossible),
        window_(window) {}

  AdverseEvents read() {
    read_exposure();
    const auto flags = [&](const Column* column) {
      return column ? endpoint::read_indicators(records_.table, *column, log_, found_.warnings)
                    : endpoint::Indicators(records_.table.rows, 0);
    };
    serious_ = flags(columns_.serious);
    related_ = flags(columns_.related);
    const std::vector<std::size_t> patients = patients_of_step(plan_, step_, records_);
    for (std::size_t row = 0; row < patients.size(); ++row) {
      if (patients[row] == not_in_step) continue;
      if (!records_.wrong_rows.empty() && records_.wrong_rows[row]) continue;
      ++found_.rows;
      read_row(row, patients[row]);
    }
    add_warnings();
    return std::move(found_);
  }
  Problems problems() { return log_.take(); }

private:
  Place place_of(std::size_t row, const Column& column) const {
    return {records_.table.file, records_.table.line[row], column.name};
  }

  /// Days at risk, the first and the last both counted.
  void read_exposure() {
    const cohort::Table& table = *step_.table;
    found_.exposure.assign(table.rows, no_day);
    if (!columns_.to) return;
    for (std::size_t row = 0; row < table.rows; ++row) {
      // Without a first day the numbers are days since then, and 0 is the first.
      const double from = columns_.from ? day_of(columns_.from, row) : 0.0;
      const double to = day_of(columns_.to, row), death = day_of(columns_.death, row);
      if (std::isnan(from) || std::isnan(to)) continue;
      if (to < from) {
        log_.add("study.at_risk_order", columns_.to->name, [&] {
          return Problem{"",
                         {table.file, table.line[row], columns_.to->name},
                         fmt::format("is {} days before the first day at risk", from - to),
                         "a day not before it",
                         "correct one of the two"};
        });
        continue;
      }
      const double last =
          std::isnan(death) ? to + window_ : std::max(to, std::min(to + window_, death));
      found_.exposure[row] = last - from + 1;
    }
  }

  std::size_t term_of(std::size_t row) {
    const std::string name = text_of(*columns_.term, row);
    const auto [at, made] = term_index_.emplace(cohort::plain_name(name), found_.terms.size());
    if (made)
      found_.terms.push_back({name, {}});
    else if (found_.terms[at->second].name != name)
      respelled_.insert(found_.terms[at->second].name);
    if (columns_.system && found_.terms[at->second].system.empty())
      found_.terms[at->second].system = text_of(*columns_.system, row);
    return at->second;
  }

  /// 0 … 5, 0 for no event; -1 where not known; nothing where it is wrong.
  std::optional<int> grade_of(std::size_t row) {
    const Column* column = columns_.grade;
    if (!column || column->missing(row)) return -1;
    const std::optional<int> grade = column->numeric() ? safety::grade_of(column->number[row])
                                                       : safety::parse_grade(text_of(*column, row));
    if (!grade)
      log_.add("study.grade", column->name, [&] {
        return Problem{"", place_of(row, *column),
                       fmt::format("'{}' is no grade", text_of(*column, row)),
                       safety::accepted_grades, "correct it, or declare it as missing"};
      });
    return grade;
  }

  /// Whether the dates of a row cannot be; said, or counted as declared.
  bool impossible(std::size_t row, std::size_t patient) {
    const double start = day_of(columns_.start, row), end = day_of(columns_.end, row);
    const double death = day_of(columns_.death, patient);
    const auto wrong = [&](const char* code, const Column& column, std::string what,
                           const char* expected) {
      if (impossible_ == Impossible::leave_out) {
        ++found_.impossible;
        return true;
      }
      log_.add(code, column.name, [&] {
        return Problem{"", place_of(row, column), std::move(what), expected,
                       "correct one of the two, or declare impossible = \"leave_out\""};
      });
      return true;
    };
    if (end < start)
      return wrong("study.end_before_start", *columns_.end,
                   fmt::format("the event ends {} before it starts", days_text(start - end)),
                   "an end not before the start");
    if (start > death)
      return wrong("study.after_death", *columns_.start,
                   fmt::format("the event starts {} after the patient's death ({} of {}, line {})",
                               days_text(start - death), columns_.death->name, plan_.cohort.file,
                               step_.table->line[patient]),
                   "a start not after death");
    return false;
  }

  void read_row(std::size_t row, std::size_t patient) {
    if (columns_.term->missing(row)) {
      log_.add("study.no_term", columns_.term->name, [&] {
        return Problem{"", place_of(row, *columns_.term), "the event has no term", "what it was",
                       "supply it, or remove the row"};
      });
      return;
    }
    const std::optional<int> grade = grade_of(row);
    if (!grade || impossible(row, patient)) return;
    if (*grade == 0) {
      ++found_.grade_zero;
      return;
    }
    RecordedEvent event;
    event.patient = patient;
    event.grade = std::max(0, *grade);
    event.serious = serious_[row] > 0;
    event.related = related_[row] > 0;
    const double start = day_of(columns_.start, row), end = day_of(columns_.end, row);
    const double from = columns_.from ? day_of(columns_.from, patient) : 0.0;
    if ((columns_.from || columns_.to) && start < from) {
      ++found_.before;
      return;
    }
    event.day = start - from;
    event.term = term_of(row);
    if (!std::isnan(start) &&
        !seen_.insert({patient, event.term, event.grade, start, std::isnan(end) ? -1e300 : end})
             .second) {
      ++found_.duplicates;
      if (repeated_.size() < 5) repeated_.push_back(records_.table.line[row]);
      return;
    }
    if (event.grade == 0) ++found_.grade_unknown;
    found_.events.push_back(event);
  }

  void add_warnings() {
    const auto warn = [&](std::size_t n, std::string text) {
      if (n > 0) found_.warnings.push_back(std::move(text));
    };
    warn(found_.duplicates,
         fmt::format(
             "{}: {} {} what another row of the same patient says (line {}{}): counted once",
             records_.file, found_.duplicates, plural(found_.duplicates, "row says", "rows say"),
             fmt::join(repeated_, ", "), found_.duplicates > repeated_.size() ? " …" : ""));
    warn(found_.before,
         fmt::format("{}: {} {} before the first day at risk and {} not counted", records_.file,
                     found_.before, plural(found_.before, "event began", "events began"),
                     plural(found_.before, "is", "are")));
    warn(found_.impossible,
         fmt::format("{}: {} {} left out for an end before the start or a start after death",
                     records_.file, found_.impossible,
                     plural(found_.impossible, "row was", "rows were")));
    if (columns_.grade)
      warn(found_.grade_unknown,
           fmt::format("{}: the grade of {} {} is not known: counted among those of any grade only",
                       records_.file, found_.grade_unknown,
                       plural(found_.grade_unknown, "event", "events")));
    warn(respelled_.size(),
         fmt::format("{}: written in more than one way and taken as one term: {}", records_.file,
                     fmt::join(respelled_, ", ")));
  }

  const Plan& plan_;
  const Step& step_;
  const Records& records_;
  const FoundColumns& columns_;
  Impossible impossible_;
  double window_;
  AdverseEvents found_;
  cohort::ProblemLog log_;
  endpoint::Indicators serious_, related_;
  std::map<std::string, std::size_t> term_index_;
  std::set<std::string> respelled_;
  std::set<std::tuple<std::size_t, std::size_t, int, double, double>> seen_;
  std::vector<std::size_t> repeated_;
};

}  // namespace

AdverseEvents read_adverse_events(const Plan& plan, const Step& step,
                                  const AdverseEventColumns& columns, double window,
                                  Impossible impossible, const Place& place, Problems& problems) {
  const Records* records = plan.records(columns.records);
  if (!records) return {};  // which was said
  const std::size_t before = problems.size();
  const FoundColumns found = find_columns(*records, *step.table, columns, place, problems);
  if (problems.size() > before || !found.term) return {};
  Reader reader(plan, step, *records, found, impossible, window);
  AdverseEvents events = reader.read();
  const Problems wrong = reader.problems();
  problems.insert(problems.end(), wrong.begin(), wrong.end());
  return events;
}

}  // namespace venscope::study
