/// A condition of a model card on a patient's values.
#pragma once

#include "venscope/cohort/dictionary.hpp"

#include <string>
#include <vector>

namespace venscope::risk {

/// In JSON one of
///   {"variable": V, "is": L}                 V has level L, or one of [L, …]
///   {"variable": V, "above": x, "to": y …}   a number: above >, from >=, below <, to <=; with
///                                            "completed": true of the number of completed units
///   {"all": [C, …]}  {"any": [C, …]}  {"not": C}
///   {"defined": name}                        a criterion of the card's "definitions"
/// `defined` is replaced by what it names when the card is read. "completed" is resolved then too:
/// with whole bounds, completed units `to` 6 is `below` 7.
struct Criterion {
  enum class Kind { levels, interval, all, any, negation };
  Kind kind = Kind::all;
  std::size_t variable = 0;         ///< of a test: its index in the dictionary
  std::vector<std::size_t> levels;  ///< of `levels`: indices in the variable's levels
  cohort::Range interval;           ///< of `interval`; low_open as there
  bool high_open = false;           ///< the upper end does not belong to the interval
  std::vector<Criterion> parts;     ///< of a connective; one of a negation
};

/// The levels of a variable as criteria and patients count them: declared ones, wild_type and
/// mutated of a gene, no and yes.
std::vector<std::string> levels_of(const cohort::Variable& variable);

}  // namespace venscope::risk
