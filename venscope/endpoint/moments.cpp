#include "venscope/endpoint/moments.hpp"

#include "venscope/base/nearest.hpp"

#include <fmt/format.h>

namespace venscope::endpoint {

using cohort::Column;
using cohort::ColumnType;

Moments::Moments(const cohort::Table& table, const EndpointDefinition& definition,
                 const std::vector<bool>& wrong_rows, cohort::ProblemLog& problems,
                 std::vector<std::string>& warnings)
    : table_(table),
      definition_(definition),
      wrong_rows_(wrong_rows),
      problems_(problems),
      warnings_(warnings) {
  if (definition.origin.empty()) return;
  origin_ = find(definition.origin);
  if (origin_ && origin_->type != ColumnType::date)
    problems_.add({"endpoint.origin_type",
                   {table_.file, 0, origin_->name},
                   "the origin is not a column of dates",
                   "dates such as 2020-12-31",
                   "leave the origin out where times are numbers"});
}

const Column* Moments::find(const std::string& name) {
  if (const Column* column = table_.find(name)) return column;
  std::vector<std::string> names;
  for (const Column& column : table_.columns) names.push_back(column.name);
  const std::string nearest = nearest_name(name, names);
  problems_.add({"endpoint.unknown_column",
                 {table_.file, 0, name},
                 fmt::format("endpoint {} needs a column that is not there", definition_.id),
                 nearest.empty() ? "" : fmt::format("perhaps '{}'", nearest),
                 "name a column of the cohort"});
  return nullptr;
}

const Column* Moments::bind_time(const std::string& name) {
  const Column* column = find(name);
  if (!column) return nullptr;
  if (!column->numeric()) {
    problems_.add({"endpoint.time_type",
                   {table_.file, 0, name},
                   "is neither a number nor a date",
                   "times or dates",
                   "declare its type in the data dictionary"});
    return nullptr;
  }
  if (column->type == ColumnType::date) {
    any_date_ = true;
    if (definition_.origin.empty()) {
      problems_.add({"endpoint.no_origin",
                     {table_.file, 0, name},
                     fmt::format("holds dates, but endpoint {} has no origin", definition_.id),
                     "",
                     "name the date column on which time begins as origin"});
      return nullptr;
    }
  }
  return column;
}

BoundHappening Moments::bind(const Happening& happening) {
  BoundHappening bound{&happening, bind_time(happening.when), {}};
  if (happening.indicator.empty()) return bound;
  if (const Column* column = find(happening.indicator)) {
    const std::size_t before = problems_.count();
    bound.indicator = read_indicators(table_, *column, problems_, warnings_);
    odd_codes_ += problems_.count() - before;
  }
  return bound;
}

Moment Moments::read_time(const Column* column, std::size_t row) const {
  if (column == nullptr || column->missing(row)) return {};
  const double value = column->number[row];
  if (column->type != ColumnType::date)
    return {Moment::State::happened, convert(value, definition_.unit, definition_.output_unit)};
  const double days = value - origin_->number[row];
  return {Moment::State::happened, convert(days, TimeUnit::days, definition_.output_unit)};
}

Moment Moments::read(const BoundHappening& bound, std::size_t row) {
  if (bound.indicator) {
    const std::int8_t happened = (*bound.indicator)[row];
    if (happened < 0) return {Moment::State::unknown, 0};
    if (happened == 0) return {};
  }
  const Moment moment = read_time(bound.when, row);
  const std::string& when = bound.declared->when;
  const bool wrong = row < wrong_rows_.size() && wrong_rows_[row];
  if (!moment.happened() && bound.indicator && !wrong)
    problems_.add("endpoint.no_time", when, [&] {
      return Problem{
          "", place(row, when),
          fmt::format("is missing, although {} says that it happened", bound.declared->indicator),
          "a date or time", "supply it, or correct the indicator"};
    });
  if (moment.happened() && moment.time < 0.0)
    problems_.add("endpoint.before_origin", when, [&] {
      return Problem{"", place(row, when),
                     fmt::format("lies {:g} {} before the origin", -moment.time,
                                 name_of(definition_.output_unit)),
                     "a time of 0 or later", "correct the date, or exclude the patient"};
    });
  return moment;
}

Place Moments::place(std::size_t row, const std::string& column) const {
  return {table_.file, table_.line.empty() ? 0 : table_.line[row], column};
}

}  // namespace venscope::endpoint
