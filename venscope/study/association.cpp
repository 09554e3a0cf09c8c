#include "venscope/study/association.hpp"

#include "venscope/base/adjust.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/response/baseline_test.hpp"
#include "venscope/response/rank_test.hpp"
#include "venscope/response/superiority.hpp"
#include "venscope/study/tobit_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

namespace venscope::study {
namespace {

using cohort::Column;
using cohort::ColumnType;
using expression::CorrelationMethod;
using report::Json;
using report::json_number;

/// The patients who have both, and what of them is known.
struct BothKnown {
  std::vector<std::size_t> rows;
  std::vector<double> score, variable;      ///< of numbers; capped
  std::vector<std::uint8_t> observed;       ///< 0 at the cap; empty without
  std::vector<std::uint8_t> status;         ///< 0 at the cap, 2 at the floor, else 1
  std::vector<std::int32_t> group, level;   ///< of categories
  std::vector<std::string> groups, levels;  ///< that one of them has
};

/// The codes of `rows` counted anew without levels that nobody has.
void used_levels(const Column& column, const std::vector<std::size_t>& rows,
                 std::vector<std::int32_t>& code, std::vector<std::string>& names) {
  std::vector<std::int32_t> anew(column.levels.size(), -1);
  for (const std::size_t row : rows) anew[static_cast<std::size_t>(column.code[row])] = 0;
  std::int32_t next = 0;
  for (std::size_t k = 0; k < anew.size(); ++k)
    if (anew[k] == 0) {
      anew[k] = next++;
      names.push_back(report::level_words(column.levels[k]));
    }
  for (const std::size_t row : rows)
    code.push_back(anew[static_cast<std::size_t>(column.code[row])]);
}

BothKnown both_known(const Column& score, const Column& variable, Association& found) {
  BothKnown both;
  for (std::size_t row = 0; row < score.size(); ++row) {
    if (score.missing(row)) continue;
    if (variable.missing(row))
      ++found.missing;
    else
      both.rows.push_back(row);
  }
  found.n = both.rows.size();
  if (score.numeric())
    for (const std::size_t row : both.rows) both.score.push_back(score.number[row]);
  else
    used_levels(score, both.rows, both.group, both.groups);
  if (!variable.numeric()) {
    used_levels(variable, both.rows, both.level, both.levels);
    return both;
  }
  for (const std::size_t row : both.rows) {
    const double value = variable.number[row];
    const bool at_cap = found.cap && value >= *found.cap;
    const bool at_floor = !at_cap && found.floor && value <= *found.floor;
    both.variable.push_back(at_cap ? *found.cap : at_floor ? *found.floor : value);
    if (found.cap) both.observed.push_back(at_cap ? 0 : 1);
    both.status.push_back(at_cap ? 0 : at_floor ? 2 : 1);
    found.censored += at_cap ? 1 : 0;
    found.at_floor += at_floor ? 1 : 0;
  }
  return both;
}

EffectMeasure measure_of(CorrelationMethod method) {
  switch (method) {
    case CorrelationMethod::pearson:
      return EffectMeasure::pearson;
    case CorrelationMethod::kendall:
      return EffectMeasure::kendall;
    case CorrelationMethod::spearman:
      break;
  }
  return EffectMeasure::spearman;
}

void correlate_numbers(const BothKnown& both, const AssociationOptions& options,
                       Association& found) {
  const bool censored = found.censored > 0 && !options.capped_as_ties;
  expression::CorrelationOptions how;
  how.method = censored ? CorrelationMethod::kendall : options.method;
  if (censored) how.observed = both.observed;
  how.confidence = options.level;
  found.measure = measure_of(how.method);
  found.test = how.method == CorrelationMethod::pearson    ? "Pearson's correlation"
               : how.method == CorrelationMethod::spearman ? "Spearman's correlation"
               : censored                                  ? "Kendall's tau, censored"
                                                           : "Kendall's tau";
  Matrix scores(both.score.size(), 1);
  std::copy(both.score.begin(), both.score.end(), scores.values.begin());
  const auto correlated = expression::correlate(scores, both.variable, how);
  if (!correlated) {
    found.note = correlated.error().front().what;
    return;
  }
  const expression::Correlation& one = correlated->front();
  if (std::isnan(one.estimate) || one.p_from == expression::CorrelationP::none) {
    found.note = "too few patients, or a score that does not vary";
    return;
  }
  found.statistic = one.statistic;
  found.p = one.p;
  found.effect = response::Effect{one.estimate, {one.low, one.high}};
}

/// A number by groups: those of the variable, or those of the score.
void rank_groups(const std::vector<double>& values, const std::vector<std::int32_t>& code,
                 const std::vector<std::string>& names, double level, Association& found) {
  response::GroupedValues groups(names.size());
  for (std::size_t i = 0; i < code.size(); ++i)
    groups[static_cast<std::size_t>(code[i])].push_back(values[i]);
  found.measure = EffectMeasure::rank_biserial;
  for (std::size_t k = 0; k < names.size(); ++k) {
    AssociationLevel one;
    one.name = names[k];
    one.n = groups[k].size();
    one.summary = response::summarise(groups[k]);
    if (names.size() > 2 || (names.size() == 2 && k == 1)) {
      std::vector<double> others;
      for (std::size_t g = 0; g < groups.size(); ++g)
        if (g != k) others.insert(others.end(), groups[g].begin(), groups[g].end());
      if (const auto effect = response::superiority(groups[k], others, level))
        one.effect = response::rank_biserial(*effect);
    }
    found.levels.push_back(std::move(one));
  }
  if (names.size() == 2) found.effect = found.levels[1].effect;
  const response::BaselineTest test =
      response::test_values(groups, response::VariableTest::fitting, false);
  found.test = test.name;
  found.note = test.note;
  found.statistic = test.statistic;
  found.p = test.p;
}

void cross_groups(const BothKnown& both, const AssociationOptions& options, Association& found) {
  const std::size_t groups = both.groups.size(), levels = both.levels.size();
  response::ContingencyTable table =
      response::make_table(groups, levels, std::vector<std::int64_t>(groups * levels, 0));
  for (std::size_t i = 0; i < both.rows.size(); ++i)
    ++table.counts[static_cast<std::size_t>(both.group[i]) * levels +
                   static_cast<std::size_t>(both.level[i])];
  found.measure = groups == 2 ? EffectMeasure::share_difference : EffectMeasure::none;
  for (std::size_t j = 0; j < levels; ++j) {
    AssociationLevel one;
    one.name = both.levels[j];
    one.n = static_cast<std::size_t>(table.column_total(j));
    for (std::size_t g = 0; g < groups; ++g) one.counts.push_back(table(g, j));
    if (groups == 2 && (levels > 2 || (levels == 2 && j == 1))) {
      const auto effect = response::risk_difference(table(1, j), table.row_total(1), table(0, j),
                                                    table.row_total(0), options.level);
      if (effect) one.effect = *effect;
    }
    found.levels.push_back(std::move(one));
  }
  if (levels == 2) found.effect = found.levels[1].effect;
  const response::BaselineTest test =
      response::test_counts(table, response::VariableTest::fitting, options.seed);
  found.test = test.name;
  found.note = test.note;
  found.statistic = test.statistic;
  found.p = test.p;
}

Column tobit_column(std::string name, std::vector<double> values) {
  Column column;
  column.name = column.label = std::move(name);
  column.number = std::move(values);
  return column;
}

/// Value, status and score of those who have both, the score in standard deviations or as 0 and 1,
/// and the columns to adjust for.
cohort::Table tobit_table(const cohort::Table& table, const BothKnown& both,
                          const AssociationOptions& options) {
  cohort::Table patients = cohort::select_rows(table, both.rows);
  cohort::Table used;
  used.file = table.file;
  used.rows = patients.rows;
  used.line = patients.line;
  // A slope is the same wherever zero lies, and Surv() wants no negative values.
  const double lowest = *std::min_element(both.variable.begin(), both.variable.end());
  std::vector<double> values = both.variable;
  if (lowest < 0)
    for (double& value : values) value -= lowest;
  used.columns.push_back(tobit_column("value", std::move(values)));
  used.columns.push_back(
      tobit_column("status", std::vector<double>(both.status.begin(), both.status.end())));
  std::vector<double> score = both.score;
  if (both.score.empty()) {
    score.assign(both.group.begin(), both.group.end());
  } else {
    const response::Summary all = response::summarise(score);
    const double sd = all.sd.value_or(0);
    for (double& value : score) value = sd > 0 ? (value - *all.mean) / sd : 0;
  }
  used.columns.push_back(tobit_column("score", std::move(score)));
  for (std::size_t k = 0; k < options.adjust.size(); ++k)
    if (const Column* column = patients.find(options.adjust[k])) {
      used.columns.push_back(*column);
      used.columns.back().name = fmt::format("adjust{}", k + 1);
    }
  return used;
}

void add_tobit(const cohort::Table& table, const BothKnown& both, const AssociationOptions& options,
               Association& found) {
  if (both.score.empty() && both.groups.size() != 2) return;
  const cohort::Table used = tobit_table(table, both, options);
  std::string formula = "Surv(value, status) ~ score";
  for (std::size_t k = 3; k < used.columns.size(); ++k) formula += " + " + used.columns[k].name;
  const bool positive = std::all_of(both.variable.begin(), both.variable.end(),
                                    [](double value) { return value > 0; });
  TobitAnalysisOptions how;
  how.level = options.level;
  how.distribution =
      positive ? response::TobitDistribution::lognormal : response::TobitDistribution::gaussian;
  const auto fitted = analyse_tobit(formula, used, how);
  if (!fitted) {
    found.tobit_note = fitted.error().front().what;
    return;
  }
  for (const response::TobitTerm& term : fitted->fit.terms) {
    if (term.name != "score") continue;
    const bool usable = fitted->fit.converged && std::isfinite(term.conf_low) &&
                        std::isfinite(term.conf_high) && std::isfinite(term.p);
    if (!usable) break;
    TobitSlope slope;
    slope.n = fitted->fit.n;
    slope.ratio = positive;
    slope.estimate = positive ? std::exp(term.coef) : term.coef;
    slope.low = positive ? std::exp(term.conf_low) : term.conf_low;
    slope.high = positive ? std::exp(term.conf_high) : term.conf_high;
    slope.p = term.p;
    found.tobit = slope;
    return;
  }
  found.tobit_note = "the fit has not converged";
}

Json effect_json(EffectMeasure measure, const std::optional<response::Effect>& effect) {
  if (!effect) return nullptr;
  Json json = {{"measure", name_of(measure)},
               {"estimate", json_number(effect->estimate)},
               {"conf_low", json_number(effect->interval.low)},
               {"conf_high", json_number(effect->interval.high)}};
  if (measure == EffectMeasure::rank_biserial)
    json["probability"] = {{"estimate", json_number((effect->estimate + 1) / 2)},
                           {"conf_low", json_number((effect->interval.low + 1) / 2)},
                           {"conf_high", json_number((effect->interval.high + 1) / 2)}};
  return json;
}

}  // namespace

Association associate(const cohort::Table& table, const Column& score, const Column& variable,
                      const CensoringLimits& limits, const AssociationOptions& options) {
  Association found;
  found.variable = variable.name;
  found.label = variable.label.empty() ? variable.name : variable.label;
  found.number = variable.numeric();
  if (found.number) found.cap = limits.above, found.floor = limits.below;
  const BothKnown both = both_known(score, variable, found);
  if (both.rows.empty()) {
    found.note = "nobody has both";
    return found;
  }
  if (found.number && std::max(found.censored, found.at_floor) == found.n) {
    found.note = fmt::format("all {} values are {} or {}", found.n,
                             report::exact(found.censored > 0 ? *found.cap : *found.floor),
                             found.censored > 0 ? "more" : "less");
    return found;
  }
  if (score.numeric() && variable.numeric())
    correlate_numbers(both, options, found);
  else if (score.numeric())
    rank_groups(both.score, both.level, both.levels, options.level, found);
  else if (variable.numeric())
    rank_groups(both.variable, both.group, both.groups, options.level, found);
  else
    cross_groups(both, options, found);
  if (found.censored + found.at_floor > 0) add_tobit(table, both, options, found);
  return found;
}

void adjust_associations(std::vector<Association>& all) {
  std::vector<double> p;
  for (const Association& one : all)
    p.push_back(one.p.value_or(std::numeric_limits<double>::quiet_NaN()));
  const std::vector<double> q = adjusted(p, Adjustment::benjamini_hochberg);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].p) all[i].q = q[i];
}

