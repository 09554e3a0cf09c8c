#include "venscope/study/kinds/followed_patients.hpp"

#include "venscope/report/figure/scene.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/kinds/column_values.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

/// "yes" and "no" need the name of what they are of.
std::string group_words(const cohort::Column& column, const std::string& level) {
  const std::string words = report::level_words(level);
  const std::string& label = column.label.empty() ? column.name : column.label;
  return words == "yes" || words == "no" ? label + ": " + words : words;
}

int short_decimals(double value) {
  if (value == 0 || !std::isfinite(value)) return 0;
  const int digits = static_cast<int>(std::floor(std::log10(std::fabs(value))));
  return std::clamp(digits < 0 ? 1 - digits : 2 - digits, 0, 6);
}

std::string with_decimals(double value, int decimals) {
  // From 10,000 on whole numbers, with their thousands apart.
  if (value >= 10000) return report::count(std::round(value));
  return report::fixed(value, decimals);
}

}  // namespace

PatientGroups patient_groups(const Plan&, const cohort::Table& table, const std::string& column) {
  PatientGroups groups;
  groups.of.assign(table.rows, 0);
  if (column.empty()) return groups;
  const cohort::Column& levels = *table.find(column);
  const std::vector<int> codes = known_codes(levels);
  std::vector<std::int32_t> group_of_level(levels.levels.size(), -1);
  for (std::size_t level = 0; level < levels.levels.size(); ++level) {
    if (std::find(codes.begin(), codes.end(), static_cast<int>(level)) == codes.end()) continue;
    group_of_level[level] = static_cast<std::int32_t>(groups.labels.size());
    groups.labels.push_back(group_words(levels, levels.levels[level]));
  }
  for (std::size_t row = 0; row < table.rows; ++row) {
    groups.of[row] = codes[row] < 0 ? -1 : group_of_level[static_cast<std::size_t>(codes[row])];
    groups.unknown += codes[row] < 0 ? 1 : 0;
  }
  return groups;
}

void check_group_count(const Plan& plan, const Step& step, const std::string& column,
                       Problems& problems) {
  const cohort::Column* levels = plan.table.find(column);
  if (!levels || levels->type != cohort::ColumnType::category) return;
  const std::size_t groups = patient_groups(plan, *step.table, column).labels.size();
  if (groups > report::series_count)
    problems.push_back({"study.too_many_groups", step.request->place,
                        fmt::format("'{}' makes {} groups", column, groups),
                        fmt::format("at most {}", report::series_count), ""});
}

FollowUpEnds follow_up_ends(const cohort::Table& table, const endpoint::Endpoint& endpoint,
                            endpoint::TimeUnit unit) {
  const endpoint::EndpointDefinition& definition = endpoint.definition;
  const cohort::Column& time = *table.find(definition.id + ".time");
  const cohort::Column& event = *table.find(definition.id + ".event");
  const double start =
      endpoint::convert(definition.landmark.value_or(0), definition.unit, definition.output_unit);
  FollowUpEnds ends;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const bool missing = time.missing(row);
    ends.end.push_back(
        missing ? std::nan("")
                : endpoint::convert(time.number[row] + start, definition.output_unit, unit));
    ends.event.push_back(!missing && event.number[row] != 0 ? 1 : 0);
  }
  return ends;
}

std::string event_words(const endpoint::EndpointDefinition& definition) {
  if (definition.events.empty()) return capitalised(definition.event_label);
  std::string words;
  for (std::size_t k = 0; k < definition.events.size(); ++k) {
    if (k > 0) words += k + 1 == definition.events.size() ? " or " : ", ";
    words += definition.events[k].label;
  }
  return capitalised(words);
}

course::Patients course_patients(const cohort::Table& table, const PatientGroups& groups) {
  course::Patients patients;
  patients.n = table.rows;
  patients.group = groups.of;
  patients.groups = std::max<std::size_t>(1, groups.labels.size());
  return patients;
}

std::string short_number(double value) {
  return std::isfinite(value) ? with_decimals(value, short_decimals(value))
                              : report::undefined_number;
}

std::string short_estimate(std::optional<double> value, std::optional<double> low,
                           std::optional<double> high) {
  if (!value) return report::undefined_number;
  const std::string text = short_number(*value);
  if (!low || !high) return text;
  const int decimals = short_decimals(*value);
  if (*low < 0) return text + " (" + report::interval(low, high, decimals) + ")";
  return fmt::format("{} ({}–{})", text, with_decimals(*low, decimals),
                     with_decimals(*high, decimals));
}

std::string count_words(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", report::count(static_cast<double>(n)), plural(n, one, many));
}

}  // namespace venscope::study
