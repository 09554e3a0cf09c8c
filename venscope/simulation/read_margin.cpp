#include "venscope/cohort/dictionary.hpp"
#include "venscope/simulation/read_variable.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace venscope::simulation {

namespace {

constexpr std::array<std::string_view, 5> laws{"counts", "quantiles", "dates", "normal",
                                               "log_normal"};

bool is_number(const Node& node) {
  return node.is(Node::Kind::integer) || node.is(Node::Kind::real);
}

void read_counts(Section& section, Margin& margin) {
  margin.kind = Margin::Kind::counts;
  const Node* counts = section.node("counts");
  double total = 0;
  for (std::size_t i = 0; counts->is(Node::Kind::table) && i < counts->items.size(); ++i) {
    const Node& item = counts->items[i];
    if (!is_number(item) || !(item.real >= 0) || !(item.real < largest)) break;
    margin.counts.emplace_back(counts->names[i], item.real);
    total += item.real;
  }
  const bool whole = counts->is(Node::Kind::table) && margin.counts.size() == counts->items.size();
  if (!whole || !(total > 0))
    section.reject("counts", "simulate.counts", "is no table of levels with a number each",
                   "numbers of patients such as { no = 218, yes = 20 }, not all 0");
}

std::optional<double> date_of(const Node& node) {
  return node.is(Node::Kind::text) || node.is(Node::Kind::date) ? cohort::parse_date(node.text)
                                                                : std::nullopt;
}

/// [[0, "2017-01-15"], [100, 17]]: percent and value, both rising.
void read_quantiles(Section& section, std::string_view name, Margin& margin) {
  margin.kind = Margin::Kind::quantiles;
  const bool dates = margin.dates = name == "dates";
  const Node* list = section.node(name);
  bool fits = list->is(Node::Kind::list) && list->items.size() >= 2;
  for (std::size_t i = 0; fits && i < list->items.size(); ++i) {
    const Node& pair = list->items[i];
    fits = pair.is(Node::Kind::list) && pair.items.size() == 2 && is_number(pair.items[0]) &&
           (dates ? date_of(pair.items[1]).has_value() : is_number(pair.items[1]));
    if (!fits) break;
    const double share = pair.items[0].real / 100;
    const double value = dates ? *date_of(pair.items[1]) : pair.items[1].real;
    fits = std::fabs(value) <= largest && (i == 0 ? share == 0
                                                  : share > margin.quantiles.back().first &&
                                                        value >= margin.quantiles.back().second);
    margin.quantiles.emplace_back(share, value);
  }
  if (!fits || margin.quantiles.back().first != 1) {
    margin.quantiles = {{0, 0}, {1, 1}};
    section.reject(name, "simulate.quantiles", "is no rising list of percent and value",
                   dates
                       ? "dates from 0 to 100 percent, such as [[0, \"2017-01-15\"], [100, "
                         "\"2023-04-30\"]]"
                       : "values from 0 to 100 percent, such as [[0, 20], [50, 68.6], [100, 88]]");
  }
}

void read_normal(Section& section, const char* name, Margin& margin) {
  const bool logarithm = std::string_view(name) == "log_normal";
  margin.kind = logarithm ? Margin::Kind::log_normal : Margin::Kind::normal;
  std::optional<Section> law = section.table(name);
  if (!law) return;
  const auto centre =
      logarithm ? law->number("median", 1e-300, largest) : law->number("mean", -largest, largest);
  const auto spread = law->number("sd", 1e-9, logarithm ? 50 : largest);
  law->finish();
  if (!centre || !spread)
    return section.reject(name, "simulate.law", "lacks an entry",
                          logarithm ? "{ median = …, sd = … }, sd being that of the logarithm"
                                    : "{ mean = …, sd = … }");
  margin.centre = logarithm ? std::log(*centre) : *centre;
  margin.spread = *spread;
  const std::vector<double> range = section.numbers("range");
  if (range.empty()) return;
  if (range.size() == 2 && range[0] < range[1] && (!logarithm || range[0] >= 0))
    margin.range = {range[0], range[1]};
  else
    section.reject("range", "simulate.range", "is no range", "[lowest, highest]");
}

void read_missing(Section& section, Margin& margin) {
  const auto missing = section.number("missing", 0, largest);
  const auto of = section.number("of", 1e-9, largest);
  if (!missing) {
    if (of) section.reject("of", "simulate.missing", "belongs to missing", "missing = 5 beside it");
    return;
  }
  double all = *missing;
  for (const auto& [level, count] : margin.counts) all += count;
  if (of) all = *of;
  if (margin.kind != Margin::Kind::counts && !of)
    return section.reject("missing", "simulate.missing", "is a number of patients",
                          "of = … beside it: of how many patients");
  if (*missing > all)
    return section.reject("missing", "simulate.missing", fmt::format("{} of {}", *missing, all),
                          "at most all");
  margin.missing = all > 0 ? *missing / all : 0;
}

}  // namespace

bool has_margin(const Section& section) {
  return std::any_of(laws.begin(), laws.end(), [&](auto name) { return section.has(name); });
}

Margin read_margin(Section& section) {
  Margin margin;
  margin.place = section.place();
  std::size_t given = 0;
  for (const std::string_view name : laws) {
    if (!section.has(name)) continue;
    if (++given > 1) {
      section.node(name);
      section.reject(name, "simulate.law", "is a second law of the same column", "one of them");
      continue;
    }
    margin.place = section.place(name);
    if (name == "counts") read_counts(section, margin);
    if (name == "quantiles" || name == "dates") read_quantiles(section, name, margin);
    if (name == "normal") read_normal(section, "normal", margin);
    if (name == "log_normal") read_normal(section, "log_normal", margin);
  }
  margin.log_scale =
      section.choice<bool>("scale", {{"linear", false}, {"log", true}}).value_or(false);
  if (margin.log_scale &&
      (margin.kind != Margin::Kind::quantiles || !(margin.quantiles[0].second > 0)))
    section.reject("scale", "simulate.scale", "a logarithmic scale does not fit",
                   "quantiles above 0");
  read_missing(section, margin);
  return margin;
}

}  // namespace venscope::simulation
