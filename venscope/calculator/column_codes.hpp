/// The cells of one column as small numbers, at the speed of a look-up.
#pragma once

#include "venscope/calculator/needed.hpp"
#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/dictionary.hpp"
#include "venscope/risk/patient.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace venscope::calculator {

/// How the cells of a column are read.
struct CellReading {
  std::vector<std::string> missing;  ///< words that mean missing
  cohort::DecimalMark mark = cohort::DecimalMark::point;
  bool exact_numbers = false;  ///< tell every number from every other, as an answer that shows it
};

/// Whether numbers with a decimal comma, or with a decimal point, were among cells.
struct DecimalMarks {
  bool comma = false, point = false;
};

/// What is the cell's of the eight bytes that its first one begins, by the size of the cell: from 8
/// on it is all of them.
inline constexpr auto first_bytes = [] {
  std::array<std::uint64_t, 17> masks{};
  for (std::size_t size = 0; size < masks.size(); ++size)
    masks[size] = size < 8 ? (std::uint64_t{1} << (8 * size)) - 1 : ~std::uint64_t{0};
  return masks;
}();

/// Equal codes mean equal values, or numbers that no model tells apart. What a word means is found
/// out once (risk::parse_value) and kept in a small table by its first 16 bytes.
/// Right by: unit/calculator/column_codes (cells of any length, read one by one),
/// laws/calculator/batch.
class ColumnCodes {
public:
  static constexpr std::uint32_t bad = 1u << 31;          ///< the cell cannot be read
  static constexpr std::uint32_t implausible = 1u << 30;  ///< outside what is plausible
  static constexpr std::uint32_t value_bits = implausible - 1;

  ColumnCodes(const cohort::Variable& variable, const Needed& needed, const CellReading& reading);

  /// The code of a cell with 16 readable bytes from its start on, and flags.
  std::uint32_t code(std::string_view cell) {
    if (cell.size() == 1) {
      std::uint32_t& known = of_one_byte_[static_cast<unsigned char>(cell[0])];
      if (known == not_read) known = read(cell);
      return known;
    }
    if (cell.size() > 16) return long_code(cell);
    std::uint64_t low, high;
    std::memcpy(&low, cell.data(), 8);
    std::memcpy(&high, cell.data() + 8, 8);
    low &= first_bytes[cell.size()];
    high &= first_bytes[cell.size() < 8 ? 0 : cell.size() - 8];
    const std::uint64_t hash =
        (low ^ (high * 0x9e3779b97f4a7c15u) ^ cell.size()) * 0xd6e8feb86659fd93u;
    Slot& slot = slots_[hash >> shift_];
    if (slot.low == low && slot.high == high && slot.size == cell.size()) return slot.code;
    slot = {low, high, read(cell), static_cast<std::uint32_t>(cell.size())};
    return slot.code;
  }
  /// The same of any cell.
  std::uint32_t code_of_any(std::string_view cell);

  const risk::Value& value(std::uint32_t code) const { return values_[code & value_bits]; }
  /// How many bits the codes take.
  unsigned bits() const { return bits_; }
  /// No room for more exact numbers: forget() before more is read.
  bool full() const { return exact_ && values_.size() > most_numbers; }
  void forget();
  /// What is wrong with a bad cell, or suspicious of an implausible one; without a place.
  Problem problem(std::string_view cell) const;
  Problem suspicion(std::string_view cell) const;
  /// The code of the problem alone: a file may have millions, of which a few are shown.
  std::string problem_code(std::string_view cell) const;
  /// Of all numbers so far.
  const DecimalMarks& marks_seen() const { return marks_seen_; }
  const cohort::Variable& variable() const { return *variable_; }

private:
  struct Slot {
    std::uint64_t low = 0, high = 0;
    std::uint32_t code = 0;
    std::uint32_t size = ~0u;
  };
  static constexpr std::size_t most_numbers = 60000;
  static constexpr std::uint32_t not_read = ~0u;

  std::uint32_t read(std::string_view cell);
  std::uint32_t long_code(std::string_view cell);
  std::uint32_t number_code(double number);
  bool numeric() const;
  std::optional<double> quick_number(std::string_view cell);
  void note_marks(std::string_view text, const std::optional<cohort::ParsedNumber>& number);
  std::optional<Problem> other_mark(std::string_view text) const;
  Result<risk::Value> parsed(std::string_view cell) const;

  const cohort::Variable* variable_;
  CellReading reading_;
  std::vector<double> thresholds_;
  bool exact_ = false;
  bool quick_ = false;  ///< a number can be no word of the variable
  DecimalMarks marks_seen_;
  unsigned bits_ = 0;
  unsigned shift_ = 0;
  std::array<std::uint32_t, 256> of_one_byte_;  ///< 0, 1, y …: most cells of most files
  std::vector<Slot> slots_;
  std::vector<risk::Value> values_;  ///< by code: missing, not tested, then levels or numbers
  std::unordered_map<double, std::uint32_t> numbers_;
  std::map<std::string, std::uint32_t, std::less<>> long_words_;
};

}  // namespace venscope::calculator
