#include "venscope/base/utf8.hpp"
#include "venscope/formula/expression.hpp"
#include "venscope/formula/tokens.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::formula {
namespace {

/// How tightly a binary operator binds; 0: not a binary operator.
int binding(const Token& token) {
  if (token.kind != Token::Kind::op) return 0;
  const std::string& op = token.text;
  if (op == "~") return 1;
  if (op == "|" || op == "||") return 2;
  if (op == "&" || op == "&&") return 3;
  if (op == "==" || op == "!=" || op == "<" || op == ">" || op == "<=" || op == ">=") return 5;
  if (op == "+" || op == "-") return 6;
  if (op == "*" || op == "/") return 7;
  if (op.front() == '%') return 8;
  if (op == ":") return 9;
  if (op == "^") return 11;
  return 0;
}
constexpr int not_binding = 4;
constexpr int sign_binding = 10;
/// Deeper nesting than any formula needs, well below what the stack holds.
constexpr int deepest = 200;
/// More operators than any formula has: a + b + c is a tree as deep as it is long.
constexpr int longest = 10000;

/// Precedence climbing. Stops at the first thing that cannot be read: what follows it would be
/// guesswork.
class Parser {
public:
  Parser(std::string_view text, std::vector<Token> tokens)
      : text_(text), tokens_(std::move(tokens)) {}

  Result<Expression> run() {
    Expression expression = operation(1);
    if (problem_.code.empty() && here().kind != Token::Kind::end)
      fail("something is missing before this", "an operator such as + or :");
    if (!problem_.code.empty()) return failure(std::move(problem_));
    return expression;
  }

private:
  const Token& here() const { return tokens_[position_]; }
  bool at(std::string_view op) const { return here().kind == Token::Kind::op && here().text == op; }
  bool failed() const { return !problem_.code.empty(); }

  void fail(std::string what, std::string expected = {}) {
    if (failed()) return;
    problem_ = formula_problem("formula.syntax", text_, here().begin, here().end, std::move(what),
                               std::move(expected));
  }

  Expression call(std::string function, std::vector<Expression> arguments, std::size_t begin) {
    Expression node;
    node.kind = Expression::Kind::call;
    node.text = std::move(function);
    node.argument_names.resize(arguments.size());
    node.arguments = std::move(arguments);
    node.begin = begin;
    node.end = position_ > 0 ? tokens_[position_ - 1].end : begin;
    return node;
  }

  Expression operation(int loosest) {
    if (++depth_ > deepest) fail("this is nested too deeply");
    Expression left = failed() ? Expression{} : prefix();
    while (!failed() && binding(here()) >= loosest) {
      if (++operators_ > longest) {
        fail("this formula is too long", fmt::format("{} operators at most", longest));
        break;
      }
      const int strength = binding(here());
      const std::string op = here().text;
      ++position_;
      // ^ groups from the right and lets a sign follow: a^-1.
      Expression right = op == "^" ? operation(sign_binding) : operation(strength + 1);
      const std::size_t begin = left.begin;
      std::vector<Expression> sides;
      sides.push_back(std::move(left));
      sides.push_back(std::move(right));
      left = call(op, std::move(sides), begin);
    }
    --depth_;
    return left;
  }

  Expression prefix() {
    const std::size_t begin = here().begin;
    for (const std::string_view op : {"-", "+", "!", "~"}) {
      if (!at(op)) continue;
      ++position_;
      const int strength = op == "!" ? not_binding : op == "~" ? 2 : sign_binding;
      std::vector<Expression> operand;
      operand.push_back(operation(strength));
      return call(std::string(op), std::move(operand), begin);
    }
    return primary();
  }

  Expression primary() {
    const Token token = here();
    if (at("(")) return parenthesis();
    Expression leaf;
    leaf.text = token.text;
    leaf.value = token.value;
    leaf.begin = token.begin;
    leaf.end = token.end;
    if (token.kind == Token::Kind::number)
      leaf.kind = Expression::Kind::number;
    else if (token.kind == Token::Kind::text)
      leaf.kind = Expression::Kind::text;
    else if (token.kind != Token::Kind::name) {
      fail(token.kind == Token::Kind::end ? "the formula ends here"
                                          : fmt::format("unexpected '{}'", token.text),
           "a column, a number or a function");
      return leaf;
    }
    ++position_;
    if (token.kind == Token::Kind::name && at("(")) return arguments_of(token);
    return leaf;
  }

  Expression parenthesis() {
    const std::size_t begin = here().begin;
    ++position_;
    std::vector<Expression> inner;
    inner.push_back(operation(1));
    close(begin);
    return call("(", std::move(inner), begin);
  }

  Expression arguments_of(const Token& function) {
    const std::size_t open = here().begin;
    // What is called in backticks could be an operator, with any number of arguments.
    if (quoted_name(function.text) != function.text)
      fail(fmt::format("{} is not a function", quoted_name(function.text)),
           "an operator between its two sides, or the name of a function");
    ++position_;
    std::vector<Expression> arguments;
    std::vector<std::string> names;
    while (!failed() && !at(")")) {
      const bool named = here().kind == Token::Kind::name && tokens_[position_ + 1].text == "=" &&
                         tokens_[position_ + 1].kind == Token::Kind::op;
      names.push_back(named ? here().text : "");
      if (named) position_ += 2;
      arguments.push_back(operation(1));
      if (!at(",")) break;
      ++position_;
      if (at(")")) fail("unexpected ')'", "an argument after the comma");
    }
    close(open);
    Expression node = call(function.text, std::move(arguments), function.begin);
    node.argument_names = std::move(names);
    return node;
  }

  void close(std::size_t open) {
    if (failed()) return;
    if (at(")"))
      ++position_;
    else if (here().kind == Token::Kind::end)
      problem_ = formula_problem("formula.unclosed", text_, open, open + 1, "this ( is not closed");
    else
      fail(fmt::format("unexpected '{}'", here().text), "an operator, ',' or ')'");
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t position_ = 0;
  int depth_ = 0, operators_ = 0;
  Problem problem_;
};

/// Characters, not bytes: the caret stands under the right letter of a UTF-8 text.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

Result<Expression> parse_expression(std::string_view text) {
  auto tokens = tokenize(text);
  if (!tokens) return tl::unexpected(std::move(tokens.error()));
  return Parser(text, std::move(*tokens)).run();
}

Problem formula_problem(std::string code, std::string_view formula, std::size_t begin,
                        std::size_t end, std::string what, std::string expected,
                        std::string remedy) {
  std::string line(formula);
  for (char& c : line)
    if (c >= '\t' && c <= '\r') c = ' ';
  const auto width = [&line](std::size_t from, std::size_t to) {
    return characters(printable(std::string_view(line).substr(from, to - from)));
  };
  const std::size_t before = width(0, begin);
  const std::size_t under = std::max<std::size_t>(1, width(begin, end));
  // The excerpt ends the message, whichever part that is.
  std::string& last = !remedy.empty() ? remedy : !expected.empty() ? expected : what;
  last += fmt::format("\n    {}\n    {}{}", printable(line), std::string(before, ' '),
                      std::string(under, '^'));
  return {std::move(code),
          {"formula", 0, fmt::format("character {}", characters(formula.substr(0, begin)) + 1)},
          std::move(what),
          std::move(expected),
          std::move(remedy)};
}

}  // namespace venscope::formula
