#include "venscope/cohort/dictionary.hpp"

namespace venscope::cohort {

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
