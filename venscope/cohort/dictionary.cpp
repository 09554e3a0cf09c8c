#include "venscope/cohort/dictionary.hpp"

#include <cmath>

#include <fmt/format.h>

namespace venscope::cohort {

std::string range_text(const Range& range, const std::string& unit) {
  std::string text;
  if (std::isinf(range.high))
    text = fmt::format("{} {}", range.low_open ? "above" : "at least", range.low);
  else if (std::isinf(range.low))
    text = fmt::format("at most {}", range.high);
  else if (range.low_open)
    text = fmt::format("above {}, at most {}", range.low, range.high);
  else
    text = fmt::format("{} to {}", range.low, range.high);
  return unit.empty() ? text : text + " " + unit;
}

bool Variable::refuses(double value) const {
  if (range && !range->contains(value)) return true;
  return gap && value > gap->low && value < gap->high;
}

Problem Variable::refusal(double value, std::string_view written) const {
  const std::string what = std::string(written);
  if (range && !range->contains(value))
    return {"cohort.out_of_range",
            {},
            what + " is out of range",
            range_text(*range, unit),
            "correct the value"};
  const Range all = range.value_or(Range{});
  const std::string below = all.low == gap->low ? fmt::format("{}", gap->low)
                                                : range_text({all.low, gap->low, all.low_open}, "");
  return {"cohort.out_of_range",
          {},
          fmt::format("{} lies between {} and {}, most likely in another unit", what, gap->low,
                      gap->high),
          fmt::format("{}, or {}", below, range_text({gap->high, all.high, false}, unit)),
          unit == "%" ? "multiply fractions by 100; write 1 for what lies below 1 %"
                      : "give it in the unit named"};
}

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    const bool gap =
        c == ' ' || c == '.' || c == '-' || c == '/' || c == '_' || c == '(' || c == ')';
    if (!gap)
      plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    else if (!plain.empty() && plain.back() != '_')
      plain += '_';
  }
  while (!plain.empty() && plain.back() == '_') plain.pop_back();
  return plain;
}

const Variable* Dictionary::find(std::string_view name) const {
  for (const Variable& variable : variables)
    if (variable.name == name) return &variable;
  return nullptr;
}

const Variable* Dictionary::match(std::string_view column) const {
  if (const Variable* exact = find(column)) return exact;
  const std::string plain = plain_name(column);
  for (const Variable& variable : variables)
    if (plain_name(variable.name) == plain) return &variable;
  for (const Variable& variable : variables)
    for (const std::string& synonym : variable.synonyms)
      if (plain_name(synonym) == plain) return &variable;
  return nullptr;
}

ReadOptions reading_options(const Dictionary& dictionary, ReadOptions options) {
  for (const Variable& variable : dictionary.variables) {
    ColumnReading reading;
    reading.as_text =
        variable.type != VariableType::number && variable.type != VariableType::integer;
    reading.missing = variable.missing;
    // "Not tested" is a level until the dictionary is applied: a missing word would lose its kind.
    const auto declare = [&](const std::string& name) {
      options.columns[name] = reading;
      options.columns[plain_name(name)] = reading;
    };
    for (const std::string& synonym : variable.synonyms) declare(synonym);
    declare(variable.name);
  }
  return options;
}

}  // namespace venscope::cohort
