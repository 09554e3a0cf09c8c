#include "venscope/risk/card_page.hpp"

#include <cmath>

#include <fmt/format.h>

namespace venscope::risk {
namespace {

std::string levels_text(const Criterion& criterion, const cohort::Variable& variable) {
  const std::vector<std::string> levels = levels_of(variable);
  std::string text = variable.name + " is ";
  for (std::size_t i = 0; i < criterion.levels.size(); ++i) {
    if (i > 0) text += " or ";
    text += levels[criterion.levels[i]];
  }
  return text;
}

/// How many tests from `first` on ask for one and the same level: "ASXL1, BCOR or EZH2 is mutated".
std::size_t run_of_levels(const std::vector<Criterion>& parts, std::size_t first,
                          const cohort::Dictionary& dictionary) {
  const auto level = [&](const Criterion& part) {
    return part.kind == Criterion::Kind::levels && part.levels.size() == 1
               ? levels_of(dictionary.variables[part.variable])[part.levels.front()]
               : std::string{};
  };
  const std::string wanted = level(parts[first]);
  std::size_t end = first + 1;
  while (!wanted.empty() && end < parts.size() && level(parts[end]) == wanted) ++end;
  return end - first;
}

std::string run_text(const std::vector<Criterion>& parts, std::size_t first, std::size_t length,
                     const cohort::Dictionary& dictionary) {
  std::string text;
  for (std::size_t i = first; i + 1 < first + length; ++i) {
    if (!text.empty()) text += ", ";
    text += dictionary.variables[parts[i].variable].name;
  }
  const Criterion& last = parts[first + length - 1];
  return text + " or " + levels_text(last, dictionary.variables[last.variable]);
}

std::string interval_text(const Criterion& criterion, const cohort::Variable& variable) {
  const cohort::Range& range = criterion.interval;
  if (range.low == range.high) return fmt::format("{} is {}", variable.name, range.low);
  std::string text = variable.name;
  if (std::isfinite(range.low))
    text += fmt::format(" {} {}", range.low_open ? "above" : "from", range.low);
  if (std::isfinite(range.high))
    text += fmt::format(" {} {}", criterion.high_open ? "below" : "to", range.high);
  return text;
}

}  // namespace

std::string criterion_text(const Criterion& criterion, const cohort::Dictionary& dictionary) {
  using Kind = Criterion::Kind;
  if (criterion.kind == Kind::levels)
    return levels_text(criterion, dictionary.variables[criterion.variable]);
  if (criterion.kind == Kind::interval)
    return interval_text(criterion, dictionary.variables[criterion.variable]);
  if (criterion.kind == Kind::negation)
    return fmt::format("not ({})", criterion_text(criterion.parts.front(), dictionary));
  std::string text;
  const std::vector<Criterion>& parts = criterion.parts;
  for (std::size_t i = 0; i < parts.size();) {
    if (!text.empty()) text += criterion.kind == Kind::all ? " and " : " or ";
    const std::size_t run = criterion.kind == Kind::any ? run_of_levels(parts, i, dictionary) : 1;
    if (run > 1) {
      text += run_text(parts, i, run, dictionary);
      i += run;
      continue;
    }
    const Criterion& part = parts[i++];
    const bool bracket = (part.kind == Kind::all || part.kind == Kind::any) &&
                         part.kind != criterion.kind && part.parts.size() > 1;
    const std::string inner = criterion_text(part, dictionary);
    text += bracket ? fmt::format("({})", inner) : inner;
  }
  return text;
}

std::string range_text(const CutRange& range) {
  std::string text;
  if (range.low)
    text = fmt::format("{} {}", range.low_closed ? "from" : "above", range.low->text());
  if (range.high)
    text += fmt::format("{}{} {}", text.empty() ? "" : " ", range.high_closed ? "to" : "below",
                        range.high->text());
  return text.empty() ? "any" : text;
}

}  // namespace venscope::risk
