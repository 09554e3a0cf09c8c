#include "venscope/study/cohort_limitations.hpp"

#include "venscope/report/number.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {
namespace {

std::string part_of(std::size_t part, std::size_t whole, const RowNoun& noun = {}) {
  return fmt::format("{} of {} {} ({})", report::count(static_cast<double>(part)),
                     report::count(static_cast<double>(whole)), noun.many,
                     report::percent(static_cast<double>(part) / static_cast<double>(whole)));
}

bool more_than(std::size_t part, std::size_t whole, double share) {
  return static_cast<double>(part) > share * static_cast<double>(whole);
}

/// Any model that lets the centres differ.
bool takes_in(const Plan& plan, const std::string& column) {
  return std::any_of(plan.steps.begin(), plan.steps.end(), [&](const Step& step) {
    const AnalysisRequest& request = *step.request;
    return request.cluster == column || step.formula.find(column) != std::string::npos ||
           std::find(request.strata.begin(), request.strata.end(), column) != request.strata.end();
  });
}

void add_centres(const Plan& plan, const LimitationRules& rules, std::vector<Limitation>& found) {
  const std::size_t patients = plan.table.rows;
  const cohort::Column* const centre = centre_column(plan.table);
  if (!centre) {
    found.push_back({"centres_unknown",
                     fmt::format("no column says at which centre the {} patients were treated, so "
                                 "differences between centres cannot be looked at",
                                 report::count(static_cast<double>(patients))),
                     {{"patients", static_cast<double>(patients)}}});
    return;
  }
  const auto levels = level_counts(*centre);
  if (levels.empty()) return;
  const auto largest =
      std::max_element(levels.begin(), levels.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  const std::string label = within_sentence(label_of(plan.table, centre->name));
  const std::vector<std::pair<std::string, double>> numbers = {
      {"centres", static_cast<double>(levels.size())},
      {"largest", static_cast<double>(largest->second)},
      {"patients", static_cast<double>(patients)}};
  if (levels.size() == 1)
    found.push_back({"one_centre",
                     fmt::format("all patients are of one {}: {}", label, largest->first),
                     numbers});
  else if (more_than(largest->second, patients, rules.share_of_one_centre))
    found.push_back({"one_centre",
                     fmt::format("{} are of one {} of {}: {}", part_of(largest->second, patients),
                                 label, levels.size(), largest->first),
                     numbers});
  if (levels.size() > 1 && !takes_in(plan, centre->name))
    found.push_back(
        {"centres_ignored",
         fmt::format("no model takes {} into account, which has {} levels", label, levels.size()),
         numbers});
}

/// The latest time at which curves of the endpoint are read, and its step.
double last_reading(const Plan& plan, std::size_t endpoint) {
  double last = 0;
  for (const Step& step : plan.steps)
    if (step.endpoint == endpoint && step.kind == AnalysisKind::km)
      for (const double time : times_of(plan, step)) last = std::max(last, time);
  return last;
}

void add_follow_up(const endpoint::Endpoint& endpoint,
                   const std::optional<survival::FollowUp>& follow_up, double last,
                   std::vector<Limitation>& found) {
  const std::string unit(endpoint::name_of(endpoint.definition.output_unit));
  if (!follow_up || !follow_up->median.time || last <= *follow_up->median.time) return;
  const bool beyond = last > follow_up->longest;
  found.push_back({"short_follow_up",
                   fmt::format("{}: survival is read at {}, where median follow-up is {} {}{}",
                               endpoint.definition.title, time_text(last, unit),
                               report::fixed(*follow_up->median.time, 1), unit,
                               beyond ? fmt::format(" and nobody was followed beyond {} {}",
                                                    report::fixed(follow_up->longest, 1), unit)
                                      : ""),
                   {{"time", last},
                    {"median_follow_up", *follow_up->median.time},
                    {"longest", follow_up->longest}}});
}

}  // namespace

const cohort::Column* centre_column(const cohort::Table& table) {
  constexpr std::array names = {"centre", "center", "hospital", "site", "institution", "clinic"};
  for (const char* const name : names)
    if (const cohort::Column* column = table.find(name); column && !column->numeric())
      return column;
  return nullptr;
}

std::vector<std::pair<std::string, std::size_t>> level_counts(const cohort::Column& column) {
  std::vector<std::pair<std::string, std::size_t>> counts;
  for (const std::string& level : column.levels) counts.emplace_back(level, 0);
  for (const std::int32_t code : column.code)
    if (code >= 0) ++counts[static_cast<std::size_t>(code)].second;
  std::erase_if(counts, [](const auto& entry) { return entry.second == 0; });
  return counts;
}

void add_cohort_limitations(const Plan& plan, const LimitationRules& rules,
                            std::vector<Limitation>& found) {
  const std::size_t rows = plan.cohort.rows, included = plan.cohort.table.rows;
  if (plan.cohort.synthetic && plan.cohort.synthetic->rows == 0)
    found.push_back({"synthetic", synthetic_text(*plan.cohort.synthetic), {}});
  else if (plan.cohort.synthetic)
    found.push_back({"synthetic",
                     fmt::format("{} of {} rows were drawn by a program: nothing here is a finding "
                                 "on {}",
                                 plan.cohort.synthetic->rows, plan.cohort.synthetic->of,
                                 plan.cohort.synthetic->not_these),
                     {{"rows", static_cast<double>(rows)}}});
  if (rows > included && more_than(rows - included, rows, rules.share_excluded))
    found.push_back(
        {"excluded",
         part_of(rows - included, rows, plan.protocol.noun) + " of the file are not in the study",
         {{"excluded", static_cast<double>(rows - included)},
          {"rows", static_cast<double>(rows)}}});
  if (const std::size_t n = plan.cohort.suspicions.size(); n > 0)
    found.push_back({"suspicious_values",
                     fmt::format("{} {} in the file look{} wrong and {} used as {}", n,
                                 plural(n, "thing", "things"), plural(n, "s", ""),
                                 plural(n, "was", "were"), plural(n, "it stands", "they stand")),
                     {{"suspicions", static_cast<double>(n)}}});
  if (plan.protocol.noun.patients()) add_centres(plan, rules, found);
}

void add_endpoint_limitations(const Plan& plan, const StudyResult& result,
                              const LimitationRules& rules, std::vector<Limitation>& found) {
  for (std::size_t e = 0; e < plan.endpoints.size(); ++e) {
    const endpoint::Endpoint& endpoint = plan.endpoints[e];
    const std::size_t all = endpoint.n + endpoint.missing;
    if (all > 0 && more_than(endpoint.missing, all, rules.share_missing))
      found.push_back({"outcome_missing",
                       fmt::format("{}: the outcome of {} is not known", endpoint.definition.title,
                                   part_of(endpoint.missing, all)),
                       {{"missing", static_cast<double>(endpoint.missing)},
                        {"patients", static_cast<double>(all)}}});
    const bool judged = std::any_of(plan.steps.begin(), plan.steps.end(), [&](const Step& step) {
      return step.endpoint == e && judges(step);
    });
    if (judged && static_cast<double>(endpoint.events) < rules.events_of_validation)
      found.push_back(
          {"few_events_to_validate",
           fmt::format("{}: {} events, fewer than the {:g} that judging a model takes",
                       endpoint.definition.title, endpoint.events, rules.events_of_validation),
           {{"events", static_cast<double>(endpoint.events)}}});
    add_follow_up(endpoint, result.follow_up[e], last_reading(plan, e), found);
  }
}

void add_score_limitations(const Plan& plan, const LimitationRules& rules,
                           std::vector<Limitation>& found) {
  const std::size_t patients = plan.table.rows;
  for (const AppliedScore& score : plan.scores) {
    if (more_than(score.incomplete, patients, rules.share_missing))
      found.push_back({"score_incomplete",
                       fmt::format("{}: {} lack a value that it needs", score.label,
                                   part_of(score.incomplete, patients)),
                       {{"incomplete", static_cast<double>(score.incomplete)},
                        {"patients", static_cast<double>(patients)}}});
    if (score.applied_outside > 0)
      found.push_back({"score_outside",
                       fmt::format("{}: {} are outside the population that it was made for",
                                   score.label, part_of(score.applied_outside, patients)),
                       {{"outside", static_cast<double>(score.applied_outside)},
                        {"patients", static_cast<double>(patients)}}});
    if (!score.absent.empty())
      found.push_back(
          {"score_inputs_absent",
           fmt::format("{}: {} of its inputs {} not recorded: {}", score.label, score.absent.size(),
                       plural(score.absent.size(), "is", "are"), fmt::join(score.absent, ", ")),
           {{"absent", static_cast<double>(score.absent.size())}}});
    for (const auto& [what, n] : score.assumed)
      found.push_back(
          {"score_assumed",
           fmt::format("{}: {} was assumed of {}", score.label, what, part_of(n, patients)),
           {{"assumed", static_cast<double>(n)}, {"patients", static_cast<double>(patients)}}});
  }
}

}  // namespace venscope::study
