/// What deparse() prints reads as the same expression, whatever the expression.
#include "venscope/formula/expression.hpp"

#include <random>

#include <gtest/gtest.h>

using namespace venscope::formula;

namespace {

bool same(const Expression& a, const Expression& b) {
  if (a.kind != b.kind || a.argument_names != b.argument_names ||
      a.arguments.size() != b.arguments.size())
    return false;
  if (a.kind == Expression::Kind::number) return a.value == b.value;
  if (a.text != b.text) return false;
  for (std::size_t i = 0; i < a.arguments.size(); ++i)
    if (!same(a.arguments[i], b.arguments[i])) return false;
  return true;
}

/// Random formulas as text, with needless spaces, backticks and quotes.
class Author {
public:
  explicit Author(unsigned seed) : draw_(seed) {}

  std::string expression(int depth) {
    const std::size_t kind = depth == 0 ? draw_() % 3 : draw_() % 8;
    if (kind == 0) return one_of({"1", "0.25", "1e5", "123456", "1e-7", ".5", "2L", "1e300"});
    if (kind == 1)
      return one_of({"age", "`age`", "`a b`", "TRUE", "größe", "x.1", "`if`", "`a\\`b`", "`a\\\\b`",
                     "`2nd`", "``", "_x"});
    if (kind == 2) return one_of({"'M'", "\"it's\"", "'a\"b'", "'\\\\'", "''", "'a, (b'"});
    if (kind == 3) return "(" + expression(depth - 1) + ")";
    if (kind == 4) return one_of({"-", "+", "!", "~", " ! "}) + expression(depth - 1);
    if (kind == 5) return call(depth);
    return expression(depth - 1) +
           one_of({"+", " - ", "*",  "/",  "^", "**", ":",  " %in% ", "%%", "%/%",
                   "<", ">=",  "==", "!=", "&", "|",  "&&", " || ",   "~",  " + "}) +
           expression(depth - 1);
  }

private:
  std::string one_of(std::initializer_list<const char*> choices) {
    return *(choices.begin() + draw_() % choices.size());
  }
  std::string call(int depth) {
    std::string text = one_of({"I", "log", "factor", "`log`"}) + "(";
    const std::size_t arguments = draw_() % 4;
    for (std::size_t i = 0; i < arguments; ++i)
      text += (i > 0 ? ", " : "") + std::string(one_of({"", "", "base = ", "`a b`="})) +
              expression(depth - 1);
    return text + ")";
  }

  std::mt19937 draw_;
};

}  // namespace

TEST(DeparseLaw, WhatIsPrintedReadsAsTheSame) {
  Author author(1);
  for (int round = 0; round < 20000; ++round) {
    const std::string text = author.expression(5);
    const auto first = parse_expression(text);
    ASSERT_TRUE(first) << text << '\n' << venscope::to_text(first.error());
    const std::string printed = deparse(*first);
    const auto again = parse_expression(printed);
    ASSERT_TRUE(again) << text << " -> " << printed;
    ASSERT_TRUE(same(*first, *again)) << text << " -> " << printed;
    ASSERT_EQ(deparse(*again), printed) << text;
  }
}
