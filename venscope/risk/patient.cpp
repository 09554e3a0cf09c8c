#include "venscope/risk/patient.hpp"

#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/words.hpp"
#include "venscope/risk/criterion.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::risk {
namespace {

using cohort::VariableType;

bool numeric(const cohort::Variable& variable) {
  return variable.type == VariableType::number || variable.type == VariableType::integer;
}

Result<Value> parse_number_value(const cohort::Variable& variable, std::string_view text) {
  const auto number = cohort::parse_number(text, cohort::DecimalMark::either);
  if (!number || number->infinite)
    return failure({"cohort.not_a_number",
                    {},
                    cohort::shown(text) + " is not a number",
                    variable.unit.empty() ? "a number" : "a number of " + variable.unit,
                    "correct it, or leave it out"});
  if (variable.type == VariableType::integer && number->value != std::floor(number->value))
    return failure({"cohort.not_an_integer",
                    {},
                    cohort::shown(text) + " is not a whole number",
                    "a whole number",
                    "correct the value"});
  if (variable.refuses(number->value))
    return failure(variable.refusal(number->value, cohort::shown(text)));
  Value value;
  value.state = Value::State::known;
  value.number = number->value == 0 ? 0 : number->value;  // not -0
  return value;
}

}  // namespace

std::vector<std::string> levels_of(const cohort::Variable& variable) {
  return cohort::Vocabulary(variable).levels();
}

Result<Value> parse_value(const cohort::Variable& variable, std::string_view text) {
  static const std::vector<std::string> missing{"",  "NA",      "N/A",     "NaN",
                                                ".", "missing", "unknown", "not known"};
  static const std::vector<std::string> not_tested{"not tested", "not_tested", "not done",
                                                   "not_done"};
  text = cohort::trimmed(text);
  if (cohort::find_word(text, missing) >= 0) return Value{};
  const Value untested{Value::State::not_tested, -1, 0.0};
  if (cohort::find_word(text, not_tested) >= 0) return untested;
  const cohort::Vocabulary vocabulary(variable);
  const cohort::Meaning meaning = vocabulary.meaning(text);
  using Kind = cohort::Meaning::Kind;
  if (meaning.kind == Kind::missing) return Value{};
  if (meaning.kind == Kind::not_tested) return untested;
  if (numeric(variable)) return parse_number_value(variable, text);
  if (meaning.kind == Kind::level)
    return Value{Value::State::known, static_cast<std::int32_t>(meaning.level), 0.0};
  return failure({"cohort.unknown_code",
                  {},
                  cohort::shown(text) + " is not a known value",
                  vocabulary.expected(),
                  "correct it, or leave it out"});
}

std::string value_text(const cohort::Variable& variable, const Value& value) {
  if (value.state == Value::State::missing) return "missing";
  if (value.state == Value::State::not_tested) return "not tested";
  if (numeric(variable)) return fmt::format("{}", value.number);
  const std::vector<std::string> levels = levels_of(variable);
  const auto level = static_cast<std::size_t>(value.level);
  return level < levels.size() ? levels[level] : "";
}

}  // namespace venscope::risk
