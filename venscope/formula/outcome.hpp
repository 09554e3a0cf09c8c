/// The left-hand side: Surv(…) and the coding of events.
#pragma once

#include "venscope/formula/evaluate.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::formula {

/// How the event column is read.
struct EventCoding {
  bool competing = false;               ///< causes instead of 0/1
  std::optional<std::string> censored;  ///< the value that means censored, of a column of text
  bool values = false;                  ///< not times: values of either sign, see evaluate_outcome
};

/// One element per row of the table; NaN: missing.
struct OutcomeColumns {
  std::vector<double> entry;  ///< empty without delayed entry
  std::vector<double> time;
  std::vector<double> event;  ///< 0 and 1, or the cause
  /// Of intervals: the upper end, `time` being the lower; infinite where open. Else empty.
  std::vector<double> high = {};
  /// Of a column of text: name of cause 1, 2, …
  std::vector<std::string> cause_names = {};

  bool missing(std::size_t row) const {
    return time[row] != time[row] || event[row] != event[row] ||
           (!entry.empty() && entry[row] != entry[row]);
  }
};

/// Evaluates Surv(time, event), Surv(start, stop, event) or Surv(time) (every row an event).
/// Events are 0/1, TRUE/FALSE in any case, or 1/2 (2 the event, noted as a warning) as R decides
/// it: by the greatest value of the whole column. An interval that starts where it stops is left
/// out. With `competing`, whole numbers from 0 stand as they are; of text, the value `censored` is
/// 0 (left unsaid: the one that reads "censored", "censor", "none" or "no event" in any case) and
/// the others are 1, 2, … in the order of the levels.
/// With `values`, Surv(value, status) may be negative, and Surv(low, high, type = "interval2")
/// gives the ends of what is known of each value, as in R: equal where it was observed, one of them
/// missing where it lies beyond the other; where both are, the row is missing.
std::optional<OutcomeColumns> evaluate_outcome(Evaluator& evaluator, const Expression& left,
                                               const EventCoding& coding);

}  // namespace venscope::formula
