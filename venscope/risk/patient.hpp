/// What is known of one patient.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/dictionary.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::risk {

/// A value or its absence. Not tested and not given are the same to a model: it does not guess.
struct Value {
  enum class State : std::uint8_t { missing, not_tested, known };
  State state = State::missing;
  std::int32_t level = -1;  ///< of a category, yes_no or gene: index in levels_of(variable)
  double number = 0.0;      ///< of a number
  bool known() const { return state == State::known; }
};

/// One value per variable of the dictionary, in its order.
struct Patient {
  std::vector<Value> values;
};

/// The value that a cell or a command-line word means for that variable, by the rules of the
/// dictionary (docs/files/dictionary.md): mut, positive, 1, yes … A problem without a place where
/// it means none: cohort.unknown_code, not_a_number, out_of_range.
Result<Value> parse_value(const cohort::Variable& variable, std::string_view text);

/// As the dictionary writes it: "mutated", "yes", "61", "not tested", "missing".
std::string value_text(const cohort::Variable& variable, const Value& value);

/// What follows from one value about another, by the dictionary's `includes` (FLT3 is mutated where
/// FLT3_ITD is; FLT3 wild type makes FLT3_ITD wild type; FLT3_ITD wild type says nothing of FLT3),
/// `excludes` (a normal karyotype has no t(8;21)) and `measures` (a TP53_VAF above 0).
struct Inference {
  enum class Kind { follows, contradicts };
  Kind kind = Kind::follows;
  std::size_t variable = 0;  ///< what was filled in, or emptied because the two do not fit
  std::size_t because_of = 0;
};

/// Fills in what follows, and sets both sides of a contradiction to missing. Each once, in the
/// order of the dictionary.
std::vector<Inference> infer(const cohort::Dictionary& dictionary, Patient& patient);

}  // namespace venscope::risk
