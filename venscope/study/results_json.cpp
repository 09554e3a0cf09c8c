#include "venscope/study/results_json.hpp"

#include "venscope/report/json.hpp"
#include "venscope/study/analysis_json.hpp"
#include "venscope/study/baseline_blocks.hpp"
#include "venscope/study/checklist.hpp"
#include "venscope/study/cohort_blocks.hpp"
#include "venscope/study/report_page.hpp"
#include "venscope/study/step_blocks.hpp"

namespace venscope::study {

using report::Json;
using report::json_number;

namespace {

Json protocol_json(const Protocol& protocol) {
  Json json;
  json["file"] = protocol.file_name;
  json["sha256"] = protocol.sha256;
  json["overrides"] = protocol.overrides;
  json["id"] = protocol.id;
  json["title"] = protocol.title;
  json["authors"] = protocol.authors;
  json["seed"] = protocol.seed;
  json["date"] = protocol.date.empty() ? Json(nullptr) : Json(protocol.date);
  return json;
}

/// Nothing where there are none.
void add_expressions(const std::vector<Expression>& expressions, Json& json) {
  for (const Expression& expression : expressions)
    json["expression"].push_back(
        {{"id", expression.id},
         {"file", expression.file},
         {"sha256", expression.sha256},
         {"scale", name_of(expression.scale)},
         {"genes", expression.genes.size()},
         {"samples", expression.samples},
         {"matched", expression.matched},
         {"without_sample", expression.without_sample()},
         {"excluded", expression.excluded},
         {"unknown", expression.unknown},
         {"missing", expression.missing},
         {"synthetic", expression.synthetic},
         {"aliases", expression.aliases.empty() ? Json(nullptr)
                                                : Json{{"file", expression.aliases},
                                                       {"sha256", expression.aliases_sha256}}},
         {"assumptions", expression.assumptions}});
}

Json gene_sets_json(const std::vector<GeneSets>& gene_sets) {
  Json json = Json::array();
  for (const GeneSets& sets : gene_sets)
    json.push_back({{"id", sets.id},
                    {"title", sets.title},
                    {"file", sets.file.empty() ? Json(nullptr) : Json(sets.file)},
                    {"sha256", sets.file.empty() ? Json(nullptr) : Json(sets.sha256)},
                    {"sets", sets.sets.size()},
                    {"genes", sets.genes().size()},
                    {"assumptions", sets.assumptions}});
  return json;
}

void add_records(const std::vector<Records>& all, Json& json) {
  if (all.empty()) return;
  json["records"] = Json::array();
  for (const Records& records : all)
    json["records"].push_back({{"id", records.id},
                               {"file", records.file},
                               {"sha256", records.sha256},
                               {"rows", records.rows},
                               {"used", records.table.rows},
                               {"patients", records.patients},
                               {"excluded", records.excluded},
                               {"unknown", records.unknown},
                               {"synthetic", records.synthetic},
                               {"assumptions", records.assumptions}});
}

Json cohort_json(const Plan& plan) {
  Json json;
  json["file"] = plan.cohort.file;
  json["sha256"] = plan.cohort.sha256;
  json["rows"] = plan.cohort.rows;
  json["included"] = plan.cohort.table.rows;
  json["excluded"] = Json::array();
  for (const Exclusion& exclusion : exclusions(plan))
    json["excluded"].push_back({{"reason", exclusion.reason}, {"n", exclusion.n}});
  json["assumptions"] = plan.cohort.assumptions;
  json["synthetic"] = nullptr;
  if (const auto& synthetic = plan.cohort.synthetic)
    json["synthetic"] = {{"rows", synthetic->rows},
                         {"of", synthetic->of},
                         {"text", synthetic_text(*synthetic)},
                         {"sources", synthetic->sources},
                         {"assumptions", synthetic->assumptions}};
  add_expressions(plan.cohort.expressions, json);
  add_records(plan.cohort.records, json);
  return json;
}

Json validation_cohort_json(const ValidationCohort& other) {
  Json json = {{"id", other.id},
               {"label", other.label},
               {"file", other.cohort.file},
               {"sha256", other.cohort.sha256},
               {"rows", other.cohort.rows},
               {"included", other.table.rows},
               {"assumptions", other.cohort.assumptions}};
  json["synthetic"] =
      other.cohort.synthetic ? Json(synthetic_text(*other.cohort.synthetic)) : Json(nullptr);
  add_expressions(other.cohort.expressions, json);
  add_records(other.cohort.records, json);
  return json;
}

Json optional_number(const std::optional<double>& number) {
  return number ? json_number(*number) : Json(nullptr);
}

Json endpoint_json(const endpoint::Endpoint& endpoint,
                   const std::optional<survival::FollowUp>& follow_up) {
  Json json;
  json["id"] = endpoint.definition.id;
  json["title"] = endpoint.definition.title;
  json["rule"] = endpoint.rule;
  json["unit"] = endpoint::name_of(endpoint.definition.output_unit);
  json["n"] = endpoint.n;
  json["events"] = endpoint.events;
  json["missing"] = endpoint.missing;
  json["left_out"] = Json::array();
  for (const endpoint::LeftOut& out : endpoint.left_out)
    json["left_out"].push_back({{"reason", out.reason}, {"n", out.n}});
  json["follow_up"] = nullptr;
  if (follow_up)
    json["follow_up"] = {{"median", optional_number(follow_up->median.time)},
                         {"median_low", optional_number(follow_up->median.lower)},
                         {"median_high", optional_number(follow_up->median.upper)},
                         {"shortest", json_number(follow_up->shortest)},
                         {"longest", json_number(follow_up->longest)}};
  return json;
}

Json analysis_json(const StepResult& result) {
  if (const Finding* finding = result.finding()) return finding->json();
  return std::visit(
      [](const auto& analysis) -> Json {
        if constexpr (requires { to_json(analysis); })
          return to_json(analysis);
        else
          return Json::object();
      },
      result.analysis);
}

Json problems_json(const Problems& problems) {
  Json json = Json::array();
  for (const Problem& problem : problems)
    json.push_back({{"code", problem.code}, {"message", to_text(problem)}});
  return json;
}

Json step_json(const Plan& plan, const Step& step, const StepResult& result) {
  const StepFiles files = files_of(plan, step, result);
  Json json;
  json["id"] = step.id;
  json["kind"] = kind_name(step);
  json["title"] = step.title;
  json["endpoint"] =
      step.endpoint ? Json(plan.endpoints[*step.endpoint].definition.id) : Json(nullptr);
  if (step.kind == AnalysisKind::cox) json["univariable"] = step.univariable;
  if (!step.formula.empty()) json["formula"] = step.formula;
  if (!step.request->where.empty())
    json["where"] = {{"condition", step.request->where},
                     {"population", step.request->population},
                     {"n", step.table->rows}};
  json["done"] = result.done();
  const Json analysis = analysis_json(result);
  for (const auto& [key, value] : analysis.items()) json[key] = value;
  if (!result.done()) json["problems"] = problems_json(result.problems);
  json["figure"] = files.figure.empty() ? Json(nullptr) : Json(files.figure);
  json["table"] = files.table.empty() ? Json(nullptr) : Json(files.table);
  return json;
}

}  // namespace

std::string results_json(const Plan& plan, const StudyResult& result, std::string_view version) {
  Json json;
  json["venscope"] = version;
  json["protocol"] = protocol_json(plan.protocol);
  json["cohort"] = cohort_json(plan);
  if (!plan.validation.empty()) {
    json["validation_cohorts"] = Json::array();
    for (const ValidationCohort& other : plan.validation)
      json["validation_cohorts"].push_back(validation_cohort_json(other));
  }
  if (!plan.gene_sets.empty()) json["gene_sets"] = gene_sets_json(plan.gene_sets);
  json["endpoints"] = Json::array();
  for (std::size_t e = 0; e < plan.endpoints.size(); ++e)
    json["endpoints"].push_back(endpoint_json(plan.endpoints[e], result.follow_up[e]));
  if (!plan.scores.empty()) {
    json["scores"] = Json::array();
    for (const AppliedScore& score : plan.scores) json["scores"].push_back(to_json(score));
  }
  json["analyses"] = Json::array();
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    json["analyses"].push_back(step_json(plan, plan.steps[i], result.steps[i]));
  json["warnings"] = warnings_of(plan, result);
  if (Json reporting = reporting_json(plan, result, version); !reporting.is_null())
    json["reporting"] = std::move(reporting);
  return json.dump(2) + '\n';
}

}  // namespace venscope::study
