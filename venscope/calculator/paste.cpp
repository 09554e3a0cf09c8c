#include "venscope/calculator/paste.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/cohort/cell.hpp"
#include "venscope/risk/patient.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace venscope::calculator {
namespace {

using Json = nlohmann::ordered_json;
using cohort::Dictionary;
using cohort::trimmed;
using cohort::Variable;
using cohort::VariableType;

constexpr std::size_t most_items = 2000;

/// `text` at each of `marks` that stands outside parentheses: t(8;21) stays whole.
std::vector<std::string> pieces(std::string_view text, std::string_view marks) {
  std::vector<std::string> all(1);
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (c == ')') depth = std::max(0, depth - 1);
    if (c == '\n') depth = 0;
    if (depth == 0 && marks.find(c) != std::string_view::npos)
      all.emplace_back();
    else
      all.back() += c;
  }
  return all;
}

bool letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}

/// R175H, p.Arg175His, W288fs, c.524G>A, exon 12, type A: something was found in the gene.
bool names_a_change(std::string_view text) {
  if (text.starts_with("p.") || text.starts_with("c.") || text.starts_with("g.")) return true;
  for (const char* word : {"exon", "type", "VAF", "vaf", "AF", "ratio"})
    if (text.starts_with(word)) return true;
  std::size_t at = 0;
  while (at < text.size() && letter(text[at])) ++at;
  const std::size_t letters = at;
  while (at < text.size() && digit(text[at])) ++at;
  return (letters == 1 || letters == 3) && at > letters && at < text.size();
}

/// The number before a per cent sign.
std::optional<double> percentage(std::string_view text) {
  const std::size_t sign = text.find('%');
  if (sign == std::string_view::npos) return std::nullopt;
  std::string_view before = trimmed(text.substr(0, sign));
  std::size_t start = before.size();
  while (start > 0 &&
         (digit(before[start - 1]) || before[start - 1] == '.' || before[start - 1] == ','))
    --start;
  const auto number = cohort::parse_number(before.substr(start), cohort::DecimalMark::either);
  return number ? std::optional(number->value) : std::nullopt;
}

class Pasting {
public:
  Pasting(const Dictionary& dictionary, const Words& words)
      : dictionary_(dictionary), words_(words) {}

  Json run(std::string_view text) {
    if (!table(text)) {
      const std::vector<std::string> items = pieces(text, ",;\t\n\r|");
      for (std::size_t i = 0; i < std::min(items.size(), most_items); ++i)
        if (const std::string_view item = trimmed(items[i]); !item.empty()) this->item(item);
    }
    return {{"values", std::move(values_)},
            {"understood", std::move(understood_)},
            {"not_understood", std::move(not_understood_)}};
  }

private:
  /// A header of which at least two columns are known, and a row below it.
  bool table(std::string_view text) {
    const std::vector<std::string> lines = pieces(text, "\n");
    if (lines.size() < 2) return false;
    for (const char mark : {'\t', ';', ','}) {
      const std::vector<std::string> names = pieces(lines[0], std::string_view(&mark, 1));
      const std::vector<std::string> cells = pieces(lines[1], std::string_view(&mark, 1));
      const auto known = std::count_if(names.begin(), names.end(), [&](const std::string& name) {
        return dictionary_.match(trimmed(name)) != nullptr;
      });
      if (known < 2 || cells.size() < 2) continue;
      for (std::size_t i = 0; i < std::min(names.size(), cells.size()); ++i)
        cell(trimmed(names[i]), trimmed(cells[i]));
      return true;
    }
    return false;
  }

  void cell(std::string_view name, std::string_view value) {
    const std::string shown = fmt::format("{}: {}", name, value);
    const Variable* variable = dictionary_.match(name);
    if (!variable) return unknown(shown, name);
    if (variable->type == VariableType::text) return;
    if (trimmed(value).empty()) return;
    state(*variable, value, shown);
  }

