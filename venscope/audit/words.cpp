#include "venscope/audit/words.hpp"

#include "venscope/audit/finding.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::audit {

std::string_view words_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::agrees:
      return "agrees";
    case Verdict::only_if:
      return "agrees only if";
    case Verdict::cannot:
      return "cannot";
    case Verdict::not_checkable:
      break;
  }
  return "not checkable";
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::agrees:
      return "agrees";
    case Verdict::only_if:
      return "agrees_only_if";
    case Verdict::cannot:
      return "cannot";
    case Verdict::not_checkable:
      break;
  }
  return "not_checkable";
}

Verdict worst(std::span<const Finding> findings) {
  Verdict verdict = Verdict::not_checkable;
  for (const Finding& finding : findings) verdict = std::max(verdict, finding.verdict);
  return verdict;
}

std::string fixed(double value, int decimals) {
  if (std::isinf(value)) return value > 0 ? "any size" : "−any size";
  std::string text = fmt::format("{:.{}f}", value, std::clamp(decimals, 0, 12));
  if (!text.starts_with('-')) return text;
  text.erase(0, 1);
  return text.find_first_not_of("0.") == std::string::npos ? text : "−" + text;
}

std::string p_beside(double p, const Printed& printed) {
  int decimals = std::clamp(printed.decimals + 2, 4, 8);
  if (p > 0.0) decimals = std::max(decimals, 1 - static_cast<int>(std::floor(std::log10(p))));
  if (decimals > 9) return fmt::format("{:.1e}", p);
  return fixed(p, decimals);
}

std::string span_text(double low, double high, int decimals) {
  const std::string first = fixed(low, decimals), last = fixed(high, decimals);
  return first == last ? first : first + " to " + last;
}

std::string equation(std::string_view name, const Printed& printed) {
  std::string text = printed.text;
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  if (printed.relation == Printed::Relation::equal)
    return fmt::format("{} = {}", name, text.starts_with('=') ? text.substr(1) : text);
  const std::size_t digits = text.find_first_of("0123456789.");
  return fmt::format("{} {} {}", name, text.substr(0, digits), text.substr(digits));
}

std::string listed(const std::vector<std::string>& items, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? fmt::format(" {} ", last) : ", ";
    text += items[i];
  }
  return text;
}

std::string level_text(double level) {
  return fmt::format("{:g}%", 100.0 * level);
}

}  // namespace venscope::audit
