/// One summand of a score: its cases, its points, and the hazard ratio that was printed beside it.
#include "venscope/risk/card_reading.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::risk {
namespace {

/// Half a unit of the last digit that is printed: "2.6" is anything from 2.55 to 2.65.
double half_unit(std::string_view printed) {
  const std::size_t point = printed.find('.');
  const std::size_t digits = point == std::string_view::npos ? 0 : printed.size() - point - 1;
  return 0.5 * std::pow(10.0, -static_cast<double>(digits));
}

/// The coefficient against ln(hazard ratio), both as far as they are printed. On a scale of points
/// only the sign can be compared.
void compare(Section& section, Decimal points, const std::string& points_text, double ratio,
             const std::string& ratio_text, bool log_hazard) {
  if (ratio == 1.0 && !log_hazard) return;
  const double low = std::log(std::max(ratio - half_unit(ratio_text), 1e-9));
  const double high = std::log(ratio + half_unit(ratio_text));
  if ((points.value() > 0 && high < 0) || (points.value() < 0 && low > 0)) {
    section.reject(
        "points", "risk.wrong_sign",
        fmt::format("{} has the wrong sign beside a hazard ratio of {}", points_text, ratio_text),
        points.value() > 0 ? "points below 0" : "points above 0", "look again at the source");
    return;
  }
  const double half = half_unit(points_text);
  constexpr double slack = 1e-9;  // of the logarithm, not of what was printed
  if (log_hazard && (points.value() + half < low - slack || points.value() - half > high + slack))
    section.reject(
        "points", "risk.hazard_ratio",
        fmt::format("{} is not the logarithm of the hazard ratio {}", points_text, ratio_text),
        fmt::format("{:.3f} to {:.3f}, by the rounding of what is printed", low, high),
        "look again at the source");
}

std::optional<double> read_ratio(Section& section, std::string_view name, std::string& text) {
  if (!section.has(name)) return std::nullopt;
  const std::optional<Decimal> value = read_decimal(section, name);
  if (!value) return std::nullopt;
  text = section.node(name)->text;
  if (value->millionths() > 0) return value->value();
  section.reject(name, "risk.hazard_ratio", fmt::format("{} is no hazard ratio", text),
                 "more than 0");
  return std::nullopt;
}

/// As it was printed, for the reader of the card.
std::string read_hazard_ratio(Section& section, std::optional<Decimal> points, bool log_hazard) {
  std::string text, low_text, high_text;
  const std::optional<double> ratio = read_ratio(section, "hazard_ratio", text);
  const std::optional<double> low = read_ratio(section, "hazard_ratio_low", low_text);
  const std::optional<double> high = read_ratio(section, "hazard_ratio_high", high_text);
  if ((ratio && low && *low > *ratio) || (ratio && high && *high < *ratio))
    section.reject("hazard_ratio", "risk.interval",
                   fmt::format("{} lies outside its own interval", text),
                   fmt::format("{} to {}", low_text, high_text), "look again at the source");
  for (const char* name : {"hazard_ratio_low", "hazard_ratio_high"})
    if (section.has(name) && !section.has("hazard_ratio"))
      section.reject(name, "risk.interval", "is an interval without a hazard ratio",
                     "hazard_ratio");
  if (ratio && points && section.node("points")->is(Node::Kind::text))
    compare(section, *points, section.node("points")->text, *ratio, text, log_hazard);
  return low && high ? fmt::format("{} ({} to {})", text, low_text, high_text) : text;
}

/// Each case can hold while none before it does.
void refuse_dead_cases(CardReading& reading, std::vector<Section>& entries, const Term& term) {
  for (std::size_t i = 0; i < term.cases.size(); ++i) {
    std::vector<const Criterion*> before;
    for (std::size_t j = 0; j < i; ++j) before.push_back(&term.cases[j].when);
    if (can_hold(reading.dictionary, term.cases[i].when, before)) continue;
    const bool alone = !can_hold(reading.dictionary, term.cases[i].when);
    entries[i].reject("when", "risk.never_holds",
                      alone ? "can never hold" : "can never hold once the cases before it do not",
                      "", "look for an interval or a level that excludes another");
  }
}

bool read_cases(CardReading& reading, Section& section, Term& term) {
  std::vector<Section> entries = section.tables("cases");
  bool good = !entries.empty();
  if (entries.empty() && section.node("cases")->is(Node::Kind::list) &&
      section.node("cases")->items.empty())
    section.reject("cases", "risk.empty", "is an empty list", "a case or several");
  for (Section& entry : entries) {
    need(entry, "when", "a condition");
    need(entry, "points", "a decimal in quotes");
    std::optional<Criterion> when = read_criterion(reading, entry, "when");
    const std::optional<Decimal> points = read_decimal(entry, "points");
    entry.finish();
    good = good && when && points;
    if (when && points) term.cases.push_back({std::move(*when), *points});
  }
  need(section, "otherwise", "the points where no case holds, a decimal in quotes");
  const std::optional<Decimal> otherwise = read_decimal(section, "otherwise");
  if (otherwise) term.otherwise = *otherwise;
  if (good) refuse_dead_cases(reading, entries, term);
  return good && otherwise;
}

/// A level with points; none where the variable has another.
bool read_single_case(CardReading& reading, Section& section, std::optional<std::size_t> variable,
                      Term& term, bool log_hazard) {
  need(section, "is", "a level");
  need(section, "points", "a decimal in quotes");
  const std::optional<std::string> name = section.text("is");
  const std::optional<Decimal> points = read_decimal(section, "points");
  term.hazard_ratio = read_hazard_ratio(section, points, log_hazard);
  if (!variable || !name) return false;
  const std::optional<std::size_t> level =
      find_level(section, "is", reading.dictionary.variables[*variable], *name);
  if (!level || !points) return false;
  Criterion test;
  test.kind = Criterion::Kind::levels;
  test.variable = *variable;
  test.levels = {*level};
  term.cases.push_back({std::move(test), *points});
  return true;
}

bool read_slope(CardReading& reading, Section& section, std::optional<std::size_t> variable,
                Term& term) {
  std::optional<Section> slope = section.table("slope");
  if (!slope) return false;
  Term::Slope read;
  bool good = true;
  const auto number = [&](const char* name, double& into) {
    const std::optional<double> value = slope->number(name, -infinite, infinite);
    good = good && value.has_value() == slope->has(name);
    into = value.value_or(0.0);
  };
  for (const char* name : {"coefficient", "low", "high"})
    good = need(*slope, name, "a number") && good;
  number("coefficient", read.coefficient);
  number("centre", read.centre);
  number("low", read.low);
  number("high", read.high);
  slope->finish();
  if (good && read.low > read.high)
    slope->reject("low", "risk.interval", fmt::format("{} is above high, {}", read.low, read.high),
                  "the lower end");
  const bool category = variable && !levels_of(reading.dictionary.variables[*variable]).empty();
  if (category)
    section.reject("slope", "risk.interval_of_category",
                   fmt::format("{} is no number and has no slope", term.variable), "is and points");
  if (!good || !variable || category) return false;
  read.variable = *variable;
  term.slope = read;
  return true;
}

/// A term named after a variable answers for that one alone.
void refuse_other_variables(CardReading& reading, Section& section, const Term& term,
                            std::size_t variable) {
  std::vector<std::size_t> used;
  for (const Term::Case& entry : term.cases) add_variables(entry.when, used);
  for (const std::size_t other : used)
    if (other != variable)
      section.reject(
          "variable", "risk.term_name",
          fmt::format("the cases ask for {} too", reading.dictionary.variables[other].name),
          "a term of one variable", "give the term an id and a label instead");
}

}  // namespace

std::optional<Term> read_term(CardReading& reading, Section& section, RuleKind kind,
                              bool log_hazard) {
  Term term;
  std::optional<std::size_t> variable;
  const bool named = kind == RuleKind::points && section.has("id");
  if (named) {
    term.variable = required_id(section, "id");
    term.label = required_text(section, "label", "what the term is called");
    if (section.node("variable"))
      section.reject("variable", "risk.term_name", "stands beside id", "one of the two");
  } else {
    variable = read_variable(reading, section, "variable");
    if (variable) term.variable = reading.dictionary.variables[*variable].name;
    term.label = read_text(section, "label");
  }
  bool good = named ? is_id(term.variable) && !section.has("variable") : variable.has_value();
  if (kind == RuleKind::points)
    good = need(section, "cases", "a list of cases") && read_cases(reading, section, term) && good;
  else if (section.has("slope"))
    good = read_slope(reading, section, variable, term) && good;
  else
    good = read_single_case(reading, section, variable, term, log_hazard) && good;
  section.finish();
  if (good && variable && !term.slope) refuse_other_variables(reading, section, term, *variable);
  return good ? std::optional(std::move(term)) : std::nullopt;
}

}  // namespace venscope::risk
