#include "venscope/audit/printed.hpp"

#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace venscope::audit {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
    text.replace(at, from.size(), to);
}

/// How many decimals the digits have; an exponent shifts them.
std::optional<int> decimals_of(std::string_view digits) {
  int exponent = 0;
  if (const std::size_t e = digits.find_first_of("eE"); e != std::string_view::npos) {
    std::string_view power = digits.substr(e + 1);
    if (power.starts_with('+')) power.remove_prefix(1);
    const auto [end, error] = std::from_chars(power.data(), power.data() + power.size(), exponent);
    if (error != std::errc{} || end != power.data() + power.size()) return {};
    if (exponent < -300 || exponent > 300) return {};
    digits = digits.substr(0, e);
  }
  const std::size_t point = digits.find('.');
  const std::size_t after = point == std::string_view::npos ? 0 : digits.size() - point - 1;
  if (after > 300) return {};
  return static_cast<int>(after) - exponent;
}

}  // namespace

double Printed::half_unit() const {
  return 0.5 * std::pow(10.0, -decimals);
}

Range Printed::range() const {
  if (relation == Relation::below) return {-infinite, value};
  if (relation == Relation::above) return {value, infinite};
  const double half = half_unit(), slack = 1e-9 * half + 1e-12 * std::fabs(value);
  return {value - half - slack, value + half + slack};
}

std::optional<Printed> parse_printed(std::string_view text) {
  Printed printed;
  printed.text = text;
  std::string plain(text);
  replace_all(plain, " ", "");
  replace_all(plain, "−", "-");
  replace_all(plain, "·", ".");
  replace_all(plain, "≤", "<");
  replace_all(plain, "≥", ">");
  replace_all(plain, "<=", "<");
  replace_all(plain, ">=", ">");
  if (plain.ends_with('%')) plain.pop_back();
  if (plain.starts_with('<') || plain.starts_with('>')) {
    printed.relation = plain[0] == '<' ? Printed::Relation::below : Printed::Relation::above;
    plain.erase(0, 1);
  } else if (plain.starts_with('=')) {
    plain.erase(0, 1);
  }
  if (plain.empty()) return {};
  const char* const last = plain.data() + plain.size();
  const auto [end, error] = std::from_chars(plain.data(), last, printed.value);
  const std::optional<int> decimals = decimals_of(plain);
  if (error != std::errc{} || end != last || !decimals || !std::isfinite(printed.value)) return {};
  printed.decimals = *decimals;
  return printed;
}

std::optional<Printed> printed_of(const Node& node) {
  if (node.is(Node::Kind::text)) return parse_printed(node.text);
  if (node.is(Node::Kind::integer)) return parse_printed(std::to_string(node.integer));
  if (!node.is(Node::Kind::real) || !std::isfinite(node.real)) return {};
  std::string text = fmt::format("{}", node.real);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return parse_printed(text);
}

std::optional<Range> overlap(const Range& a, const Range& b) {
  const Range both{std::max(a.low, b.low), std::min(a.high, b.high)};
  return both.low <= both.high ? std::optional(both) : std::nullopt;
}

}  // namespace venscope::audit
