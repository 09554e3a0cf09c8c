/// Happenings such as transplantation, read for one step's patients, and follow-up cut at them.
#pragma once

#include "venscope/endpoint/moments.hpp"
#include "venscope/endpoint/split_follow_up.hpp"
#include "venscope/study/kind.hpp"
#include "venscope/study/plan.hpp"

#include <string>
#include <vector>

namespace venscope::study {

/// A happening and the yes/no column that it becomes.
struct ChangingCovariate {
  std::string name;
  endpoint::Happening happening;
};

/// {name = …, label = …, when = …, indicator = …}
ChangingCovariate read_changing_covariate(Section& entry);

/// The patients of a step that have its endpoint.
struct EndpointPatients {
  endpoint::Outcomes outcomes;
  std::vector<std::size_t> row;  ///< of the step's table
};
EndpointPatients endpoint_patients(const Plan& plan, const Step& step);

/// When it happened to each of them, in the time of the outcomes.
struct HappeningRead {
  endpoint::HappeningTimes times;
  std::vector<bool> unknown;  ///< it is not known whether, or when
};

/// Reads a happening; everything wrong with column or cells goes to `problems`.
HappeningRead read_happening(const Plan& plan, const Step& step, const EndpointPatients& patients,
                             const endpoint::Happening& happening, Problems& problems);

/// Reads a column of dates or times as it stands, also before the origin; nothing where missing.
endpoint::HappeningTimes read_moments(const Plan& plan, const Step& step,
                                      const EndpointPatients& patients, const std::string& column,
                                      Problems& problems);

/// A step's patients cut into intervals: columns ID.entry, ID.time, ID.event, and a yes/no column
/// for each covariate.
struct Intervals {
  cohort::Table table;
  std::size_t patients = 0;
  std::vector<std::size_t>
      switched;  ///< patients in whom it happened under observation, by covariate
  std::vector<std::size_t> patient;  ///< of each row, index into the patients
};
Intervals cut_into_intervals(const Plan& plan, const Step& step,
                             const std::vector<ChangingCovariate>& covariates, Problems& problems);

/// `Surv(ID.entry, ID.time, ID.event)`, or without the entry.
std::string interval_side(const Plan& plan, const Step& step, bool entry = true);

/// The column of that name, added where there is none.
cohort::Column& own_column(cohort::Table& table, const std::string& name);
void put_numbers(cohort::Table& table, const std::string& name, std::vector<double> numbers);
/// A category of "no" and "yes" (0 and 1); negative codes are missing.
void put_yes_no(cohort::Table& table, const std::string& name, const std::string& label,
                std::vector<std::int32_t> codes);

/// Problems of a declaration take the place of its analysis where they have none.
void add_problems(const Problems& found, const Step& step, Problems& problems);

/// A covariate may not take the name of a column.
void check_name(const Plan& plan, const Step& step, const ChangingCovariate& covariate,
                Problems& problems);

}  // namespace venscope::study
