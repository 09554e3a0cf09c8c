#include "venscope/study/wording.hpp"

#include "venscope/report/number.hpp"

#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

std::string label_of(const cohort::Table& table, const std::string& column) {
  const cohort::Column* found = table.find(column);
  return found && !found->label.empty() ? found->label : column;
}

std::string heading_of(const cohort::Table& table, const std::string& column) {
  const cohort::Column* found = table.find(column);
  const std::string label = label_of(table, column);
  return found && !found->unit.empty() ? fmt::format("{} ({})", label, found->unit) : label;
}

std::string group_label(const cohort::Table& table, const std::string& name) {
  const std::size_t equals = name.find('=');
  if (equals == std::string::npos || name.find('=', equals + 1) != std::string::npos) return name;
  return table.find(name.substr(0, equals)) ? name.substr(equals + 1) : name;
}

std::string term_label(const cohort::Table& table, const formula::Term& term) {
  const bool plain = term.variables.size() == 1 && term.variables.front() == term.name;
  return plain ? label_of(table, term.name) : term.name;
}

std::string design_label(const cohort::Table& table, const formula::ModelFrame& frame,
                         std::size_t column) {
  const std::string& name = frame.column_names[column];
  for (const formula::Term& term : frame.terms) {
    if (column < term.first_column || column >= term.first_column + term.column_count) continue;
    if (term_label(table, term) == term.name || !name.starts_with(term.name)) return name;
    const std::string level = name.substr(term.name.size());
    return level.empty() ? term_label(table, term) : term_label(table, term) + ": " + level;
  }
  return name;
}

std::string unit_of(const Plan& plan, const Step& step) {
  if (!step.endpoint) return "";
  return std::string(endpoint::name_of(plan.endpoints[*step.endpoint].definition.output_unit));
}

std::string outcome_of(const Plan& plan, const Step& step) {
  return step.endpoint ? plan.endpoints[*step.endpoint].definition.title : "Survival";
}

std::string time_text(double time, const std::string& unit) {
  std::string number = report::exact(time);
  if (unit.empty()) return number;
  const bool one = time == 1 && unit.back() == 's';
  return number + " " + (one ? unit.substr(0, unit.size() - 1) : unit);
}

std::string interval_name(double level) {
  return report::exact(std::round(level * 1e6) / 1e4) + "% CI";
}

std::string_view plural(std::size_t n, std::string_view one, std::string_view many) {
  return n == 1 ? one : many;
}

}  // namespace venscope::study