  void item(std::string_view text) {
    const std::size_t sign = text.find_first_of(":=");
    // A colon may belong to a name: RUNX1::RUNX1T1.
    if (sign != std::string_view::npos && text.substr(sign, 2) != "::")
      if (const Variable* variable = find(trimmed(text.substr(0, sign))))
        return state(*variable, trimmed(text.substr(sign + 1)), std::string(text));
    std::string_view rest = text;
    bool negated = false;
    for (const char* word : {"no ", "without ", "kein ", "keine ", "ohne ", "nicht "})
      if (rest.size() > std::string_view(word).size() &&
          cohort::same_word(rest.substr(0, std::string_view(word).size()), word)) {
        negated = true;
        rest = trimmed(rest.substr(std::string_view(word).size()));
      }
    // The longest run of words from the start that is a name.
    for (std::size_t end = rest.size(); end > 0;) {
      const std::string_view name = trimmed(rest.substr(0, end));
      if (const Variable* variable = find(name)) {
        const std::string_view after = trimmed(rest.substr(end));
        if (negated && after.empty()) return state(*variable, "no", std::string(text));
        if (!negated) return state(*variable, after, std::string(text));
      }
      end = rest.find_last_of(" \t", end - 1);
      if (end == std::string_view::npos) break;
    }
    unknown(std::string(text), rest.substr(0, rest.find(' ')));
  }

  const Variable* find(std::string_view name) const {
    // -7, +8: a chromosome lost or gained. As a column's name "7" would say less.
    if (name.size() > 1 && (name[0] == '-' || name[0] == '+') && !letter(name[1])) {
      const std::string written =
          (name[0] == '-' ? "minus_" : "plus_") + std::string(name.substr(1));
      return dictionary_.find(written);
    }
    if (name == "-Y") return dictionary_.find("minus_Y");
    const Variable* variable = dictionary_.match(name);
    return variable && variable->type != VariableType::text ? variable : nullptr;
  }

  void state(const Variable& variable, std::string_view text, const std::string& shown) {
    const bool two_states =
        variable.type == VariableType::gene || variable.type == VariableType::yes_no;
    if (two_states && text.empty()) text = "yes";
    for (const char* word : {"neg", "-", "unmutated", "not mutated", "no mutation", "absent",
                             "not present", "nicht mutiert", "unmutiert", "Wildtyp"})
      if (two_states && cohort::same_word(text, word)) text = "no";
    for (const char* word : {"pos", "+", "present", "mutiert", "mutation"})
      if (two_states && cohort::same_word(text, word)) text = "yes";
    Result<risk::Value> value = risk::parse_value(variable, text);
    if (!value && variable.type == VariableType::number) {
      // "61 years": a number and a unit.
      const std::size_t space = text.find_first_of(" %");
      value = risk::parse_value(variable, text.substr(0, space));
    }
    if (!value && variable.type == VariableType::gene &&
        (names_a_change(text) || percentage(text))) {
      value = risk::parse_value(variable, "yes");
      fraction(variable, text, shown);
    }
    if (!value) {
      not_understood_.push_back(
          {{"text", shown},
           {"why", words_.say("paste_value", {{"variable", words_.label(variable)}})}});
      return;
    }
    set(variable, *value, shown);
  }

  void fraction(const Variable& gene, std::string_view text, const std::string& shown) {
    const std::optional<double> share = percentage(text);
    if (!share) return;
    for (const Variable& variable : dictionary_.variables)
      if (variable.measures == gene.name)
        if (const auto value = risk::parse_value(variable, fmt::format("{}", *share)))
          set(variable, *value, shown);
  }

  void set(const Variable& variable, const risk::Value& value, const std::string& shown) {
    const std::string text = risk::value_text(variable, value);
    if (text == "missing") return;
    const auto before = values_.find(variable.name);
    if (before != values_.end() && *before != text) {
      not_understood_.push_back(
          {{"text", shown},
           {"why", words_.say("paste_twice",
                              {{"variable", words_.label(variable)},
                               {"value", words_.value(variable, before->get<std::string>())}})}});
      return;
    }
    values_[variable.name] = text;
    understood_.push_back({{"text", shown},
                           {"variable", variable.name},
                           {"label", words_.label(variable)},
                           {"value", text},
                           {"value_label", words_.value(variable, text)}});
  }

  void unknown(const std::string& shown, std::string_view name) {
    std::vector<std::string> names;
    for (const Variable& variable : dictionary_.variables)
      if (variable.type != VariableType::text) names.push_back(variable.name);
    const std::string near(nearest_name(name, names));
    not_understood_.push_back(
        {{"text", shown},
         {"why", near.empty() ? words_.say("paste_unknown")
                              : words_.say("paste_nearest", {{"name", near}})}});
  }

  const Dictionary& dictionary_;
  const Words& words_;
  Json values_ = Json::object(), understood_ = Json::array(), not_understood_ = Json::array();
};

}  // namespace

Json paste_json(std::string_view text, const Dictionary& dictionary, const Words& words) {
  return Pasting(dictionary, words).run(text);
}

}  // namespace venscope::calculator
