#include "venscope/base/quantile.hpp"
#include "venscope/response/contingency.hpp"
#include "venscope/response/summary.hpp"
#include "venscope/study/emulation.hpp"
#include "venscope/study/kinds/intervals.hpp"
#include "venscope/study/plan.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace venscope::study {

namespace {

/// The arm of each patient, by strategy; missing_code where it is none of them.
std::vector<std::int32_t> arm_codes(const Emulation& emulation, const Step& step,
                                    const EndpointPatients& patients) {
  const response::Levels levels = response::levels_of(*step.table->find(emulation.group));
  std::vector<std::int32_t> of_level(levels.names.size(), cohort::missing_code);
  for (std::size_t level = 0; level < levels.names.size(); ++level)
    for (std::size_t s = 0; s < emulation.strategies.size(); ++s)
      if (emulation.strategies[s].arm == levels.names[level])
        of_level[level] = static_cast<std::int32_t>(s);
  std::vector<std::int32_t> codes;
  for (const std::size_t row : patients.row)
    codes.push_back(levels.code[row] < 0 ? cohort::missing_code
                                         : of_level[static_cast<std::size_t>(levels.code[row])]);
  return codes;
}

ArmTiming timing(const Emulation& emulation, std::size_t s, const EndpointPatients& patients,
                 const std::vector<std::int32_t>& arm, const endpoint::HappeningTimes* decided) {
  ArmTiming found;
  found.arm = emulation.strategies[s].arm;
  endpoint::HappeningTimes own(arm.size());
  std::vector<double> leads;
  for (std::size_t i = 0; i < arm.size(); ++i) {
    const bool mine = arm[i] == static_cast<std::int32_t>(s);
    found.n += mine;
    if (!decided) continue;
    const std::optional<double>& time = (*decided)[i];
    const bool under_observation = time && *time < patients.outcomes.time[i];
    if (!mine) {
      // An arm with the same column has its own moment in it.
      const bool shared =
          arm[i] >= 0 && emulation.strategies[static_cast<std::size_t>(arm[i])].decided_at ==
                             emulation.strategies[s].decided_at;
      found.others += under_observation && !shared;
      continue;
    }
    found.not_known += !time;
    found.at_end += time && !under_observation && *time > 0;
    if (time) own[i] = time;
    if (time && *time < 0) leads.push_back(-*time);
  }
  found.immortal = survival::immortal_time(patients.outcomes, own);
  found.before = leads.size();
  std::sort(leads.begin(), leads.end());
  if (!leads.empty()) found.median_lead = sorted_quantile(leads, 0.5);
  return found;
}

/// The columns that the endpoints and the declaration speak of already.
std::set<std::string> declared_columns(const Emulation& emulation, const Plan& plan) {
  std::set<std::string> names;
  for (const endpoint::Endpoint& endpoint : plan.endpoints) {
    const endpoint::EndpointDefinition& definition = endpoint.definition;
    for (const std::string& name :
         {definition.time, definition.last_contact, definition.origin, definition.entry,
          definition.failure.remission.when, definition.failure.assessment.when})
      names.insert(name);
    for (const auto* happenings : {&definition.events, &definition.censor_at})
      for (const endpoint::Happening& happening : *happenings) names.insert(happening.when);
    for (const char* part : {".time", ".event", ".entry"}) names.insert(definition.id + part);
  }
  for (const Strategy& strategy : emulation.strategies) names.insert(strategy.decided_at);
  return names;
}

/// A column of dates, or of times in the endpoint's unit.
bool is_moment(const cohort::Column& column, const endpoint::EndpointDefinition& definition) {
  if (column.type == cohort::ColumnType::date) return !definition.origin.empty();
  return column.type == cohort::ColumnType::number &&
         endpoint::time_unit(column.unit) == definition.unit;
}

void find_undeclared(const Emulation& emulation, const Plan& plan, const Step& step,
                     const EndpointPatients& patients, const std::vector<std::int32_t>& arm,
                     EmulationCheck& check) {
  const endpoint::EndpointDefinition& definition = plan.endpoints[*step.endpoint].definition;
  const std::set<std::string> known = declared_columns(emulation, plan);
  for (const cohort::Column& column : step.table->columns) {
    if (known.contains(column.name) || !is_moment(column, definition)) continue;
    Problems problems;
    const endpoint::HappeningTimes when = read_moments(plan, step, patients, column.name, problems);
    if (!problems.empty()) continue;
    for (std::size_t s = 0; s < emulation.strategies.size(); ++s) {
      UndeclaredTiming found{column.name, emulation.strategies[s].arm, 0, 0, 0, 0, {}};
      endpoint::HappeningTimes own(when.size());
      for (std::size_t i = 0; i < when.size(); ++i) {
        if (arm[i] < 0) continue;
        const bool mine = arm[i] == static_cast<std::int32_t>(s);
        ++(mine ? found.n : found.n_elsewhere);
        (mine ? found.filled : found.filled_elsewhere) += when[i].has_value();
        if (mine) own[i] = when[i];
      }
      const auto share = [](std::size_t part, std::size_t whole) {
        return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
      };
      if (share(found.filled, found.n) < filled_in_arm ||
          share(found.filled_elsewhere, found.n_elsewhere) > filled_in_others)
        continue;
      found.immortal = survival::immortal_time(patients.outcomes, own);
      if (found.immortal.delayed > 0) check.undeclared.push_back(std::move(found));
    }
  }
}

EligibilityCount count_eligible(const EligibilityRule& rule, const cohort::Table& table,
                                Problems& problems) {
  if (rule.holds.empty()) return {};
  cohort::InclusionRule inclusion;
  inclusion.keep = rule.holds;
  inclusion.place = rule.place;
  const Result<cohort::Inclusion> kept = cohort::include(table, {&inclusion, 1});
  if (!kept) {
    problems.insert(problems.end(), kept.error().begin(), kept.error().end());
    return {};
  }
  const cohort::InclusionStep& step = kept->steps.front();
  return {step.n_after, step.excluded, step.excluded_missing};
}

}  // namespace

Result<EmulationCheck> check_emulation(const Emulation& emulation, const Plan& plan,
                                       const Step& step) {
  Problems problems;
  EmulationCheck check;
  const EndpointPatients patients = endpoint_patients(plan, step);
  const std::vector<std::int32_t> arm = arm_codes(emulation, step, patients);
  for (std::size_t s = 0; s < emulation.strategies.size(); ++s) {
    const Strategy& strategy = emulation.strategies[s];
    const std::string& column = strategy.decided_at;
    if (column.empty()) {
      check.arms.push_back(timing(emulation, s, patients, arm, nullptr));
      continue;
    }
    Problems found;
    const endpoint::HappeningTimes decided =
        strategy.indicator.empty()
            ? read_moments(plan, step, patients, column, found)
            : read_happening(plan, step, patients, {strategy.arm, column, strategy.indicator},
                             found)
                  .times;
    for (Problem& problem : found) {
      if (problem.place.line == 0) {
        problem.what = fmt::format("column '{}': {}", column, problem.what);
        problem.place = strategy.place;
      }
      problems.push_back(std::move(problem));
    }
    check.arms.push_back(timing(emulation, s, patients, arm, &decided));
  }
  for (const EligibilityRule& rule : emulation.eligibility)
    check.eligibility.push_back(count_eligible(rule, *step.table, problems));
  if (!problems.empty()) return failure(std::move(problems));
  find_undeclared(emulation, plan, step, patients, arm, check);
  return check;
}

}  // namespace venscope::study