std::string_view name_of(EffectMeasure measure) {
  switch (measure) {
    case EffectMeasure::none:
      break;
    case EffectMeasure::pearson:
      return "pearson";
    case EffectMeasure::spearman:
      return "spearman";
    case EffectMeasure::kendall:
      return "kendall";
    case EffectMeasure::rank_biserial:
      return "rank_biserial";
    case EffectMeasure::share_difference:
      return "share_difference";
  }
  return "";
}

Json to_json(const Association& association) {
  Json json;
  json["variable"] = association.variable;
  json["label"] = association.label;
  json["type"] = association.number ? "number" : "category";
  json["n"] = association.n;
  json["n_missing"] = association.missing;
  json["censored_above"] = json_number(association.cap);
  json["n_censored"] = association.censored;
  json["censored_below"] = json_number(association.floor);
  json["n_below"] = association.at_floor;
  json["test"] = association.test;
  json["statistic"] = json_number(association.statistic);
  json["p"] = json_number(association.p);
  json["q"] = json_number(association.q);
  json["note"] = association.note;
  json["effect"] = effect_json(association.measure, association.effect);
  json["levels"] = Json::array();
  for (const AssociationLevel& level : association.levels) {
    Json one = {{"level", level.name}, {"n", level.n}};
    if (level.counts.empty()) {
      one["median"] = json_number(level.summary.median);
      one["q1"] = json_number(level.summary.q1);
      one["q3"] = json_number(level.summary.q3);
    } else {
      one["counts"] = level.counts;
    }
    one["effect"] = effect_json(association.measure, level.effect);
    json["levels"].push_back(std::move(one));
  }
  json["tobit"] = nullptr;
  if (const auto& slope = association.tobit)
    json["tobit"] = {{"n", slope->n},
                     {"scale", slope->ratio ? "ratio" : "difference"},
                     {"estimate", json_number(slope->estimate)},
                     {"conf_low", json_number(slope->low)},
                     {"conf_high", json_number(slope->high)},
                     {"p", json_number(slope->p)}};
  return json;
}

}  // namespace venscope::study
