#include "venscope/cohort/condition_parser.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/condition_words.hpp"
#include "venscope/cohort/dictionary.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::cohort {
namespace {

using Step = Condition::Step;
using Kind = Step::Kind;
using Word = ConditionWord;

/// Recursive descent over the words; stops at the first error of syntax, but goes on after an
/// unknown name, so that all of them are said.
class Parser {
public:
  Parser(std::string_view text, const Table& table, const Place& place)
      : text_(text), table_(table), place_(place), words_(condition_words(text)) {}

  Result<std::vector<Step>> run() {
    any(0);
    if (!stopped_ && word().kind != Word::Kind::end)
      stop("the condition goes on", "\"and\", \"or\" or the end");
    if (!problems_.empty()) return failure(std::move(problems_));
    return std::move(steps_);
  }

private:
  const Word& word() const { return words_[at_]; }
  bool take(std::string_view symbol) {
    if (word().quoted || word().text != symbol || word().kind == Word::Kind::end) return false;
    ++at_;
    return true;
  }
  void stop(const std::string& what, const std::string& expected) {
    if (stopped_) return;
    stopped_ = true;
    const std::string found =
        word().kind == Word::Kind::end ? "at the end" : "at " + shown(word().text);
    reject("cohort.condition", fmt::format("{} {}", what, found), expected);
  }
  void reject(std::string code, const std::string& what, std::string expected,
              std::string remedy = {}) {
    problems_.push_back({std::move(code), place_,
                         fmt::format("in `{}`, character {}: {}", text_, word().position + 1, what),
                         std::move(expected), std::move(remedy)});
  }

  void any(std::size_t depth);
  void all(std::size_t depth);
  void negation(std::size_t depth);
  void test();
  void membership(const Column& column, bool negated);
  void comparison(const Column& column, std::string_view symbol);
  const Column* column();
  std::optional<double> number_value(const Column& column);
  std::size_t level(const Column& column);
  void push(Step step) { steps_.push_back(std::move(step)); }

