/// What the kinds that look at measurements over time ask of a [[records]]: whose, when, how much.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/base/section.hpp"
#include "venscope/course/series.hpp"
#include "venscope/endpoint/units.hpp"
#include "venscope/study/plan.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace venscope::study {

/// The entries `records`, `value`, `time`, `rows`, `origin` and `time_unit`.
struct TimedRecordsRequest {
  std::string records;      ///< id
  std::string value, time;  ///< columns of the records
  std::string rows;         ///< a condition on them, for files of several quantities; "" for all
  std::string origin;       ///< column of the cohort: the date of time zero, where `time` is a date
  endpoint::TimeUnit unit = endpoint::TimeUnit::days;  ///< of the times
  Place place;
  std::string unit_name() const { return std::string(endpoint::name_of(unit)); }
};
TimedRecordsRequest read_timed_request(Section& section, const Protocol& protocol);

/// Everything wrong with it on these records: columns that are not there or of a wrong type, a
/// condition that is none, dates without an origin.
void check_timed_records(const Plan& plan, const Step& step, const TimedRecordsRequest& request,
                         Problems& problems);

struct TimedRecords {
  course::Measurements measurements;  ///< `patient`: row of the step's table; times in the unit
  std::vector<std::size_t> line;      ///< of the file, by measurement
  std::string file;
  std::size_t other = 0;      ///< rows left out by `rows`
  std::size_t undecided = 0;  ///< rows of which `rows` cannot be decided: left out too
};
Result<TimedRecords> read_timed_records(const Plan& plan, const Step& step,
                                        const TimedRecordsRequest& request);

/// The label of the value column, without and with its unit.
std::string timed_label(const Plan& plan, const TimedRecordsRequest& request);
std::string timed_heading(const Plan& plan, const TimedRecordsRequest& request);
/// Its unit; "" where none is declared.
std::string timed_unit(const Plan& plan, const TimedRecordsRequest& request);

/// "lines 12, 15, 16, 20, 21 and 3 more of cytokines.csv".
std::string lines_text(const std::vector<std::size_t>& lines, const std::string& file);
/// The same of measurements.
std::string lines_of(const TimedRecords& records, const std::vector<std::size_t>& rows);

}  // namespace venscope::study
