#include "venscope/formula/expression.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using formula::deparse;
using formula::number_text;
using formula::parse_expression;

namespace {

std::string printed(std::string_view text) {
  const auto expression = parse_expression(text);
  return expression ? deparse(*expression) : to_text(expression.error());
}

std::string complaint(std::string_view text) {
  const auto expression = parse_expression(text);
  return expression ? "no problem" : to_text(expression.error());
}

}  // namespace

TEST(Deparse, WritesExpressionsAsRDoes) {
  // Right column: deparse(quote(…)) in R 4.2.2.
  const std::pair<const char*, const char*> cases[] = {
      {"I(age>60)", "I(age > 60)"},
      {"I( age/10 )", "I(age/10)"},
      {"a%in%b", "a %in% b"},
      {"a %/% 2", "a%/%2"},
      {"a %% 2", "a%%2"},
      {"!a&b|c", "!a & b | c"},
      {"-a^2", "-a^2"},
      {"a^-1", "a^-1"},
      {"(a+b)*2", "(a + b) * 2"},
      {"'a\"b'", "\"a\\\"b\""},
      {"`age`+`a b`", "age + `a b`"},
      {"1e6", "1e+06"},
      {"100000", "1e+05"},
      {"123456789", "123456789"},
      {"1.50", "1.5"},
      {"0.1", "0.1"},
      {"log( x,base=2 )", "log(x, base = 2)"},
      {"a:b*c", "a:b * c"},
      {"x**2", "x^2"},
      {"TRUE", "TRUE"},
      {"Surv(t,e==2)~.", "Surv(t, e == 2) ~ ."},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(printed(text), expected) << text;
}

TEST(Deparse, BindsOperatorsAsR) {
  const auto nested = [](std::string_view text) {
    // The tree with every operation in braces.
    const auto show = [](const auto& self, const formula::Expression& e) -> std::string {
      if (e.kind != formula::Expression::Kind::call) return deparse(e);
      if (e.arguments.size() == 1) return "{" + e.text + self(self, e.arguments[0]) + "}";
      return "{" + self(self, e.arguments[0]) + e.text + self(self, e.arguments[1]) + "}";
    };
    const auto expression = parse_expression(text);
    return expression ? show(show, *expression) : "";
  };
  EXPECT_EQ(nested("a+b*c"), "{a+{b*c}}");
  EXPECT_EQ(nested("a-b-c"), "{{a-b}-c}");
  EXPECT_EQ(nested("a^b^c"), "{a^{b^c}}");
  EXPECT_EQ(nested("-a:b"), "{{-a}:b}");
  EXPECT_EQ(nested("-a^2"), "{-{a^2}}");
  EXPECT_EQ(nested("a*b:c"), "{a*{b:c}}");
  EXPECT_EQ(nested("a>b+c"), "{a>{b+c}}");
  EXPECT_EQ(nested("!a==b"), "{!{a==b}}");
  EXPECT_EQ(nested("a|b&c"), "{a|{b&c}}");
  EXPECT_EQ(nested("y~a|b"), "{y~{a|b}}");
  EXPECT_EQ(nested("a%in%b*c"), "{{a%in%b}*c}");
}

TEST(NumberText, HasFifteenDigitsAndTheShorterNotation) {
  // as.character() in R 4.2.2.
  EXPECT_EQ(number_text(0.1 + 0.2), "0.3");
  EXPECT_EQ(number_text(1.0 / 3), "0.333333333333333");
  EXPECT_EQ(number_text(1e15), "1e+15");
  EXPECT_EQ(number_text(1e-4), "1e-04");
  EXPECT_EQ(number_text(100000.1), "100000.1");
  EXPECT_EQ(number_text(1234567.1), "1234567.1");
  EXPECT_EQ(number_text(-1e5), "-1e+05");
  EXPECT_EQ(number_text(-0.0), "0");
  EXPECT_EQ(number_text(1e-300), "1e-300");
}

TEST(Parse, PointsAtWhatItCannotRead) {
  EXPECT_EQ(complaint("Surv(time, event) ~ age +"),
            "formula: character 26: the formula ends here, expected a column, a number or a "
            "function\n    Surv(time, event) ~ age +\n                             ^\n");
  EXPECT_EQ(complaint("Surv(time, event ~ age"),
            "formula: character 5: this ( is not closed\n    Surv(time, event ~ age\n"
            "        ^\n");
  EXPECT_EQ(complaint("y ~ größe sex"),
            "formula: character 11: something is missing before this, expected an operator such "
            "as + or :\n    y ~ größe sex\n              ^^^\n");
}

TEST(Parse, ListsEveryWordThatIsNone) {
  const auto expression = parse_expression("y ~ a $ b + 12ab + `x");
  ASSERT_FALSE(expression);
  ASSERT_EQ(expression.error().size(), 3u);
  EXPECT_TRUE(expression.error()[0].what.starts_with("'$' has no meaning in a formula"))
      << expression.error()[0].what;
  EXPECT_TRUE(expression.error()[1].what.starts_with("'12ab' is neither a number nor a name"))
      << expression.error()[1].what;
  EXPECT_TRUE(expression.error()[2].what.starts_with("this ` is not closed"))
      << expression.error()[2].what;
}

TEST(Parse, RefusesWhatWouldExhaustTheStack) {
  EXPECT_FALSE(parse_expression(std::string(100000, '(')));
  EXPECT_FALSE(parse_expression(std::string(100000, '-')));
  std::string sum = "a";
  for (int i = 0; i < 5000; ++i) sum += "+a";
  EXPECT_TRUE(parse_expression(sum)) << "long is not deep";
}

TEST(Parse, ReadsNothingOutOfNothing) {
  EXPECT_FALSE(parse_expression(""));
  EXPECT_FALSE(parse_expression("   "));
  EXPECT_FALSE(parse_expression("f(a,)"));
  EXPECT_FALSE(parse_expression("f(,a)"));
  EXPECT_FALSE(parse_expression("a)"));
}

TEST(Parse, CallsNoOperatorInBackticks) {
  // An operator called so could have any number of arguments, none included.
  for (const char* text : {"`(`()", "`!`()", "`+`(a)", "`+`(a, b, c)", "`a b`(x)", "``()"})
    EXPECT_NE(complaint(text).find("is not a function"), std::string::npos) << text;
  EXPECT_EQ(printed("`log`(x)"), "log(x)");
}

TEST(Parse, RefusesASumTooLongForTheStack) {
  std::string sum = "a";
  for (int i = 0; i < 200000; ++i) sum += "+a";
  EXPECT_NE(complaint(sum).find("too long"), std::string::npos);
}
