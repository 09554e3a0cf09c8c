#include "venscope/calculator/column_codes.hpp"

#include "venscope/risk/criterion.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

namespace venscope::calculator {
namespace {

using cohort::VariableType;
using risk::Value;

constexpr std::uint32_t missing_code = 0, not_tested_code = 1, first_code = 2;
constexpr std::size_t most_long_words = 1000;

}  // namespace

ColumnCodes::ColumnCodes(const cohort::Variable& variable, const Needed& needed,
                         const CellReading& reading)
    : variable_(&variable), reading_(reading), thresholds_(needed.thresholds) {
  exact_ = numeric() && (needed.exact || reading.exact_numbers);
  const auto may_be_number = [](const std::string& word) {
    return cohort::parse_number(word, cohort::DecimalMark::either).has_value();
  };
  quick_ = numeric() &&
           std::none_of(reading_.missing.begin(), reading_.missing.end(), may_be_number) &&
           std::none_of(variable.missing.begin(), variable.missing.end(), may_be_number) &&
           std::none_of(variable.not_tested.begin(), variable.not_tested.end(), may_be_number);
  // A number column has more words than a table for yes and no would hold.
  const unsigned slot_bits = numeric() ? 10 : 6;
  slots_.resize(std::size_t{1} << slot_bits);
  shift_ = 64 - slot_bits;
  forget();
  std::size_t codes = std::size_t{1} << 16;
  if (!exact_) codes = values_.size();
  bits_ = static_cast<unsigned>(std::bit_width(codes - 1));
}

void ColumnCodes::forget() {
  std::fill(slots_.begin(), slots_.end(), Slot{});
  of_one_byte_.fill(not_read);
  values_.assign(first_code, Value{});
  values_[not_tested_code].state = Value::State::not_tested;
  numbers_.clear();
  long_words_.clear();
  if (exact_) return;
  Value known{Value::State::known, -1, 0.0};
  const std::size_t count =
      numeric() ? 2 * thresholds_.size() + 1 : risk::levels_of(*variable_).size();
  for (std::size_t i = 0; i < count; ++i) {
    if (!numeric()) known.level = static_cast<std::int32_t>(i);
    values_.push_back(known);
  }
}

bool ColumnCodes::numeric() const {
  return variable_->type == VariableType::number || variable_->type == VariableType::integer;
}

std::uint32_t ColumnCodes::code_of_any(std::string_view cell) {
  if (cell.size() > 16) return long_code(cell);
  char copy[16] = {};
  std::copy(cell.begin(), cell.end(), copy);
  return code({copy, cell.size()});
}

std::uint32_t ColumnCodes::long_code(std::string_view cell) {
  const std::string_view text = cohort::trimmed(cell);
  if (const auto found = long_words_.find(text); found != long_words_.end()) return found->second;
  const std::uint32_t code = read(text);
  if (long_words_.size() < most_long_words) long_words_.emplace(std::string(text), code);
  return code;
}

std::optional<double> ColumnCodes::quick_number(std::string_view cell) {
  const std::string_view text = cohort::trimmed(cell);
  const auto number = cohort::parse_number(text, reading_.mark);
  note_marks(text, number);
  if (!number) return std::nullopt;
  if (!quick_ || number->infinite || variable_->type == VariableType::integer) return std::nullopt;
  if (variable_->refuses(number->value)) return std::nullopt;
  return number->value;
}

/// Also where the other mark is not understood: a column that has both is refused for that.
void ColumnCodes::note_marks(std::string_view text,
                             const std::optional<cohort::ParsedNumber>& number) {
  using cohort::DecimalMark;
  const auto any = number ? number : cohort::parse_number(text, DecimalMark::either);
  if (!any) return;
  marks_seen_.comma |= any->comma;
  // A number does not tell its point where only points are understood.
  if (!marks_seen_.point)
    marks_seen_.point = any->point || (number && reading_.mark == DecimalMark::point &&
                                       text.find('.') != std::string_view::npos);
}

/// What is wrong with a number whose mark is not understood.
std::optional<Problem> ColumnCodes::other_mark(std::string_view text) const {
  using cohort::DecimalMark;
  if (!numeric() || cohort::parse_number(text, reading_.mark)) return {};
  const auto number = cohort::parse_number(text, DecimalMark::either);
  if (!number) return {};
  const char* const mark = number->comma ? "comma" : "point";
  return Problem{"cohort.not_a_number",
                 {},
                 fmt::format("{} has a decimal {}, but decimal {} are read here",
                             cohort::shown(text), mark, number->comma ? "points" : "commas"),
                 "",
                 fmt::format("read the file with --decimal {}", mark)};
}

Result<Value> ColumnCodes::parsed(std::string_view cell) const {
  const std::string_view text = cohort::trimmed(cell);
  if (text.empty() || cohort::find_word(text, reading_.missing) >= 0) return Value{};
  if (std::optional<Problem> problem = other_mark(text)) return failure(std::move(*problem));
  return risk::parse_value(*variable_, text);
}

std::uint32_t ColumnCodes::read(std::string_view cell) {
  if (numeric())
    if (const auto number = quick_number(cell)) return number_code(*number);
  const Result<Value> value = parsed(cell);
  if (!value) return bad;
  if (value->state == Value::State::missing) return missing_code;
  if (value->state == Value::State::not_tested) return not_tested_code;
  if (numeric()) return number_code(value->number);
  return first_code + static_cast<std::uint32_t>(value->level);
}

std::uint32_t ColumnCodes::number_code(double number) {
  if (number == 0) number = 0;  // not -0, which no comparison tells from it
  const bool odd = variable_->plausible && !variable_->plausible->contains(number);
  const std::uint32_t flag = odd ? implausible : 0;
  if (exact_) {
    const auto [place, is_new] =
        numbers_.try_emplace(number, static_cast<std::uint32_t>(values_.size()));
    if (is_new) values_.push_back({Value::State::known, -1, number});
    return place->second | flag;
  }
  const auto at = std::lower_bound(thresholds_.begin(), thresholds_.end(), number);
  const bool on_it = at != thresholds_.end() && *at == number;
  const auto cell = static_cast<std::uint32_t>(2 * (at - thresholds_.begin()) + (on_it ? 1 : 0));
  values_[first_code + cell].number = number;  // whichever came last stands for all of them
  return (first_code + cell) | flag;
}

Problem ColumnCodes::problem(std::string_view cell) const {
  const Result<Value> value = parsed(cell);
  return value ? Problem{} : value.error().front();
}

std::string ColumnCodes::problem_code(std::string_view cell) const {
  return numeric() ? problem(cell).code : "cohort.unknown_code";
}

Problem ColumnCodes::suspicion(std::string_view cell) const {
  return {"cohort.implausible",
          {},
          cohort::shown(cohort::trimmed(cell)) + " is implausible",
          cohort::range_text(*variable_->plausible, variable_->unit),
          "check the value and its unit"};
}

}  // namespace venscope::calculator
