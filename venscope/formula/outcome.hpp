/// The left-hand side: Surv(…) and the coding of events.
#pragma once

#include "venscope/formula/evaluate.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::formula {

/// One element per row of the table; NaN: missing.
struct OutcomeColumns {
  std::vector<double> entry;  ///< empty without delayed entry
  std::vector<double> time;
  std::vector<double> event;  ///< 0 and 1, or the cause

  bool missing(std::size_t row) const {
    return time[row] != time[row] || event[row] != event[row] ||
           (!entry.empty() && entry[row] != entry[row]);
  }
};

/// Evaluates Surv(time, event), Surv(start, stop, event) or Surv(time) (every row an event).
/// Events are 0/1, TRUE/FALSE in any case, or 1/2 (2 the event, noted as a warning) as R decides
/// it: by the greatest value of the whole column. An interval that starts where it stops is left
/// out. With `competing`, whole numbers from 0 stand as they are.
std::optional<OutcomeColumns> evaluate_outcome(Evaluator& evaluator, const Expression& left,
                                               bool competing);

}  // namespace venscope::formula
