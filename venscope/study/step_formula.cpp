#include "venscope/study/step_formula.hpp"

#include "venscope/formula/expression.hpp"

#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

cohort::Column endpoint_column(const endpoint::Endpoint& endpoint, std::string_view part,
                               std::size_t rows) {
  cohort::Column column;
  column.name = fmt::format("{}.{}", endpoint.definition.id, part);
  column.label = fmt::format("{}, {}", endpoint.definition.title, part);
  column.number.assign(rows, std::numeric_limits<double>::quiet_NaN());
  return column;
}

}  // namespace

std::string survival_side(const endpoint::Endpoint& endpoint) {
  const auto name = [&](std::string_view part) {
    return formula::quoted_name(fmt::format("{}.{}", endpoint.definition.id, part));
  };
  if (endpoint.outcomes.delayed_entry())
    return fmt::format("Surv({}, {}, {})", name("entry"), name("time"), name("event"));
  return fmt::format("Surv({}, {})", name("time"), name("event"));
}

std::string cause_side(const endpoint::Endpoint& endpoint) {
  const auto name = [&](std::string_view part) {
    return formula::quoted_name(fmt::format("{}.{}", endpoint.definition.id, part));
  };
  return endpoint.outcomes.delayed_entry()
             ? fmt::format("Surv({}, {}, {})", name("entry"), name("time"), name("cause"))
             : fmt::format("Surv({}, {})", name("time"), name("cause"));
}

bool has_causes(const endpoint::EndpointDefinition& definition) {
  const bool failure = definition.failure.rule != endpoint::FailureRule::none;
  return definition.events.size() + (failure ? 1 : 0) > 1;
}

std::string term_text(const std::string& term, const cohort::Table& table) {
  return table.find(term) ? formula::quoted_name(term) : term;
}

std::string right_side(const std::vector<std::string>& terms,
                       const std::vector<std::string>& strata, const std::string& cluster,
                       const cohort::Table& table) {
  std::vector<std::string> parts;
  for (const std::string& term : terms) parts.push_back(term_text(term, table));
  for (const std::string& column : strata)
    parts.push_back(fmt::format("strata({})", term_text(column, table)));
  if (!cluster.empty()) parts.push_back(fmt::format("cluster({})", term_text(cluster, table)));
  if (parts.empty()) return "1";
  return fmt::format("{}", fmt::join(parts, " + "));
}

void add_endpoint_columns(const endpoint::Endpoint& endpoint, cohort::Table& table) {
  const endpoint::Outcomes& outcomes = endpoint.outcomes;
  cohort::Column time = endpoint_column(endpoint, "time", table.rows);
  cohort::Column event = endpoint_column(endpoint, "event", table.rows);
  time.unit = endpoint::name_of(endpoint.definition.output_unit);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    time.number[endpoint.rows[i]] = outcomes.time[i];
    event.number[endpoint.rows[i]] = outcomes.event[i];
  }
  if (outcomes.delayed_entry()) {
    cohort::Column entry = endpoint_column(endpoint, "entry", table.rows);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      entry.number[endpoint.rows[i]] = outcomes.entry[i];
    table.columns.push_back(std::move(entry));
  }
  table.columns.push_back(std::move(time));
  table.columns.push_back(std::move(event));
  if (!has_causes(endpoint.definition)) return;
  cohort::Column cause = endpoint_column(endpoint, "cause", 0);
  cause.type = cohort::ColumnType::category;
  cause.levels = endpoint.kinds;
  cause.code.assign(table.rows, -1);
  for (std::size_t i = 0; i < outcomes.size(); ++i) cause.code[endpoint.rows[i]] = endpoint.kind[i];
  table.columns.push_back(std::move(cause));
}

}  // namespace venscope::study
