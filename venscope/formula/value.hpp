/// What an expression of a formula evaluates to: one value per row of the table, or a constant.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/cohort/table.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace venscope::formula {

struct Value {
  enum class Kind {
    number,
    logical,   ///< 0 and 1 in `number`
    category,  ///< `code` into `levels`
    basis,     ///< several numbers per row, as a spline has
  };
  Kind kind = Kind::number;
  /// A literal or c(…): its length is its own, not that of the table.
  bool constant = false;
  /// Text rather than a factor: a level that no used row has does not exist.
  bool text = false;
  /// Levels stand in the order of their text for want of a declared one: of text, and of factor()
  /// of text without levels.
  bool alphabetical = false;
  std::vector<double> number;      ///< NaN: missing
  std::vector<std::int32_t> code;  ///< -1: missing
  std::vector<std::string> levels;
  Matrix basis;
  std::vector<std::string> basis_names;  ///< what is appended to the term's name, per column

  bool numeric() const { return kind == Kind::number || kind == Kind::logical; }
  std::size_t size() const;
  bool missing(std::size_t row) const;
};

Value number_value(std::vector<double> numbers);
Value logical_value(std::vector<double> zeros_and_ones);
Value category_value(std::vector<std::int32_t> codes, std::vector<std::string> levels, bool text);

/// A column as R would hold it after reading the file: a number, text, or a logical where all its
/// values are among TRUE, FALSE, true, false, T and F.
Value column_value(const cohort::Column& column);

/// The value as a category, as R's factor(): numbers by increasing value and named as
/// number_text(), logicals FALSE, TRUE, text by its bytes. Levels that occur.
Value to_category(const Value& value);

/// Keeps the named rows; of text, the levels that are left.
Value select(const Value& value, const std::vector<std::size_t>& rows);

}  // namespace venscope::formula
