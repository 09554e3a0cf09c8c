#include "venscope/simulation/read_variable.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include <fmt/format.h>

namespace venscope::simulation {

namespace {

/// A list of { when = …, odds_ratio = … }, or of hazard ratios, or of their logarithms.
std::vector<Effect> read_effects(Section& section, std::string_view name, std::string_view ratio) {
  std::vector<Effect> effects;
  const std::string logarithm = "log_" + std::string(ratio);
  for (Section& entry : section.tables(name, "when")) {
    Effect effect;
    effect.when = entry.required_text("when", "a condition such as age > 70");
    effect.place = entry.place("when");
    const auto factor = entry.number(ratio, 1e-12, largest);
    const auto log_factor = entry.number(logarithm, -30, 30);
    if (factor.has_value() == log_factor.has_value() && !(entry.has(ratio) && !factor))
      entry.reject("", "simulate.effect", "has no effect, or two",
                   fmt::format("{} or {}", ratio, logarithm));
    effect.log_ratio = factor ? std::log(*factor) : log_factor.value_or(0);
    entry.finish();
    effects.push_back(std::move(effect));
  }
  return effects;
}

Waiting read_waiting(Section& section) {
  Waiting waiting;
  std::optional<Section> law = section.table("time");
  if (!law) return waiting;
  if (std::optional<Section> weibull = law->table("weibull")) {
    const auto scale = weibull->number("scale", 1e-9, largest);
    const auto shape = weibull->number("shape", 1e-3, 1e3);
    weibull->finish();
    if (!scale || !shape)
      law->reject("weibull", "simulate.law", "lacks an entry", "{ scale = …, shape = … }");
    waiting.scale = scale.value_or(1);
    waiting.shape = shape.value_or(1);
  } else if (!law->has("weibull")) {
    law->reject("", "simulate.absent", "has no hazard", "weibull = { scale = …, shape = … }");
  }
  waiting.model = law->text("model").value_or("");
  waiting.model_place = law->place("model");
  waiting.slope = law->number("slope", -100, 100).value_or(1);
  if (law->has("slope") && waiting.model.empty())
    law->reject("slope", "simulate.slope", "multiplies the score of a model", "model beside it");
  waiting.effects = read_effects(*law, "effects", "hazard_ratio");
  waiting.first_with = law->text("first_with").value_or("");
  law->finish();
  return waiting;
}

std::vector<Margin> read_margins(Section& section) {
  std::vector<Margin> margins;
  if (!section.has("margins")) return {read_margin(section)};
  for (Section& entry : section.tables("margins", "when")) {
    if (!has_margin(entry))
      entry.reject("", "simulate.absent", "has no law",
                   "counts, quantiles, dates, normal or log_normal");
    Margin margin = read_margin(entry);
    margin.when = entry.required_text("when", "a condition: whose margin this is");
    entry.finish();
    margins.push_back(std::move(margin));
  }
  if (margins.empty())
    section.reject("margins", "simulate.absent", "holds nothing", "a margin with when");
  const auto same = [&](const Margin& margin) {
    return margin.dates == margins.front().dates &&
           (margin.kind == Margin::Kind::counts) == (margins.front().kind == Margin::Kind::counts);
  };
  if (!std::all_of(margins.begin(), margins.end(), same))
    section.reject("margins", "simulate.law", "has levels in one margin and numbers in another",
                   "one kind of value");
  return margins;
}

void read_law(Section& section, Variable& variable) {
  const bool margin = has_margin(section) || section.has("margins");
  const bool time = section.has("time"), from = section.has("from"), number = section.has("number");
  if (int{margin} + int{time} + int{from} + int{number} != 1 ||
      (has_margin(section) && section.has("margins"))) {
    for (const char* name : {"number", "counts", "quantiles", "dates", "normal", "log_normal",
                             "margins", "time", "from", "given", "missing", "of", "scale", "range"})
      section.node(name);
    return section.reject(
        "", "simulate.law", "has no law, or more than one",
        "one of number, counts, quantiles, dates, normal, log_normal, margins, time, "
        "from");
  }
  if (number) {
    variable.law = Variable::Law::number_of_patient;
    variable.prefix = section.text("number").value_or("");
  } else if (time) {
    variable.law = Variable::Law::waiting;
    variable.waiting = read_waiting(section);
  } else if (from) {
    variable.law = Variable::Law::expression;
    variable.expression = section.required_text("from", "an expression such as age / 10");
    variable.levels = section.texts("levels");
    variable.date = section.flag("date").value_or(false);
  } else if (margin) {
    variable.margins = read_margins(section);
    variable.date = !variable.margins.empty() && variable.margins.front().dates;
    variable.given = read_effects(section, "given", "odds_ratio");
    variable.within = section.text("within").value_or("");
  }
}

}  // namespace

Variable read_variable(Section& section) {
  Variable variable;
  variable.name = section.required_text("name", "the name of the column");
  variable.place = section.place();
  if (variable.name == label_column || variable.name == source_column)
    section.reject("name", "simulate.name", "every row has this column already", "another name");
  read_law(section, variable);
  variable.when = section.text("when").value_or("");
  variable.observed = section.text("observed").value_or("");
  variable.written = section.flag("written").value_or(true);
  if (const auto decimals = section.whole("decimals", 0, 15))
    variable.decimals = static_cast<int>(*decimals);
  variable.source = section.text("source").value_or("");
  variable.assumptions = section.texts("assumption");
  section.finish();
  return variable;
}

}  // namespace venscope::simulation
