/// Adverse events out of the rows of a [[records]]: terms, grades, days, and what is wrong with
/// them.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/study/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace venscope::study {

/// Which columns say what. Of the records but for the last three, which are the cohort's; "" where
/// there is none.
struct AdverseEventColumns {
  std::string records;
  std::string term, grade, start, end, serious, related, system;
  std::string at_risk_from, at_risk_to, death;
};

/// One row that counts.
struct RecordedEvent {
  std::size_t patient = 0;                                ///< row of the step's table
  std::size_t term = 0;                                   ///< into AdverseEvents::terms
  int grade = 0;                                          ///< 1 … 5; 0: not known
  double day = std::numeric_limits<double>::quiet_NaN();  ///< of its start, 0 the first at risk
  bool serious = false, related = false;
};

struct AdverseEventTerm {
  std::string name;
  std::string system;  ///< organ class; "" where not declared or not known
};

struct AdverseEvents {
  std::vector<RecordedEvent> events;
  std::vector<AdverseEventTerm> terms;  ///< as first written, in the order of the file
  std::vector<double> exposure;         ///< days at risk by row of the step's table; NaN not known
  std::size_t rows = 0;                 ///< of patients of the step
  std::size_t grade_zero = 0;           ///< rows that say that there was no event
  std::size_t duplicates = 0;           ///< rows that repeat another one
  std::size_t before = 0;               ///< events before the first day at risk: not counted
  std::size_t impossible = 0;           ///< rows left out as `impossible` declares
  std::size_t grade_unknown = 0;        ///< events without a grade
  std::vector<std::string> warnings;
};

/// What to do with an end before the start, or an event after death.
enum class Impossible { problem, leave_out };

/// Reads the rows that belong to the patients of `step`. Terms that differ only in case, spaces or
/// hyphens are one; grades as safety::parse_grade; a row that says what another one of the same
/// patient says, with the same start, counts once; an event before the first day at risk does not
/// count. `window`: days after `at_risk_to` that still belong, to death at most.
/// Problems, all at once and located: study.unknown_column, study.column_type, study.no_term,
/// study.grade, study.end_before_start, study.after_death, study.at_risk_order.
AdverseEvents read_adverse_events(const Plan& plan, const Step& step,
                                  const AdverseEventColumns& columns, double window,
                                  Impossible impossible, const Place& place, Problems& problems);

}  // namespace venscope::study
