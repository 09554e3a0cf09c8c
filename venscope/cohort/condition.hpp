/// Conditions on a patient, such as `age >= 18 and not (fab == M3 or cr_date is missing)`.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace venscope::cohort {

/// Kleene's three values: a comparison with a missing value is neither true nor false.
enum class Truth : signed char { no = 0, undecided = 1, yes = 2 };

/// A parsed condition, bound to the columns of one table. The table must outlive it.
///
///   condition  = conjunction { "or" conjunction }
///   conjunction = negation { "and" negation }
///   negation   = [ "not" ] ( "(" condition ")" | test )
///   test       = column ( operator value | ["not"] "in" "(" value { "," value } ")"
///                       | "is" ["not"] "missing" )
///   operator   = "==" | "!=" | "<" | "<=" | ">" | ">="
///   column     = a word, or anything in `backticks`
///   value      = a number, a word, text in 'single' or "double" quotes; after an operator on a
///                number also a column
///
/// A word is made of letters, digits, `_`, `.` and bytes beyond ASCII. Dates are compared with
/// yyyy-mm-dd. Levels are compared by == and !=, and must be levels of the column.
class Condition {
public:
  static Result<Condition> parse(std::string_view text, const Table& table, const Place& place);

  Truth at(std::size_t row) const;

  /// One instruction, in postfix order: a test pushes its truth, a connective combines the last.
  struct Step {
    enum class Kind { compare_value, compare_column, one_of, is_missing, all, any, negate };
    Kind kind = Kind::compare_value;
    const Column* left = nullptr;
    const Column* right = nullptr;
    std::string_view comparison = {};  ///< "==", "<" …
    double value = 0.0;
    std::vector<double> values = {};  ///< of `in`: numbers
    std::vector<bool> levels = {};  ///< of `in`, == and != on a category: which levels make it true
  };

private:
  std::vector<Step> steps_;
};

}  // namespace venscope::cohort
