#include "venscope/base/node.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace venscope {
namespace {

constexpr std::size_t deepest = 60;

/// A byte of the text; moving on also moves the count that all copies share, from which the handler
/// knows how far the parser has read.
struct CountingByte {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  const char* at = nullptr;
  std::size_t* read = nullptr;

  reference operator*() const { return *at; }
  CountingByte& operator++() {
    ++at;
    ++*read;
    return *this;
  }
  [[maybe_unused]] friend bool operator==(const CountingByte& a, const CountingByte& b) {
    return a.at == b.at;
  }
  friend bool operator!=(const CountingByte& a, const CountingByte& b) { return a.at != b.at; }
};

/// Builds the tree from the parser's events. The parser reads one byte beyond a number and none
/// beyond anything else, and no token but white space holds a line feed: the byte before the last
/// one read is on the token's line.
class TreeBuilder {
public:
  using number_integer_t = std::int64_t;
  using number_unsigned_t = std::uint64_t;
  using number_float_t = double;
  using string_t = std::string;
  using binary_t = nlohmann::json::binary_t;

  TreeBuilder(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  std::size_t* read() { return &read_; }
  Problems problems;
  Node root;

  bool null() { return add(Node::Kind::null); }
  bool boolean(bool value) {
    if (!add(Node::Kind::flag)) return false;
    last_->flag = value;
    return true;
  }
  bool number_integer(number_integer_t value) {
    if (!add(Node::Kind::integer)) return false;
    last_->integer = value;
    last_->real = static_cast<double>(value);
    return true;
  }
  bool number_unsigned(number_unsigned_t value) {
    // Beyond 2^63 it is a number, but no whole number that anything counts in.
    if (value <= static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max()))
      return number_integer(static_cast<std::int64_t>(value));
    return number_float(static_cast<double>(value), {});
  }
  bool number_float(number_float_t value, const string_t&) {
    if (!add(Node::Kind::real)) return false;
    last_->real = value;
    return true;
  }
  bool string(string_t& value) {
    if (!add(Node::Kind::text)) return false;
    last_->text = std::move(value);
    return true;
  }
  bool binary(binary_t&) { return false; }
  bool start_object(std::size_t) { return add(Node::Kind::table) && open(); }
  bool start_array(std::size_t) { return add(Node::Kind::list) && open(); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(string_t& name) {
    const std::vector<std::string>& names = open_.back()->names;
    if (std::find(names.begin(), names.end(), name) != names.end())
      refuse(line(), fmt::format("`{}` stands twice in one object", name), "each key once");
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& why) {
    // "[json.exception.parse_error.101] parse error at line 3, column 5: syntax error while …"
    std::string_view what = why.what();
    for (const std::string_view head : {"] ", ": "})
      if (const std::size_t at = what.find(head); at != std::string_view::npos)
        what.remove_prefix(at + head.size());
    refuse(line_of(std::min(position, text_.size())), fmt::format("not valid JSON: {}", what));
    return false;
  }

private:
  std::size_t line() { return line_of(read_ == 0 ? 0 : read_ - 1); }

  /// The line of a byte; asked in ascending order.
  std::size_t line_of(std::size_t byte) {
    for (; counted_ < byte; ++counted_) line_ += text_[counted_] == '\n';
    return line_;
  }

  void refuse(std::size_t line, std::string what, std::string expected = {}) {
    problems.push_back({"base.json", {file_, line, {}}, std::move(what), std::move(expected), {}});
  }

  bool add(Node::Kind kind) {
    Node node;
    node.kind = kind;
    node.place = {file_, line(), {}};
    if (open_.empty()) {
      root = std::move(node);
      last_ = &root;
      return true;
    }
    Node& parent = *open_.back();
    if (parent.is(Node::Kind::table)) parent.names.push_back(std::move(key_));
    parent.items.push_back(std::move(node));
    last_ = &parent.items.back();
    return true;
  }
  bool open() {
    open_.push_back(last_);
    if (open_.size() <= deepest) return true;
    refuse(line(), fmt::format("more than {} brackets within each other", deepest));
    return false;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t read_ = 0, counted_ = 0, line_ = 1;
  std::vector<Node*> open_;  ///< a parent's items do not grow while a child is open
  Node* last_ = nullptr;
  std::string key_;
};

}  // namespace

Result<Node> parse_json(std::string_view text, const std::string& file) {
  TreeBuilder builder(text, file);
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): `last` ends it
  const CountingByte first{text.data(), builder.read()};
  const CountingByte last{text.data() + text.size(), builder.read()};
  const bool whole = nlohmann::json::sax_parse(first, last, &builder);
  if (!builder.problems.empty()) return failure(std::move(builder.problems));
  if (!whole) return failure({"base.json", {file, 1, {}}, "not valid JSON", {}, {}});
  return std::move(builder.root);
}

}  // namespace venscope
