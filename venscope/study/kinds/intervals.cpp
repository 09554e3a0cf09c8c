#include "venscope/study/kinds/intervals.hpp"

#include "venscope/base/section.hpp"
#include "venscope/formula/expression.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

namespace {

/// Reads moments of one definition; what was said of cells is in `log`.
struct Reader {
  explicit Reader(const cohort::Table& table, const endpoint::EndpointDefinition& of)
      : definition(of), moments(table, of, no_rows, log, warnings) {}

  const endpoint::EndpointDefinition& definition;
  cohort::ProblemLog log;
  std::vector<std::string> warnings;
  std::vector<bool> no_rows;
  endpoint::Moments moments;

  /// Where the outcomes' time begins, in the unit of the report.
  double start() const {
    return endpoint::convert(definition.landmark.value_or(0), definition.unit,
                             definition.output_unit);
  }
};

void append(Problems& problems, const Problems& more) {
  problems.insert(problems.end(), more.begin(), more.end());
}

}  // namespace

ChangingCovariate read_changing_covariate(Section& entry) {
  ChangingCovariate covariate;
  covariate.name = entry.required_text("name", "the covariate that the happening becomes");
  covariate.happening.label = entry.text("label").value_or(covariate.name);
  covariate.happening.when = entry.required_text("when", "a column of dates or times");
  covariate.happening.indicator = entry.text("indicator").value_or("");
  entry.finish();
  return covariate;
}

EndpointPatients endpoint_patients(const Plan& plan, const Step& step) {
  const cohort::Table& table = *step.table;
  const std::string& id = plan.endpoints[*step.endpoint].definition.id;
  const cohort::Column *time = table.find(id + ".time"), *event = table.find(id + ".event"),
                       *entry = table.find(id + ".entry");
  EndpointPatients patients;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (time->missing(row)) continue;
    patients.row.push_back(row);
    patients.outcomes.time.push_back(time->number[row]);
    patients.outcomes.event.push_back(static_cast<std::int32_t>(event->number[row]));
    if (entry) patients.outcomes.entry.push_back(entry->number[row]);
  }
  return patients;
}

HappeningRead read_happening(const Plan& plan, const Step& step, const EndpointPatients& patients,
                             const endpoint::Happening& happening, Problems& problems) {
  HappeningRead read{endpoint::HappeningTimes(patients.row.size()),
                     std::vector<bool>(patients.row.size(), false)};
  Reader reader(*step.table, plan.endpoints[*step.endpoint].definition);
  endpoint::BoundHappening bound = reader.moments.bind(happening);
  if (reader.log.empty())
    for (std::size_t i = 0; i < patients.row.size(); ++i) {
      const endpoint::Moment moment = reader.moments.read(bound, patients.row[i]);
      read.unknown[i] = moment.state == endpoint::Moment::State::unknown;
      if (moment.happened()) read.times[i] = moment.time - reader.start();
    }
  append(problems, reader.log.take());
  return read;
}

endpoint::HappeningTimes read_moments(const Plan& plan, const Step& step,
                                      const EndpointPatients& patients, const std::string& column,
                                      Problems& problems) {
  endpoint::HappeningTimes times(patients.row.size());
  Reader reader(*step.table, plan.endpoints[*step.endpoint].definition);
  const cohort::Column* when = reader.moments.bind_time(column);
  if (when && reader.log.empty())
    for (std::size_t i = 0; i < patients.row.size(); ++i) {
      const endpoint::Moment moment = reader.moments.read_time(when, patients.row[i]);
      if (moment.happened()) times[i] = moment.time - reader.start();
    }
  append(problems, reader.log.take());
  return times;
}

