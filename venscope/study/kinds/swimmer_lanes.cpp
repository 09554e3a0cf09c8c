#include "venscope/study/kinds/swimmer_lanes.hpp"

#include "venscope/cohort/problem_log.hpp"
#include "venscope/endpoint/moments.hpp"
#include "venscope/study/kinds/followed_patients.hpp"

#include <cmath>
#include <optional>

namespace venscope::study {

namespace {

/// Reads columns of dates or times as times since the endpoint's origin, before it too.
class LaneReader {
public:
  LaneReader(const cohort::Table& table, const endpoint::EndpointDefinition& definition)
      : table_(table), moments_(table, definition, no_rows_, log_, warnings_) {}

  std::vector<std::optional<double>> read(const std::string& column) {
    return read(endpoint::Happening{"", column, "", false});
  }
  std::vector<std::optional<double>> read(const endpoint::Happening& happening) {
    std::vector<std::optional<double>> times(table_.rows);
    const std::size_t before = log_.count();
    const endpoint::BoundHappening bound = moments_.bind(happening);
    if (log_.count() > before || !bound.when) return times;
    for (std::size_t row = 0; row < table_.rows; ++row) {
      if (bound.indicator && (*bound.indicator)[row] != 1) continue;
      if (bound.when->type == cohort::ColumnType::date && !moments_.has_origin(row)) continue;
      const endpoint::Moment moment = moments_.read_time(bound.when, row);
      if (moment.happened()) times[row] = moment.time;
    }
    return times;
  }
  Problems problems() { return log_.take(); }

private:
  const cohort::Table& table_;
  cohort::ProblemLog log_;
  std::vector<std::string> warnings_;
  std::vector<bool> no_rows_;
  endpoint::Moments moments_;
};

}  // namespace

ReadLanes read_lanes(const Plan& plan, const Step& step, const SwimmerOptions& options,
                     Problems& problems) {
  const endpoint::Endpoint& endpoint = plan.endpoints[*step.endpoint];
  const cohort::Table& table = *step.table;
  LaneReader reader(table, endpoint.definition);
  std::vector<std::vector<std::optional<double>>> from, to, when;
  for (const PhaseColumns& phase : options.phases) {
    from.push_back(phase.from.empty() ? std::vector<std::optional<double>>(table.rows, 0.0)
                                      : reader.read(phase.from));
    to.push_back(phase.to.empty() ? std::vector<std::optional<double>>(table.rows)
                                  : reader.read(phase.to));
  }
  for (const endpoint::Happening& marker : options.markers) when.push_back(reader.read(marker));
  problems = reader.problems();
  ReadLanes lanes;
  if (!problems.empty()) return lanes;
  const PatientGroups groups = patient_groups(plan, table, options.group);
  const FollowUpEnds ends = follow_up_ends(table, endpoint, endpoint.definition.output_unit);
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (std::isnan(ends.end[row])) {
      ++lanes.left_out;
      continue;
    }
    course::LaneInput& input = lanes.inputs.emplace_back();
    input.end = ends.end[row];
    input.event = ends.event[row] != 0;
    input.group = groups.of[row];
    for (std::size_t k = 0; k < options.phases.size(); ++k)
      input.phases.push_back({from[k][row], to[k][row]});
    for (const auto& times : when) input.markers.push_back(times[row]);
    lanes.rows.push_back(row);
  }
  return lanes;
}

}  // namespace venscope::study
