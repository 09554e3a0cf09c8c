/// What the kinds that show patients over time share: their groups and their follow-up.
#pragma once

#include "venscope/course/series.hpp"
#include "venscope/endpoint/endpoint.hpp"
#include "venscope/study/plan.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace venscope::study {

/// The levels of a column that somebody has, in their declared order: the first is the reference.
struct PatientGroups {
  std::vector<std::string> labels;  ///< for the reader; none where no column was named
  std::vector<std::int32_t> of;     ///< by row of the table; -1 where it is missing
  std::size_t unknown = 0;
};
PatientGroups patient_groups(const Plan& plan, const cohort::Table& table,
                             const std::string& column);

/// As many groups as have tones and dashes of their own, or a problem (study.too_many_groups).
void check_group_count(const Plan& plan, const Step& step, const std::string& column,
                       Problems& problems);

/// The end of an endpoint's follow-up, from its origin in `unit`, also where it has a landmark; NaN
/// where the endpoint leaves a patient out. `event`: it ended with the event.
struct FollowUpEnds {
  std::vector<double> end;
  std::vector<std::uint8_t> event;
};
FollowUpEnds follow_up_ends(const cohort::Table& table, const endpoint::Endpoint& endpoint,
                            endpoint::TimeUnit unit);

/// What ends the follow-up of an endpoint: "Death", "Relapse or death".
std::string event_words(const endpoint::EndpointDefinition& definition);

/// Patients for the rooms below: those of `table`, in the groups given.
course::Patients course_patients(const cohort::Table& table, const PatientGroups& groups);

/// Three significant digits, two below 1, and every digit before the point.
std::string short_number(double value);
/// "12.3 (10.1–14.9)"; "–" where there is no value.
std::string short_estimate(std::optional<double> value, std::optional<double> low,
                           std::optional<double> high);

/// "12 lanes", "1 lane".
std::string count_words(std::size_t n, std::string_view one, std::string_view many);

}  // namespace venscope::study
