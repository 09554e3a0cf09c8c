#include "venscope/study/kinds/timed_records.hpp"

#include "venscope/cohort/condition.hpp"
#include "venscope/study/records.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

Place entry_place(const TimedRecordsRequest& request, std::string_view entry) {
  Place place = request.place;
  place.column += fmt::format(".{}", entry);
  return place;
}

void reject_type(const TimedRecordsRequest& request, std::string_view entry,
                 const std::string& column, std::string_view what, std::string expected,
                 Problems& problems) {
  problems.push_back({"study.records_type", entry_place(request, entry),
                      fmt::format("column '{}' of the records holds no {}", column, what),
                      std::move(expected), "declare its type in [records.dictionary]"});
}

/// Undecided rows are not those that are meant.
Result<std::vector<cohort::Truth>> rows_meant(const Records& records,
                                              const TimedRecordsRequest& request) {
  std::vector<cohort::Truth> meant(records.table.rows, cohort::Truth::yes);
  if (request.rows.empty()) return meant;
  const auto condition =
      cohort::Condition::parse(request.rows, records.table, entry_place(request, "rows"));
  if (!condition) return tl::unexpected(condition.error());
  for (std::size_t row = 0; row < meant.size(); ++row) meant[row] = condition->at(row);
  return meant;
}

}  // namespace

TimedRecordsRequest read_timed_request(Section& section, const Protocol& protocol) {
  TimedRecordsRequest request;
  request.place = section.place();
  request.records = read_records_id(section, protocol, "measurements");
  request.value = section.required_text("value", "the column of the records that was measured");
  request.time = section.text("time").value_or("day");
  request.rows = section.text("rows").value_or("");
  request.origin = section.text("origin").value_or("");
  using endpoint::TimeUnit;
  request.unit = section
                     .choice<TimeUnit>("time_unit", {{"days", TimeUnit::days},
                                                     {"weeks", TimeUnit::weeks},
                                                     {"months", TimeUnit::months},
                                                     {"years", TimeUnit::years}})
                     .value_or(TimeUnit::days);
  return request;
}

void check_timed_records(const Plan& plan, const Step&, const TimedRecordsRequest& request,
                         Problems& problems) {
  const Records* records = plan.records(request.records);
  if (!records) return;  // which was said
  const cohort::Column* value =
      records_column(*records, request.value, request.place, "value", problems);
  const cohort::Column* time =
      records_column(*records, request.time, request.place, "time", problems);
  if (value && value->type != cohort::ColumnType::number)
    reject_type(request, "value", request.value, "numbers", "a column of numbers", problems);
  if (time && !time->numeric())
    reject_type(request, "time", request.time, "times", "a column of numbers or dates", problems);
  const cohort::Column* origin = request.origin.empty() ? nullptr : plan.table.find(request.origin);
  if (origin && origin->type != cohort::ColumnType::date)
    problems.push_back({"study.origin_type", entry_place(request, "origin"),
                        fmt::format("column '{}' holds no dates", request.origin),
                        "the date on which time begins", ""});
  if (time && time->type == cohort::ColumnType::date && request.origin.empty())
    problems.push_back(
        {"study.no_origin", entry_place(request, "time"),
         fmt::format("column '{}' holds dates, and nothing says when time begins", request.time),
         "origin = a date column of the cohort", ""});
  if (const auto meant = rows_meant(*records, request); !meant)
    problems.insert(problems.end(), meant.error().begin(), meant.error().end());
}

Result<TimedRecords> read_timed_records(const Plan& plan, const Step& step,
                                        const TimedRecordsRequest& request) {
  const Records& records = *plan.records(request.records);
  const cohort::Table& table = records.table;
  const cohort::Column &value = *table.find(request.value), &time = *table.find(request.time);
  const bool dated = time.type == cohort::ColumnType::date;
  const cohort::Column* origin = dated ? step.table->find(request.origin) : nullptr;
  const std::vector<std::size_t> patients = patients_of_step(plan, step, records);
  const auto meant = rows_meant(records, request);
  if (!meant) return tl::unexpected(meant.error());
  TimedRecords timed;
  timed.file = records.file;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (patients[row] == not_in_step) continue;
    if ((*meant)[row] != cohort::Truth::yes) {
      ++((*meant)[row] == cohort::Truth::no ? timed.other : timed.undecided);
      continue;
    }
    timed.measurements.patient.push_back(patients[row]);
    timed.measurements.value.push_back(value.number[row]);
    const double at = time.number[row];
    timed.measurements.time.push_back(origin ? endpoint::convert(at - origin->number[patients[row]],
                                                                 endpoint::TimeUnit::days,
                                                                 request.unit)
                                             : at);
    timed.line.push_back(table.line[row]);
  }
  return timed;
}

std::string timed_label(const Plan& plan, const TimedRecordsRequest& request) {
  const Records* records = plan.records(request.records);
  return records ? label_of(records->table, request.value) : request.value;
}

std::string timed_heading(const Plan& plan, const TimedRecordsRequest& request) {
  const Records* records = plan.records(request.records);
  return records ? heading_of(records->table, request.value) : request.value;
}

std::string timed_unit(const Plan& plan, const TimedRecordsRequest& request) {
  const Records* records = plan.records(request.records);
  const cohort::Column* column = records ? records->table.find(request.value) : nullptr;
  return column ? column->unit : "";
}

std::string lines_text(const std::vector<std::size_t>& lines, const std::string& file) {
  const std::size_t shown = std::min<std::size_t>(lines.size(), 5);
  std::string text = fmt::format(
      "{} {}", plural(lines.size(), "line", "lines"),
      fmt::join(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (lines.size() > shown) text += fmt::format(" and {} more", lines.size() - shown);
  return text + " of " + file;
}

std::string lines_of(const TimedRecords& records, const std::vector<std::size_t>& rows) {
  std::vector<std::size_t> lines;
  for (const std::size_t row : rows) lines.push_back(records.line[row]);
  return lines_text(lines, records.file);
}

}  // namespace venscope::study