  std::string_view text_;
  const Table& table_;
  Place place_;
  std::vector<Word> words_;
  std::size_t at_ = 0;
  bool stopped_ = false;
  std::vector<Step> steps_;
  Problems problems_;
};

void Parser::any(std::size_t depth) {
  all(depth);
  while (!stopped_ && take("or")) {
    all(depth);
    push({.kind = Kind::any});
  }
}

void Parser::all(std::size_t depth) {
  negation(depth);
  while (!stopped_ && take("and")) {
    negation(depth);
    push({.kind = Kind::all});
  }
}

void Parser::negation(std::size_t depth) {
  if (depth > deepest_condition) return stop("too deeply nested", "fewer parentheses");
  if (take("not")) {
    negation(depth + 1);
    push({.kind = Kind::negate});
  } else if (take("(")) {
    any(depth + 1);
    if (!stopped_ && !take(")")) stop("a parenthesis is not closed", "\")\"");
  } else {
    test();
  }
}

const Column* Parser::column() {
  if (word().kind != Word::Kind::word || (word().quoted && text_[word().position] != '`')) {
    stop("a column name is missing", "a column name");
    return nullptr;
  }
  const Column* found = table_.find(word().text);
  if (!found) {
    std::vector<std::string> names;
    for (const Column& known : table_.columns) names.push_back(known.name);
    const std::string near = nearest_name(word().text, names);
    reject("cohort.unknown_column", "there is no column " + shown(word().text), "",
           near.empty() ? "" : "did you mean " + shown(near) + "?");
  }
  return found;
}

void Parser::test() {
  // An unknown column is read on as if it were known, without complaints about its values.
  static const Column nothing;
  const Column* found = column();
  if (stopped_) return;
  const Column& tested = found ? *found : nothing;
  ++at_;
  if (take("is")) {
    const bool negated = take("not");
    if (!take("missing")) return stop("\"is\" needs a word", "\"missing\" or \"not missing\"");
    push({.kind = Kind::is_missing, .left = &tested});
    if (negated) push({.kind = Kind::negate});
    return;
  }
  if (take("in")) return membership(tested, false);
  if (take("not")) {
    if (!take("in")) return stop("\"not\" needs a word", "\"in\"");
    return membership(tested, true);
  }
  for (const std::string_view symbol : {"==", "!=", "<", "<=", ">", ">="})
    if (take(symbol)) return comparison(tested, symbol);
  stop("a comparison is missing", "==, !=, <, <=, >, >=, in, \"is missing\"");
}

std::optional<double> Parser::number_value(const Column& tested) {
  if (word().kind == Word::Kind::symbol || word().kind == Word::Kind::end) {
    stop("a value is missing", "a number");
    return std::nullopt;
  }
  std::optional<double> value;
  if (tested.type == ColumnType::date)
    value = parse_date(word().text);
  else if (const auto number = parse_number(word().text))
    value = number->value;
  if (!value)
    reject("cohort.wrong_type",
           fmt::format("{} is compared with {}", shown(tested.name), shown(word().text)),
           tested.type == ColumnType::date ? "a date, yyyy-mm-dd" : "a number");
  ++at_;
  return value;
}

std::size_t Parser::level(const Column& tested) {
  if (word().kind == Word::Kind::symbol || word().kind == Word::Kind::end) {
    stop("a value is missing", "a level of " + shown(tested.name));
    return 0;
  }
  const auto found = std::find(tested.levels.begin(), tested.levels.end(), word().text);
  if (found == tested.levels.end() && !tested.name.empty()) {
    const std::string near = nearest_name(word().text, tested.levels);
    const bool few = tested.levels.size() <= 12 && tested.type == ColumnType::category;
    reject("cohort.unknown_level",
           fmt::format("{} is not a level of {}", shown(word().text), shown(tested.name)),
           few ? fmt::format("{}", fmt::join(tested.levels, ", ")) : "",
           near.empty() ? "" : "did you mean " + shown(near) + "?");
  }
  ++at_;
  return static_cast<std::size_t>(found - tested.levels.begin());
}

void Parser::membership(const Column& tested, bool negated) {
  if (!take("(")) return stop("\"in\" needs a list", "\"(\"");
  Step step{
      .kind = Kind::one_of, .left = &tested, .levels = std::vector(tested.levels.size(), false)};
  do {
    if (tested.numeric() && !tested.name.empty()) {
      if (const auto value = number_value(tested)) step.values.push_back(*value);
    } else if (const std::size_t index = level(tested); index < step.levels.size()) {
      step.levels[index] = true;
    }
    if (stopped_) return;
  } while (take(","));
  if (!take(")")) return stop("the list is not closed", "\",\" or \")\"");
  push(std::move(step));
  if (negated) push({.kind = Kind::negate});
}

void Parser::comparison(const Column& tested, std::string_view symbol) {
  const bool equality = symbol == "==" || symbol == "!=";
  if (word().kind == Word::Kind::symbol || word().kind == Word::Kind::end)
    return stop("a value is missing", "a value");
  if (tested.name.empty()) {  // unknown: said already
    ++at_;
    return;
  }
  if (!tested.numeric() && !equality) {
    reject("cohort.wrong_type",
           fmt::format("{} is a category and has no {}", shown(tested.name), symbol),
           "== or != or in", "list the levels: in (…)");
    ++at_;
    return;
  }
  if (!tested.numeric()) {
    Step step{
        .kind = Kind::one_of, .left = &tested, .levels = std::vector(tested.levels.size(), false)};
    if (const std::size_t index = level(tested); index < step.levels.size())
      step.levels[index] = true;
    push(std::move(step));
    if (symbol == "!=") push({.kind = Kind::negate});
    return;
  }
  const Column* other = word().kind == Word::Kind::word ? table_.find(word().text) : nullptr;
  if (other && other->numeric() && other->type == tested.type) {
    push({.kind = Kind::compare_column, .left = &tested, .right = other, .comparison = symbol});
    ++at_;
  } else if (const auto value = number_value(tested)) {
    push({.kind = Kind::compare_value, .left = &tested, .comparison = symbol, .value = *value});
  }
}

}  // namespace

Result<std::vector<Condition::Step>> parse_condition(std::string_view text, const Table& table,
                                                     const Place& place) {
  return Parser(text, table, place).run();
}

}  // namespace venscope::cohort
