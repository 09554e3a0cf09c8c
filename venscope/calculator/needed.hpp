/// Which variables the answers of some models can depend on, and how finely.
#pragma once

#include "venscope/cohort/dictionary.hpp"
#include "venscope/risk/card.hpp"

#include <span>
#include <vector>

namespace venscope::calculator {

struct Needed {
  /// Whether an answer may change with it, directly or by what follows from it (risk::infer).
  bool used = false;
  /// Of a number: where something changes, ascending. Numbers between two neighbours, or equal to
  /// one, are the same to every model.
  std::vector<double> thresholds;
  /// Of a number: every value may give another answer.
  bool exact = false;
};

/// One per variable of the dictionary.
std::vector<Needed> needed_variables(std::span<const risk::Card* const> cards,
                                     const cohort::Dictionary& dictionary);

}  // namespace venscope::calculator
