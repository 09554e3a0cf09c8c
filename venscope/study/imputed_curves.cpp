#include "venscope/study/imputed_curves.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/imputation/pooled_curves.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

using report::Json;
using report::json_number;

namespace {

/// Whose groups are asked for: a score and its card, or a column.
struct ImputedGrouping {
  const ScoreRequest* score = nullptr;
  std::optional<CardWithText> card;
  std::string column;
  std::vector<std::string> names;

  Result<std::vector<std::int32_t>> groups(const cohort::Table& table) const {
    if (!score) return table.find(column)->code;
    Problems problems;
    ScoredPatients scored = score_patients(*score, card->card, table, problems);
    if (!problems.empty()) return failure(std::move(problems));
    return std::move(scored.group);
  }
};

Result<ImputedGrouping> grouping_of(const Plan& plan, const std::string& by,
                                    const cohort::Table& table,
                                    const imputation::Imputation& imputation) {
  ImputedGrouping result;
  for (const ScoreRequest& request : plan.protocol.scores) {
    if (request.prefix + ".group" != by) continue;
    Problems problems;
    result.score = &request;
    result.card = read_card(request, problems);
    if (!result.card) return failure(std::move(problems));
    for (const risk::Group& group : result.card->card.groups)
      result.names.push_back(group.label.en);
    return result;
  }
  const cohort::Column* column = table.find(by);
  if (!column || column->type != cohort::ColumnType::category)
    return cannot_analyse("study.by", fmt::format("{} is no category", by),
                          "curves are of the groups of a category or of a score");
  const bool imputed = std::any_of(imputation.variables.begin(), imputation.variables.end(),
                                   [&](const auto& variable) { return variable.name == by; });
  const bool complete = std::all_of(column->code.begin(), column->code.end(),
                                    [](std::int32_t code) { return code >= 0; });
  if (!imputed && !complete)
    return cannot_analyse("study.by", fmt::format("{} misses values that are not imputed", by),
                          "add it to auxiliary");
  result.column = by;
  for (const std::string& level : column->levels)
    result.names.push_back(report::level_words(level));
  return result;
}

/// The rows that have a group in each of the lists, and the lists on them.
std::vector<std::size_t> grouped_rows(std::vector<std::vector<std::int32_t>>& groups) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < groups.front().size(); ++i)
    if (std::all_of(groups.begin(), groups.end(), [&](const auto& group) { return group[i] >= 0; }))
      rows.push_back(i);
  for (std::vector<std::int32_t>& group : groups) {
    for (std::size_t r = 0; r < rows.size(); ++r) group[r] = group[rows[r]];
    group.resize(rows.size());
  }
  return rows;
}

endpoint::Outcomes outcomes_of(const endpoint::Outcomes& all,
                               const std::vector<std::size_t>& rows) {
  endpoint::Outcomes result;
  for (const std::size_t row : rows) {
    result.time.push_back(all.time[row]);
    result.event.push_back(all.event[row]);
    if (all.delayed_entry()) result.entry.push_back(all.entry[row]);
  }
  return result;
}

Json group_json(const survival::KaplanMeier& fit) {
  const survival::SurvivalQuantile median = survival::median(fit);
  Json json = {{"n", json_number(fit.n_weighted)},
               {"events", json_number(fit.events)},
               {"median", json_number(median.time)},
               {"median_low", json_number(median.lower)},
               {"median_high", json_number(median.upper)}};
  json["curve"] = Json::array();
  for (const survival::KaplanMeierPoint& point : fit.curve)
    json["curve"].push_back({{"time", json_number(point.time)},
                             {"n_risk", json_number(point.n_risk)},
                             {"n_event", json_number(point.n_event)},
                             {"n_censor", json_number(point.n_censor)},
                             {"surv", json_number(point.survival)},
                             {"std_err", json_number(point.std_error)},
                             {"lower", json_number(point.lower)},
                             {"upper", json_number(point.upper)}});
  return json;
}

}  // namespace

Result<ImputedCurves> imputed_curves(const Plan& plan, const std::string& by,
                                     const std::string& outcome, const cohort::Table& table,
                                     const imputation::Imputation& imputation, double level) {
  const auto frame = formula::model_frame(outcome + " ~ 1", table);
  if (!frame) return failure(frame.error());
  const cohort::Table used = cohort::select_rows(table, frame->rows);
  const auto grouping = grouping_of(plan, by, used, imputation);
  if (!grouping) return failure(grouping.error());
  const std::size_t m = imputation.values.size();
  std::vector<std::vector<std::int32_t>> groups(m);
  std::vector<Problems> problems(m);
  parallel_for(m, imputation.options.threads, [&](std::size_t k) {
    auto found = grouping->groups(imputation::completed(used, imputation, k));
    if (found)
      groups[k] = std::move(*found);
    else
      problems[k] = std::move(found.error());
  });
  for (Problems& one : problems)
    if (!one.empty()) return failure(std::move(one));
  ImputedCurves result;
  result.by = by;
  result.label = label_of(plan.table, by);
  result.groups = grouping->names;
  const std::vector<std::size_t> rows = grouped_rows(groups);
  result.n = rows.size();
  result.left_out = used.rows - rows.size();
  if (rows.empty()) return cannot_analyse("study.by", "nobody has a group in every imputation");
  auto pooled = imputation::pooled_kaplan_meier(outcomes_of(frame->outcomes, rows), groups,
                                                result.groups.size(), level);
  if (!pooled) return failure(std::move(pooled.error()));
  result.curves = std::move(*pooled);

  auto known = grouping->groups(used);
  if (!known) return failure(std::move(known.error()));
  std::vector<std::vector<std::int32_t>> observed{std::move(*known)};
  const std::vector<std::size_t> known_rows = grouped_rows(observed);
  result.known = known_rows.size();
  result.complete.resize(result.groups.size());
  if (known_rows.empty()) return result;
  auto complete = survival::kaplan_meier_groups(
      outcomes_of(frame->outcomes, known_rows), observed.front(), result.groups.size(), {}, {},
      {.scale = survival::ConfidenceScale::log_log, .level = level});
  if (complete) result.complete = std::move(*complete);
  return result;
}

Json to_json(const ImputedCurves& curves) {
  Json json = {
      {"by", curves.by}, {"n", curves.n}, {"left_out", curves.left_out}, {"known", curves.known}};
  json["groups"] = Json::array();
  for (std::size_t g = 0; g < curves.groups.size(); ++g) {
    Json one = {{"group", curves.groups[g]}};
    one["pooled"] = group_json(curves.curves[g]);
    one["complete_case"] = group_json(curves.complete[g]);
    one["complete_case"].erase("curve");
    json["groups"].push_back(std::move(one));
  }
  return json;
}

}  // namespace venscope::study
