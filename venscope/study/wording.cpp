#include "venscope/study/wording.hpp"

#include "venscope/report/hazard_rows.hpp"
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
  if (!table.find(name.substr(0, equals))) return name;
  return report::level_words(name.substr(equals + 1));
}

std::string unit_of(const Plan& plan, const Step& step) {
  if (!step.endpoint) return "";
  return std::string(endpoint::name_of(plan.endpoints[*step.endpoint].definition.output_unit));
}

std::string time_since(const Plan& plan, const Step& step) {
  if (!step.endpoint) return "Time";
  const endpoint::EndpointDefinition& definition = plan.endpoints[*step.endpoint].definition;
  if (!definition.origin_label.empty()) return "Time since " + definition.origin_label;
  if (definition.origin.empty()) return "Time";
  return "Time since " + label_of(plan.table, definition.origin);
}

std::string within_sentence(std::string label) {
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const std::size_t end = std::min(label.find(' '), label.size());
  if (end < 2 || !upper(label[0])) return label;
  for (const std::string_view name : {"Cox", "Kaplan", "Aalen", "Simon", "Fine-Gray", "Schoenfeld"})
    if (label.starts_with(name)) return label;  // a person's name keeps its capital
  for (std::size_t i = 1; i < end; ++i) {
    const bool joins = label[i] == '-' && i + 1 < end;
    const bool ends = label[i] == ',' && i + 1 == end;
    if (!lower(label[i]) && !joins && !ends) return label;
  }
  label[0] = static_cast<char>(label[0] - 'A' + 'a');
  return label;
}

std::string by_words(const cohort::Table& table, const std::string& by) {
  return by.empty() ? "" : " by " + within_sentence(label_of(table, by));
}

std::string outcome_of(const Plan& plan, const Step& step) {
  return step.endpoint ? plan.endpoints[*step.endpoint].definition.title : "Survival";
}

std::vector<std::string> column_labels(const Plan& plan, const formula::ModelFrame& frame) {
  return column_labels(plan.protocol.group, plan.table, frame);
}

std::vector<std::string> column_labels(const std::string& arms, const cohort::Table& table,
                                       const formula::ModelFrame& frame) {
  std::vector<std::string> names = frame.column_names;
  for (const formula::Term& term : frame.terms)
    for (std::size_t j = term.first_column; j < term.first_column + term.column_count; ++j) {
      const std::string contrast = report::contrast_label(term, frame.column_names[j]);
      const bool group = term.name == arms;
      names[j] = report::term_label(term, table);
      if (!contrast.empty()) names[j] = group ? contrast : names[j] + ": " + contrast;
    }
  return names;
}

std::string time_text(double time, const std::string& unit) {
  // As declared; four decimals of what follow-up has set.
  std::string number = report::exact(std::round(time * 1e4) / 1e4);
  if (unit.empty()) return number;
  const bool one = time == 1 && unit.back() == 's';
  return number + " " + (one ? unit.substr(0, unit.size() - 1) : unit);
}

std::string digits(double value) {
  if (!std::isfinite(value)) return report::undefined_number;
  return (value < 0 ? "−" : "") + fmt::format("{:.3g}", std::fabs(value));
}

std::string interval_name(double level) {
  return report::exact(std::round(level * 1e6) / 1e4) + "% CI";
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string_view plural(std::size_t n, std::string_view one, std::string_view many) {
  return n == 1 ? one : many;
}

}  // namespace venscope::study
