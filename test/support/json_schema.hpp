/// JSON Schema (draft 7) as far as models/card.schema.json uses it: a judge of its own beside
/// risk::parse_card. A keyword that is not known here fails the test, so that none is passed over.
#pragma once

#include <map>
#include <regex>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::test {

class JsonSchema {
public:
  using Json = nlohmann::json;

  explicit JsonSchema(Json root) : root_(std::move(root)) {}

  bool accepts(const Json& value) { return accepts(root_, value); }

private:
  bool accepts(const Json& schema, const Json& value) {
    if (schema.is_boolean()) return schema.get<bool>();
    if (schema.contains("$ref"))
      return accepts(root_.at(Json::json_pointer(schema["$ref"].get<std::string>().substr(1))),
                     value);
    bool good = true;
    for (const auto& [keyword, argument] : schema.items())
      good = holds(schema, keyword, argument, value) && good;
    return good;
  }

  bool holds(const Json& schema, const std::string& keyword, const Json& argument,
             const Json& value) {
    static const std::map<std::string, bool (JsonSchema::*)(const Json&, const Json&, const Json&)>
        keywords = {
            {"type", &JsonSchema::type},
            {"const", &JsonSchema::same},
            {"enum", &JsonSchema::one_of_values},
            {"pattern", &JsonSchema::pattern},
            {"minLength", &JsonSchema::min_length},
            {"minimum", &JsonSchema::minimum},
            {"maximum", &JsonSchema::maximum},
            {"exclusiveMinimum", &JsonSchema::exclusive_minimum},
            {"minItems", &JsonSchema::min_items},
            {"uniqueItems", &JsonSchema::unique_items},
            {"items", &JsonSchema::items},
            {"required", &JsonSchema::required},
            {"properties", &JsonSchema::properties},
            {"additionalProperties", &JsonSchema::additional_properties},
            {"propertyNames", &JsonSchema::property_names},
            {"minProperties", &JsonSchema::min_properties},
            {"dependencies", &JsonSchema::dependencies},
            {"oneOf", &JsonSchema::one_of},
            {"anyOf", &JsonSchema::any_of},
            {"allOf", &JsonSchema::all_of},
            {"not", &JsonSchema::negated},
            {"if", &JsonSchema::conditional},
        };
    static const std::vector<std::string> silent = {"$schema",     "$id",  "title", "description",
                                                    "definitions", "then", "else"};
    const auto found = keywords.find(keyword);
    if (found != keywords.end()) return (this->*found->second)(schema, argument, value);
    EXPECT_NE(std::find(silent.begin(), silent.end(), keyword), silent.end())
        << "the keyword " << keyword << " is not known to this test";
    return true;
  }

  bool type(const Json&, const Json& name, const Json& value) {
    const auto whole = [&value] {
      return value.is_number_integer() ||
             (value.is_number() && value.get<double>() == std::floor(value.get<double>()));
    };
    if (name == "integer") return whole();
    if (name == "number") return value.is_number();
    return name == value.type_name();
  }
  bool same(const Json&, const Json& wanted, const Json& value) { return value == wanted; }
  bool one_of_values(const Json&, const Json& values, const Json& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
  }
  bool pattern(const Json&, const Json& text, const Json& value) {
    if (!value.is_string()) return true;
    const auto& expression = expressions_.try_emplace(text, text.get<std::string>()).first->second;
    return std::regex_search(value.get<std::string>(), expression);
  }
  bool min_length(const Json&, const Json& least, const Json& value) {
    return !value.is_string() || value.get<std::string>().size() >= least.get<std::size_t>();
  }
  bool minimum(const Json&, const Json& least, const Json& value) {
    return !value.is_number() || value >= least;
  }
  bool maximum(const Json&, const Json& most, const Json& value) {
    return !value.is_number() || value <= most;
  }
  bool exclusive_minimum(const Json&, const Json& bound, const Json& value) {
    return !value.is_number() || value > bound;
  }
  bool min_items(const Json&, const Json& least, const Json& value) {
    return !value.is_array() || value.size() >= least.get<std::size_t>();
  }
  bool unique_items(const Json&, const Json&, const Json& value) {
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (value[i] == value[j]) return false;
    return true;
  }
  bool items(const Json&, const Json& of_each, const Json& value) {
    return !value.is_array() || std::all_of(value.begin(), value.end(), [&](const Json& item) {
      return accepts(of_each, item);
    });
  }
  bool required(const Json&, const Json& names, const Json& value) {
    return !value.is_object() || std::all_of(names.begin(), names.end(), [&](const Json& name) {
      return value.contains(name.get<std::string>());
    });
  }
  bool properties(const Json&, const Json& schemas, const Json& value) {
    bool good = true;
    for (const auto& [name, schema] : schemas.items())
      if (value.is_object() && value.contains(name)) good = accepts(schema, value[name]) && good;
    return good;
  }
  bool additional_properties(const Json& schema, const Json& of_others, const Json& value) {
    bool good = true;
    if (!value.is_object()) return good;
    for (const auto& [name, entry] : value.items())
      if (!schema.contains("properties") || !schema["properties"].contains(name))
        good = accepts(of_others, entry) && good;
    return good;
  }
  bool property_names(const Json&, const Json& of_names, const Json& value) {
    bool good = true;
    if (value.is_object())
      for (const auto& entry : value.items()) good = accepts(of_names, entry.key()) && good;
    return good;
  }
  bool min_properties(const Json&, const Json& least, const Json& value) {
    return !value.is_object() || value.size() >= least.get<std::size_t>();
  }
  bool dependencies(const Json& schema, const Json& needs, const Json& value) {
    bool good = true;
    for (const auto& [name, names] : needs.items())
      if (value.is_object() && value.contains(name)) good = required(schema, names, value) && good;
    return good;
  }
  long accepted(const Json& schemas, const Json& value) {
    return std::count_if(schemas.begin(), schemas.end(),
                         [&](const Json& schema) { return accepts(schema, value); });
  }
  bool one_of(const Json&, const Json& schemas, const Json& value) {
    return accepted(schemas, value) == 1;
  }
  bool any_of(const Json&, const Json& schemas, const Json& value) {
    return accepted(schemas, value) > 0;
  }
  bool all_of(const Json&, const Json& schemas, const Json& value) {
    return accepted(schemas, value) == static_cast<long>(schemas.size());
  }
  bool negated(const Json&, const Json& other, const Json& value) { return !accepts(other, value); }
  bool conditional(const Json& schema, const Json& condition, const Json& value) {
    const char* branch = accepts(condition, value) ? "then" : "else";
    return !schema.contains(branch) || accepts(schema[branch], value);
  }

  Json root_;
  std::map<Json, std::regex> expressions_;
};

}  // namespace venscope::test