Intervals cut_into_intervals(const Plan& plan, const Step& step,
                             const std::vector<ChangingCovariate>& covariates, Problems& problems) {
  const EndpointPatients patients = endpoint_patients(plan, step);
  std::vector<endpoint::HappeningTimes> when;
  std::vector<std::vector<bool>> unknown;
  Problems found;
  for (const ChangingCovariate& covariate : covariates) {
    HappeningRead read = read_happening(plan, step, patients, covariate.happening, found);
    when.push_back(std::move(read.times));
    unknown.push_back(std::move(read.unknown));
  }
  Intervals intervals;
  append(problems, found);
  if (!found.empty()) return intervals;

  endpoint::SplitFollowUp split = endpoint::split_follow_up(patients.outcomes, when);
  std::vector<std::size_t> chosen;
  for (const std::size_t patient : split.patient) chosen.push_back(patients.row[patient]);
  intervals.patients = patients.row.size();
  intervals.patient = split.patient;
  intervals.table = cohort::select_rows(*step.table, chosen);
  const std::string& id = plan.endpoints[*step.endpoint].definition.id;
  put_numbers(intervals.table, id + ".entry", split.outcomes.entry);
  put_numbers(intervals.table, id + ".time", split.outcomes.time);
  put_numbers(intervals.table, id + ".event",
              {split.outcomes.event.begin(), split.outcomes.event.end()});
  for (std::size_t k = 0; k < covariates.size(); ++k) {
    std::vector<std::int32_t> codes;
    std::vector<bool> after(patients.row.size(), false);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const bool is_unknown = unknown[k][split.patient[i]];
      codes.push_back(is_unknown ? cohort::missing_code : split.happened[k][i]);
      if (split.happened[k][i] != 0) after[split.patient[i]] = true;
    }
    put_yes_no(intervals.table, covariates[k].name, covariates[k].happening.label,
               std::move(codes));
    intervals.switched.push_back(
        static_cast<std::size_t>(std::count(after.begin(), after.end(), true)));
  }
  return intervals;
}

std::string interval_side(const Plan& plan, const Step& step, bool entry) {
  const std::string& id = plan.endpoints[*step.endpoint].definition.id;
  const std::string time = formula::quoted_name(id + ".time"),
                    event = formula::quoted_name(id + ".event");
  if (!entry) return fmt::format("Surv({}, {})", time, event);
  return fmt::format("Surv({}, {}, {})", formula::quoted_name(id + ".entry"), time, event);
}

cohort::Column& own_column(cohort::Table& table, const std::string& name) {
  for (cohort::Column& column : table.columns)
    if (column.name == name) return column;
  cohort::Column& added = table.columns.emplace_back();
  added.name = name;
  return added;
}

void put_numbers(cohort::Table& table, const std::string& name, std::vector<double> numbers) {
  cohort::Column& column = own_column(table, name);
  column.type = cohort::ColumnType::number;
  column.number = std::move(numbers);
}

void put_yes_no(cohort::Table& table, const std::string& name, const std::string& label,
                std::vector<std::int32_t> codes) {
  cohort::Column& column = own_column(table, name);
  column.label = label;
  column.type = cohort::ColumnType::category;
  column.levels = {"no", "yes"};
  column.number.clear();
  column.code = std::move(codes);
}

void add_problems(const Problems& found, const Step& step, Problems& problems) {
  for (Problem problem : found) {
    if (problem.fault == Fault::analysis) continue;
    if (problem.place.line == 0) {
      // A problem of the declaration, such as a column that is not there.
      if (!problem.place.column.empty())
        problem.what = fmt::format("column '{}': {}", problem.place.column, problem.what);
      problem.place = step.request->place;
    }
    problems.push_back(std::move(problem));
  }
}

void check_name(const Plan& plan, const Step& step, const ChangingCovariate& covariate,
                Problems& problems) {
  if (plan.table.find(covariate.name))
    problems.push_back({"study.name_taken", step.request->place,
                        fmt::format("there is a column '{}' already", covariate.name),
                        "a name of its own for the covariate that changes", ""});
}

}  // namespace venscope::study
