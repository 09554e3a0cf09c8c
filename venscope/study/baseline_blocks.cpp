#include "venscope/study/baseline_blocks.hpp"

#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

namespace venscope::study {

using report::Align;
using report::Cell;
using report::Row;
using response::BaselineRow;
using response::Display;
using response::Summary;

namespace {

/// Columns that say what happened, not who the patient was.
std::set<std::string> outcome_columns(const Plan& plan) {
  std::set<std::string> used{plan.protocol.cohort.patient};
  const auto add = [&](const endpoint::Happening& happening) {
    used.insert({happening.when, happening.indicator});
  };
  for (const endpoint::Endpoint& endpoint : plan.endpoints) {
    const endpoint::EndpointDefinition& d = endpoint.definition;
    used.insert({d.time, d.event, d.last_contact, d.origin, d.entry});
    for (const auto& happening : d.events) add(happening);
    for (const auto& happening : d.censor_at) add(happening);
    add(d.failure.remission);
    add(d.failure.assessment);
  }
  return used;
}

std::vector<std::string> variables_of(const Plan& plan, const Step& step) {
  if (!step.request->variables.empty()) return step.request->variables;
  std::vector<std::string> variables;
  for (const std::string& term : plan.protocol.covariates)
    if (plan.cohort.table.find(term) && term != step.request->by) variables.push_back(term);
  if (!variables.empty()) return variables;
  const std::set<std::string> outcomes = outcome_columns(plan);
  for (const cohort::Column& column : plan.cohort.table.columns)
    if (!outcomes.contains(column.name) && column.name != step.request->by &&
        column.type != cohort::ColumnType::text)
      variables.push_back(column.name);
  return variables;
}

bool whole(const std::optional<double>& value) {
  return !value || *value == std::round(*value);
}

/// Whether every median is written out with that many decimals: those of the data, most likely,
/// whatever the quartiles between two values have.
bool medians_have(const BaselineRow& row, int decimals) {
  const double scale = std::pow(10.0, decimals);
  return std::all_of(row.summary.begin(), row.summary.end(), [&](const Summary& s) {
    return !s.median || std::fabs(*s.median * scale - std::round(*s.median * scale)) < 1e-6;
  });
}

/// None where every number shown is whole; else so many that a typical value has three digits, or
/// two if the medians have no third.
int decimals_of(const BaselineRow& row) {
  const double typical = std::fabs(row.summary.front().median.value_or(0));
  const bool all_whole = std::all_of(row.summary.begin(), row.summary.end(), [](const Summary& s) {
    return whole(s.median) && whole(s.q1) && whole(s.q3);
  });
  const int decimals = all_whole || typical >= 100 ? 0 : typical >= 10 ? 1 : 2;
  const bool fewer =
      decimals > 0 && row.display != Display::mean_sd && medians_have(row, decimals - 1);
  return fewer ? decimals - 1 : decimals;
}

Cell number_cell(const Summary& summary, Display display, int decimals) {
  std::vector<double> values;
  for (const auto& value : {summary.median, summary.q1, summary.q3, summary.low, summary.high,
                            summary.mean, summary.sd})
    values.push_back(value.value_or(report::no_value));
  if (summary.n == 0) return {report::undefined_number, values};
  const auto shown = [&](const std::optional<double>& value) {
    return value ? report::fixed(*value, decimals) : std::string(report::undefined_number);
  };
  if (display == Display::mean_sd)
    return {fmt::format("{} ± {}", shown(summary.mean), shown(summary.sd)), values};
  const bool range = display == Display::median_range;
  return {fmt::format("{} ({})", shown(summary.median),
                      report::interval(range ? summary.low : summary.q1,
                                       range ? summary.high : summary.q3, decimals)),
          values};
}

std::string_view display_words(Display display) {
  switch (display) {
    case Display::mean_sd:
      return "mean ± SD";
    case Display::median_range:
      return "median (range)";
    case Display::median_iqr:
      return "median (IQR)";
    default:
      return "n (%)";
  }
}

void add_test(const BaselineRow& variable, bool p, Row& row) {
  const bool tested = variable.test && variable.test->p;
  if (p)
    row.cells.emplace_back(tested ? report::p_value(*variable.test->p) : std::string(),
                           tested ? *variable.test->p : report::no_value);
  const auto& difference = variable.standardised_difference;
  row.cells.emplace_back(difference ? report::fixed(*difference, 2) : std::string(),
                         difference.value_or(report::no_value));
}

Row row_of(std::string label, int indent) {
  Row row;
  row.cells = {std::move(label)};
  row.indent = indent;
  return row;
}

void add_rows(const BaselineRow& variable, bool grouped, bool p, report::Table& table) {
  const std::string name = variable.unit.empty()
                               ? variable.label
                               : fmt::format("{} ({})", variable.label, variable.unit);
  Row first = row_of(fmt::format("{}, {}", name, display_words(variable.display)), 0);
  const std::size_t columns = variable.n.size();
  if (!variable.summary.empty()) {
    const int decimals = decimals_of(variable);
    for (const Summary& summary : variable.summary)
      first.cells.push_back(number_cell(summary, variable.display, decimals));
  } else {
    first.cells.resize(1 + columns);
    first.heading = true;
  }
  if (grouped) add_test(variable, p, first);
  table.rows.push_back(std::move(first));
  for (const response::BaselineLevel& level : variable.levels) {
    Row row = row_of(report::level_words(level.name), 1);
    for (std::size_t c = 0; c < columns; ++c) {
      const auto n = static_cast<double>(level.count[c]);
      std::string text = report::count(n);
      if (level.percent[c]) text += fmt::format(" ({}%)", report::fixed(*level.percent[c], 1));
      row.cells.emplace_back(std::move(text), std::vector<double>(7, report::no_value));
      row.cells.back().values[0] = n;
    }
    table.rows.push_back(std::move(row));
  }
  if (variable.n_missing.front() == 0) return;
  Row missing = row_of("Missing", 1);
  for (const std::size_t n : variable.n_missing)
    missing.cells.emplace_back(report::count(static_cast<double>(n)));
  table.rows.push_back(std::move(missing));
}

}  // namespace

Result<response::BaselineTable> make_baseline(const Plan& plan, const Step& step) {
  response::BaselineOptions options;
  for (const std::string& variable : variables_of(plan, step))
    options.variables.push_back({variable});
  if (!step.request->by.empty()) options.group = step.request->by;
  options.seed = plan.protocol.seed;
  return response::baseline_table(*step.table, options);
}

std::vector<report::Block> baseline_blocks(const Step& step,
                                           const response::BaselineTable& baseline) {
  report::Table table;
  table.id = step.id;
  table.title = step.title;
  table.columns = {{"Variable", "", Align::left, {}}};
  for (std::size_t c = 0; c < baseline.columns.size(); ++c)
    table.columns.push_back({fmt::format("{} (n = {})", report::level_words(baseline.columns[c]),
                                         report::count(double(baseline.n[c]))),
                             c == 0 ? "" : baseline.group_label,
                             Align::right,
                             {"n_or_median", "q1", "q3", "low", "high", "mean", "sd"}});
  const bool grouped = baseline.columns.size() > 1;
  const bool p = step.request->p;
  if (grouped) {
    if (p) table.columns.push_back({"p", "", Align::right, {"p"}});
    table.columns.push_back({"SMD", "", Align::right, {"smd"}});
  }
  std::vector<std::string> tests;
  for (const BaselineRow& variable : baseline.rows) {
    add_rows(variable, grouped, p, table);
    if (variable.test && variable.test->p &&
        std::find(tests.begin(), tests.end(), variable.test->name) == tests.end())
      tests.push_back(variable.test->name);
  }
  if (grouped && p && !tests.empty())
    table.footnotes.push_back(
        fmt::format("p: {}; not adjusted for their number.", fmt::join(tests, ", ")));
  if (grouped)
    table.footnotes.push_back(
        "SMD: standardised difference without sign; the mean over the pairs for more than two "
        "groups.");
  if (baseline.n_without_group > 0)
    table.footnotes.push_back(
        fmt::format("{} {} in no group.", baseline.n_without_group,
                    plural(baseline.n_without_group, "patient is", "patients are")));
  return {std::move(table)};
}

report::Json to_json(const response::BaselineTable& baseline) {
  using report::Json;
  const auto number = [](const std::optional<double>& value) {
    return value ? report::json_number(*value) : Json(nullptr);
  };
  Json json;
  json["columns"] = baseline.columns;
  json["n"] = baseline.n;
  json["n_without_group"] = baseline.n_without_group;
  json["warnings"] = baseline.warnings;
  json["variables"] = Json::array();
  for (const BaselineRow& row : baseline.rows) {
    Json variable;
    variable["variable"] = row.column;
    variable["label"] = row.label;
    variable["unit"] = row.unit;
    variable["n"] = row.n;
    variable["n_missing"] = row.n_missing;
    variable["summary"] = Json::array();
    for (const Summary& s : row.summary)
      variable["summary"].push_back({{"mean", number(s.mean)},
                                     {"sd", number(s.sd)},
                                     {"low", number(s.low)},
                                     {"q1", number(s.q1)},
                                     {"median", number(s.median)},
                                     {"q3", number(s.q3)},
                                     {"high", number(s.high)}});
    variable["levels"] = Json::array();
    for (const response::BaselineLevel& level : row.levels)
      variable["levels"].push_back({{"level", level.name}, {"count", level.count}});
    variable["test"] = row.test ? Json{{"name", row.test->name},
                                       {"statistic", number(row.test->statistic)},
                                       {"p", number(row.test->p)},
                                       {"note", row.test->note}}
                                : Json(nullptr);
    variable["smd"] = number(row.standardised_difference);
    json["variables"].push_back(std::move(variable));
  }
  return json;
}

}  // namespace venscope::study
