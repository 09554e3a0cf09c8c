#include "venscope/formula/tokens.hpp"

#include "venscope/base/utf8.hpp"
#include "venscope/formula/expression.hpp"

#include <charconv>

#include <fmt/format.h>

namespace venscope::formula {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Bytes above 127 belong to UTF-8 letters: R too takes é or 年 in a name.
bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool continues_name(char c) {
  return starts_name(c) || is_digit(c);
}

class Tokenizer {
public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  Result<std::vector<Token>> run() {
    check_encoding();
    while (skip_space(), position_ < text_.size()) next();
    tokens_.push_back({Token::Kind::end, "", 0, text_.size(), text_.size()});
    if (!problems_.empty()) return failure(std::move(problems_));
    return std::move(tokens_);
  }

private:
  char peek(std::size_t ahead = 0) const {
    return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
  }

  /// A byte that is not UTF-8 could neither be shown nor be written into JSON.
  void check_encoding() {
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t length = character_length(text_, at);
      if (length == 0)
        problem("formula.not_utf8", at, at + 1,
                fmt::format("byte 0x{:02X} is not UTF-8", static_cast<unsigned char>(text_[at])),
                "text in UTF-8");
      at += length == 0 ? 1 : length;
    }
  }

  void skip_space() {
    while (position_ < text_.size() && (peek() == ' ' || (peek() >= '\t' && peek() <= '\r')))
      ++position_;
  }

  void next() {
    const char c = peek();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (starts_name(c)) return name();
    if (c == '`') return quoted(Token::Kind::name);
    if (c == '"' || c == '\'') return quoted(Token::Kind::text);
    if (c == '%') return percent_operator();
    for (const std::string_view op : {"==", "!=", "<=", ">=", "&&", "||", "**"})
      if (text_.substr(position_, 2) == op) return add(Token::Kind::op, op == "**" ? "^" : op, 2);
    if (std::string_view("+-*/^:~()<>!&|,=").find(c) != std::string_view::npos)
      return add(Token::Kind::op, std::string_view(&text_[position_], 1), 1);
    problem("formula.character", position_, position_ + 1,
            fmt::format("'{}' has no meaning in a formula", c), "",
            "put a column name with odd characters in backticks: `my column`");
    ++position_;
  }

  void add(Token::Kind kind, std::string_view text, std::size_t length) {
    tokens_.push_back({kind, std::string(text), 0, position_, position_ + length});
    position_ += length;
  }

  void number() {
    Token token{Token::Kind::number, "", 0, position_, position_};
    const char* first = text_.data() + position_;
    const auto [last, error] = std::from_chars(first, text_.data() + text_.size(), token.value);
    position_ += static_cast<std::size_t>(last - first);
    if (error != std::errc{})
      problem("formula.number", token.begin, position_, "this number is out of range");
    if (peek() == 'L' && !continues_name(peek(1))) ++position_;  // R's mark of an integer
    token.end = position_;
    if (continues_name(peek())) {
      while (continues_name(peek())) ++position_;
      problem("formula.number", token.begin, position_,
              fmt::format("'{}' is neither a number nor a name",
                          text_.substr(token.begin, position_ - token.begin)),
              "", "put a column name that starts with a digit in backticks");
    }
    tokens_.push_back(std::move(token));
  }

  void name() {
    std::size_t length = 1;
    while (continues_name(peek(length))) ++length;
    add(Token::Kind::name, text_.substr(position_, length), length);
  }

  void quoted(Token::Kind kind) {
    const std::size_t begin = position_;
    const char quote = peek();
    std::string content;
    for (++position_; position_ < text_.size(); ++position_) {
      if (peek() == quote) {
        ++position_;
        tokens_.push_back({kind, std::move(content), 0, begin, position_});
        return;
      }
      if (peek() == '\\' && position_ + 1 < text_.size()) ++position_;
      content += peek();
    }
    problem("formula.unclosed", begin, begin + 1, fmt::format("this {} is not closed", quote));
  }

  void percent_operator() {
    const std::size_t close = text_.find('%', position_ + 1);
    if (close != std::string_view::npos)
      return add(Token::Kind::op, text_.substr(position_, close + 1 - position_),
                 close + 1 - position_);
    problem("formula.unclosed", position_, position_ + 1, "this % is not closed",
            "an operator such as %in%",
            "put a column name with odd characters in backticks: `blast %`");
    position_ = text_.size();
  }

  void problem(std::string code, std::size_t begin, std::size_t end, std::string what,
               std::string expected = {}, std::string remedy = {}) {
    problems_.push_back(formula_problem(std::move(code), text_, begin, end, std::move(what),
                                        std::move(expected), std::move(remedy)));
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::vector<Token> tokens_;
  Problems problems_;
};

}  // namespace

Result<std::vector<Token>> tokenize(std::string_view formula) {
  return Tokenizer(formula).run();
}

}  // namespace venscope::formula
