#include "venscope/formula/expression.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace venscope::formula {
namespace {

bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}

bool syntactic(std::string_view name) {
  for (const std::string_view word : {"if", "else", "repeat", "while", "function", "for", "next",
                                      "break", "TRUE", "FALSE", "NULL", "Inf", "NaN", "NA", "in"})
    if (name == word) return false;
  if (name.empty() || !(letter(name[0]) || name[0] == '.')) return false;
  if (name[0] == '.' && name.size() > 1 && digit(name[1])) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return letter(c) || digit(c) || c == '.' || c == '_'; });
}

std::string in_quotes(std::string_view text, char quote) {
  std::string quoted(1, quote);
  for (const char c : text) {
    if (c == quote || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + quote;
}

/// R sets spaces around these, and none around the others.
bool spaced(std::string_view op) {
  for (const std::string_view tight : {"^", ":", "/", "%%", "%/%"})
    if (op == tight) return false;
  return true;
}

bool is_operator(std::string_view text) {
  return !text.empty() && !letter(text[0]) && !digit(text[0]) && text[0] != '.' && text[0] != '_';
}

}  // namespace

std::string quoted_name(std::string_view name) {
  return syntactic(name) ? std::string(name) : in_quotes(name, '`');
}

std::string number_text(double value) {
  if (value != value) return "NA";
  if (std::isinf(value)) return value > 0 ? "Inf" : "-Inf";
  if (value == 0) return "0";
  std::string scientific = fmt::format("{:.14e}", std::fabs(value));
  const std::size_t mark = scientific.find('e');
  std::size_t digits = 15;
  while (digits > 1 && scientific[digits] == '0') --digits;  // d.ddd: digit k stands at index k
  int exponent = 0;
  for (std::size_t i = mark + 2; i < scientific.size(); ++i)
    exponent = exponent * 10 + (scientific[i] - '0');
  if (scientific[mark + 1] == '-') exponent = -exponent;

  const int significant = static_cast<int>(digits);
  const int decimals = std::max(0, significant - 1 - exponent);
  const int fixed_width = std::max(exponent, 0) + 1 + (decimals > 0 ? decimals + 1 : 0);
  const int scientific_width =
      significant + (significant > 1 ? 1 : 0) + (std::abs(exponent) >= 100 ? 5 : 4);
  return fixed_width <= scientific_width ? fmt::format("{:.{}f}", value, decimals)
                                         : fmt::format("{:.{}e}", value, significant - 1);
}

std::string deparse(const Expression& expression) {
  using Kind = Expression::Kind;
  switch (expression.kind) {
    case Kind::number: {
      // R's fifteen digits, unless they would read back as another number.
      const std::string text = number_text(expression.value);
      double back = 0;
      std::from_chars(text.data(), text.data() + text.size(), back);
      return back == expression.value ? text : fmt::format("{}", expression.value);
    }
    case Kind::text:
      return in_quotes(expression.text, '"');
    case Kind::name:
      for (const std::string_view word : {"TRUE", "FALSE", "NULL", "Inf", "NaN", "NA"})
        if (expression.text == word) return expression.text;
      return quoted_name(expression.text);
    case Kind::call:
      break;
  }
  const auto& arguments = expression.arguments;
  if (expression.text == "(") return "(" + deparse(arguments[0]) + ")";
  if (is_operator(expression.text) && arguments.size() == 1)
    return expression.text + deparse(arguments[0]);
  if (is_operator(expression.text)) {
    const char* space = spaced(expression.text) ? " " : "";
    return deparse(arguments[0]) + space + expression.text + space + deparse(arguments[1]);
  }
  std::string text = quoted_name(expression.text) + "(";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0) text += ", ";
    if (!expression.argument_names[i].empty())
      text += quoted_name(expression.argument_names[i]) + " = ";
    text += deparse(arguments[i]);
  }
  return text + ")";
}

}  // namespace venscope::formula
