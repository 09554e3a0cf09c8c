#include "venscope/study/plan.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/kind.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

void make_endpoints(Plan& plan, Problems& problems) {
  for (std::size_t i = 0; i < plan.protocol.endpoints.size(); ++i) {
    Result<endpoint::Endpoint> made = endpoint::make_endpoint(
        plan.cohort.table, plan.protocol.endpoints[i], plan.cohort.wrong_rows);
    if (made) {
      add_endpoint_columns(*made, plan.table);
      plan.endpoints.push_back(std::move(*made));
      continue;
    }
    for (Problem& problem : made.error()) {
      // A problem of the definition itself (an unknown column) belongs to the protocol's line.
      if (problem.place.line == 0) {
        if (!problem.place.column.empty())
          problem.what = fmt::format("column '{}': {}", problem.place.column, problem.what);
        problem.place = plan.protocol.endpoint_places[i];
      }
      problems.push_back(std::move(problem));
    }
    // Columns without values stand for it, so that formulas are checked as if it were there.
    endpoint::Endpoint empty;
    empty.definition = plan.protocol.endpoints[i];
    add_endpoint_columns(empty, plan.table);
    plan.endpoints.push_back(std::move(empty));
  }
}

/// A signature made for that endpoint is judged in every cohort that has its matrix.
bool scored_for(const Plan& plan, const ValidationCohort& cohort, const std::string& endpoint) {
  return std::any_of(plan.protocol.signatures.begin(), plan.protocol.signatures.end(),
                     [&](const SignatureRequest& request) {
                       return request.endpoint == endpoint &&
                              plan.expression(request.expression, cohort.id) != nullptr;
                     });
}

/// The endpoints that analyses ask of a validation cohort.
void make_endpoints(const Plan& plan, ValidationCohort& cohort, Problems& problems) {
  cohort.endpoints.resize(plan.endpoints.size());
  for (std::size_t i = 0; i < plan.endpoints.size(); ++i) {
    const endpoint::EndpointDefinition& definition = plan.protocol.endpoints[i];
    const bool wanted =
        std::any_of(plan.protocol.analyses.begin(), plan.protocol.analyses.end(),
                    [&](const AnalysisRequest& request) {
                      if (!request.own) return false;
                      const std::vector<std::string> ids = request.own->cohorts();
                      return std::find(ids.begin(), ids.end(), cohort.id) != ids.end() &&
                             std::find(request.endpoints.begin(), request.endpoints.end(),
                                       definition.id) != request.endpoints.end();
                    });
    if (!wanted && !scored_for(plan, cohort, definition.id)) continue;
    Result<endpoint::Endpoint> made =
        endpoint::make_endpoint(cohort.cohort.table, definition, cohort.cohort.wrong_rows);
    if (made) {
      add_endpoint_columns(*made, cohort.table);
      cohort.endpoints[i] = std::move(*made);
      continue;
    }
    for (Problem& problem : made.error()) {
      if (problem.place.line == 0) {
        problem.what = fmt::format(
            "in {}{}{}: {}", cohort.cohort.file, problem.place.column.empty() ? "" : ", column ",
            problem.place.column.empty() ? "" : "'" + problem.place.column + "'", problem.what);
        problem.place = plan.protocol.endpoint_places[i];
      }
      problems.push_back(std::move(problem));
    }
    endpoint::Endpoint empty;
    empty.definition = definition;
    add_endpoint_columns(empty, cohort.table);
  }
}

void complete(const Plan& plan, ValidationCohort& cohort, Problems& problems) {
  cohort.table = cohort.cohort.table;
  Problems found;
  cohort.scores = apply_scores(plan.protocol.scores, cohort.table, found);
  for (Problem& problem : found) {
    // What is wrong with a card was said of the study's own cohort; a column that is not there is
    // said by the analysis that wants it.
    if (problem.code != "study.score_value") continue;
    problem.what = fmt::format("in {}: {}", cohort.cohort.file, problem.what);
    problems.push_back(std::move(problem));
  }
  make_endpoints(plan, cohort, problems);
}

std::string words_of_kind(const Plan& plan, const AnalysisRequest& request,
                          const std::string& base) {
  const std::string by = by_words(plan.table, request.by);
  switch (request.kind) {
    case AnalysisKind::baseline:
      return "Baseline characteristics" + by;
    case AnalysisKind::km:
      return base + by;
    case AnalysisKind::logrank:
      return base + by + ": log-rank test";
    case AnalysisKind::cox:
      return base + ": Cox model";
    case AnalysisKind::table:
      return request.formula.empty() ? label_of(plan.table, request.outcome) + by : request.formula;
    case AnalysisKind::concordance:
      return base + ": concordance";
    case AnalysisKind::own:
      return base.empty() ? request.own->title(plan)
                          : base + ": " + within_sentence(request.own->title(plan));
  }
  return base;
}

std::string title_of(const Plan& plan, const AnalysisRequest& request,
                     const endpoint::Endpoint* endpoint) {
  const std::string& base = endpoint ? endpoint->definition.title : request.formula;
  if (!request.title.empty())
    return endpoint && request.endpoint_in_id ? base + ": " + request.title : request.title;
  const std::string words = words_of_kind(plan, request, base);
  return request.where.empty() ? words : words + ", " + within_sentence(request.population);
}

/// Turns the requests into steps, in their order.
class StepMaker {
public:
  explicit StepMaker(Plan& plan) : plan_(plan) {}

  void add(const AnalysisRequest& request) {
    if (request.where.empty())
      table_ = &plan_.table;
    else if (const auto found = plan_.populations.find(request.where);
             found != plan_.populations.end())
      table_ = &found->second;
    else
      return;  // the condition is wrong, which was said
    if (request.endpoints.empty()) return add(request, {});
    for (const std::string& id : request.endpoints)
      for (std::size_t e = 0; e < plan_.endpoints.size(); ++e)
        if (plan_.endpoints[e].definition.id == id) add(request, e);
  }

private:
  void add(const AnalysisRequest& request, std::optional<std::size_t> endpoint) {
    const endpoint::Endpoint* of = endpoint ? &plan_.endpoints[*endpoint] : nullptr;
    Step step;
    step.request = &request;
    step.endpoint = endpoint;
    step.table = table_;
    step.kind = request.kind;
    step.id =
        of && request.endpoint_in_id ? slug(of->definition.id) + "-" + request.id : request.id;
    step.group = step.id;
    step.title = title_of(plan_, request, of);
    step.group_title = step.title;
    left_ = of ? survival_side(*of) : "";
    switch (request.kind) {
      case AnalysisKind::km:
        return add_curves(step);
      case AnalysisKind::cox:
        return add_models(step);
      case AnalysisKind::concordance:
        return add_markers(step);
      case AnalysisKind::logrank:
        return push(step, groups(request, request.strata));
      case AnalysisKind::table:
        left_ = term_text(request.outcome, plan_.table);
        return push(step, groups(request, {}));
      case AnalysisKind::baseline:
      case AnalysisKind::own:
        plan_.steps.push_back(step);
    }
  }

  std::string groups(const AnalysisRequest& request, const std::vector<std::string>& strata) const {
    const std::vector<std::string> by =
        request.by.empty() ? std::vector<std::string>{} : std::vector{request.by};
    return right_side(by, strata, "", plan_.table);
  }

  void push(Step step, const std::string& right) {
    const std::string& given = step.request->formula;
    step.formula = given.empty() ? left_ + " ~ " + right : given;
    plan_.steps.push_back(std::move(step));
  }

  void add_curves(const Step& step) {
    const AnalysisRequest& request = *step.request;
    push(step, groups(request, {}));
    if (!request.log_rank || request.by.empty() || !request.weights.empty()) return;
    Step test = step;
    test.kind = AnalysisKind::logrank;
    test.id += "-logrank";
    test.title += ": log-rank test";
    push(test, groups(request, {}));
  }

  void add_models(const Step& step) {
    const AnalysisRequest& request = *step.request;
    const auto right = [&](const std::vector<std::string>& terms) {
      return right_side(terms, request.strata, request.cluster, plan_.table);
    };
    if (request.models != CoxModels::univariable) push(step, right(request.variables));
    if (request.models == CoxModels::multivariable) return;
    for (const std::string& term : request.variables) {
      Step crude = step;
      crude.univariable = true;
      crude.id = step.id + "-univariable-" + slug(term);
      crude.title = step.title + ", " + label_of(plan_.table, term) + " alone";
      push(crude, right({term}));
    }
  }

  void add_markers(const Step& step) {
    if (step.request->variables.empty()) return push(step, "");
    for (const std::string& marker : step.request->variables) {
      Step one = step;
      if (step.request->variables.size() > 1) one.id += "-" + slug(marker);
      one.title = step.title + ", " + label_of(plan_.table, marker);
      push(one, term_text(marker, plan_.table));
    }
  }

  Plan& plan_;
  const cohort::Table* table_ = {};
  std::string left_;
};

void check_ids(const Plan& plan, Problems& problems) {
  std::set<std::string> seen;
  for (const Step& step : plan.steps)
    if (!seen.insert(slug(step.id)).second)
      problems.push_back({"study.duplicate", step.request->place,
                          fmt::format("two analyses would be called '{}'", step.id),
                          "an id of its own for each [[analysis]]", "", Fault::input});
}

/// Notes a column that is not there; false then.
bool check_column(const Plan& plan, const AnalysisRequest& request, const std::string& column,
                  std::string_view entry, Problems& problems) {
  if (column.empty() || plan.table.find(column)) return true;
  std::vector<std::string> names;
  for (const cohort::Column& known : plan.cohort.table.columns) names.push_back(known.name);
  const std::string near = nearest_name(column, names);
  Place place = request.place;
  place.column += fmt::format(".{}", entry);
  problems.push_back({"study.unknown_column", place,
                      fmt::format("there is no column '{}' in {}", column, plan.cohort.table.file),
                      "", near.empty() ? "" : fmt::format("write '{}' if that is meant", near),
                      Fault::input});
  return false;
}

/// The patients of a `where`, once for all analyses of them; none where the condition is wrong.
void make_population(Plan& plan, const AnalysisRequest& request, Problems& problems) {
  if (request.where.empty() || plan.populations.contains(request.where)) return;
  cohort::InclusionRule rule;
  rule.keep = request.where;
  rule.place = request.place;
  rule.place.column += ".where";
  Result<cohort::Inclusion> kept = cohort::include(plan.table, {&rule, 1});
  if (!kept) {
    problems.insert(problems.end(), kept.error().begin(), kept.error().end());
    return;
  }
  plan.populations.emplace(request.where, cohort::select_rows(plan.table, kept->rows));
  plan.population_rows.emplace(request.where, std::move(kept->rows));
}

/// The validation cohorts of an analysis: that they are declared, and who of them it is about.
void check_cohorts(Plan& plan, const AnalysisRequest& request, Problems& problems) {
  if (!request.own) return;
  for (const std::string& id : request.own->cohorts()) {
    const auto declared = std::find_if(
        plan.protocol.validation_cohorts.begin(), plan.protocol.validation_cohorts.end(),
        [&](const ValidationSource& source) { return source.id == id; });
    Place place = request.place;
    if (declared == plan.protocol.validation_cohorts.end()) {
      std::vector<std::string> ids;
      for (const ValidationSource& source : plan.protocol.validation_cohorts)
        ids.push_back(source.id);
      place.column += ".cohort";
      problems.push_back(
          {"study.unknown_cohort", place, fmt::format("there is no [[validation_cohort]] '{}'", id),
           fmt::format("{}", fmt::join(ids, ", ")), "declare it with id and file", Fault::input});
      continue;
    }
    for (ValidationCohort& cohort : plan.validation) {
      if (cohort.id != id || request.where.empty() || cohort.populations.contains(request.where))
        continue;
      cohort::InclusionRule rule;
      rule.keep = request.where;
      rule.place = place;
      rule.place.column += ".where";
      Result<cohort::Inclusion> kept = cohort::include(cohort.table, {&rule, 1});
      if (kept) {
        cohort.populations.emplace(request.where, cohort::select_rows(cohort.table, kept->rows));
        cohort.population_rows.emplace(request.where, std::move(kept->rows));
        continue;
      }
      for (Problem& problem : kept.error())
        problem.what = fmt::format("in {}: {}", cohort.cohort.file, problem.what);
      problems.insert(problems.end(), kept.error().begin(), kept.error().end());
    }
  }
}

/// Evaluates a step's formula, for its problems alone.
void check_formula(const Step& step, Problems& problems) {
  if (step.formula.empty()) return;
  Result<formula::ModelFrame> frame =
      formula::model_frame(step.formula, *step.table, frame_options(step));
  if (frame) return;
  for (Problem& problem : frame.error()) {
    // What cannot be analysed is said when it is tried, and does not stop the rest.
    if (problem.fault == Fault::analysis) continue;
    if (problem.place.line == 0) problem.place = step.request->place;
    problems.push_back(std::move(problem));
  }
}

bool check_columns(const Plan& plan, const AnalysisRequest& request, Problems& problems) {
  bool found = check_column(plan, request, request.by, "by", problems);
  found = check_column(plan, request, request.weights, "weights", problems) && found;
  if (request.own)
    for (const auto& [entry, column] : request.own->columns())
      found = check_column(plan, request, column, entry, problems) && found;
  if (request.kind != AnalysisKind::baseline) return found;
  for (const std::string& variable : request.variables)
    found = check_column(plan, request, variable, "variables", problems) && found;
  return found;
}

/// The same problem of the same place once: models share their terms.
void drop_repeated(Problems& problems) {
  std::set<std::string> seen;
  std::erase_if(problems,
                [&](const Problem& problem) { return !seen.insert(to_text(problem)).second; });
}

}  // namespace

const Records* Plan::records(std::string_view id, std::string_view of) const {
  const ValidationCohort* other = of.empty() ? nullptr : find_cohort(*this, of);
  if (!of.empty() && !other) return nullptr;
  for (const Records& records : other ? other->cohort.records : cohort.records)
    if (records.id == id) return &records;
  return nullptr;
}

const Expression* Plan::expression(std::string_view id, std::string_view of) const {
  const ValidationCohort* other = of.empty() ? nullptr : find_cohort(*this, of);
  if (!of.empty() && !other) return nullptr;
  for (const Expression& expression : other ? other->cohort.expressions : cohort.expressions)
    if (expression.id == id) return &expression;
  return nullptr;
}

const GeneSets* Plan::genes(std::string_view id) const {
  for (const GeneSets& sets : gene_sets)
    if (sets.id == id) return &sets;
  return nullptr;
}

formula::FrameOptions frame_options(const Step& step) {
  formula::FrameOptions options;
  if (!step.request->weights.empty()) options.weights = step.request->weights;
  const bool table = step.kind == AnalysisKind::table, curves = step.kind == AnalysisKind::km;
  options.grouping = table || curves || step.kind == AnalysisKind::logrank;
  options.strata_in_groups = table || curves;
  options.categorical_response = table;
  return options;
}

std::string_view kind_name(const Step& step) {
  return step.kind == AnalysisKind::own ? step.request->kind_of_own->name : name_of(step.kind);
}

const ValidationCohort* find_cohort(const Plan& plan, std::string_view id) {
  for (const ValidationCohort& cohort : plan.validation)
    if (cohort.id == id) return &cohort;
  return nullptr;
}

const cohort::Table& patients_of(const ValidationCohort& cohort, const Step& step) {
  const auto found = cohort.populations.find(step.request->where);
  return found == cohort.populations.end() ? cohort.table : found->second;
}

void prepare_validation_cohorts(Plan& plan, Problems& problems) {
  for (const ValidationSource& source : plan.protocol.validation_cohorts) {
    std::optional<Cohort> read = prepare_validation_cohort(plan.protocol, source, problems);
    if (!read) continue;
    ValidationCohort cohort;
    cohort.id = source.id;
    cohort.label = source.label;
    cohort.cohort = std::move(*read);
    plan.validation.push_back(std::move(cohort));
  }
}

void make_plan(Plan& plan, Problems& problems) {
  plan.table = plan.cohort.table;
  plan.scores = apply_scores(plan.protocol.scores, plan.table, problems);
  make_endpoints(plan, problems);
  for (ValidationCohort& cohort : plan.validation) complete(plan, cohort, problems);
  make_signatures(plan, problems);
  for (const AnalysisRequest& request : plan.protocol.analyses) {
    make_population(plan, request, problems);
    check_cohorts(plan, request, problems);
  }
  StepMaker maker(plan);
  for (const AnalysisRequest& request : plan.protocol.analyses) {
    if (request.id.empty()) continue;  // of no known kind, which was said
    // Where a column is not there, its formula would only say so again.
    if (check_columns(plan, request, problems)) maker.add(request);
  }
  check_ids(plan, problems);
  for (const Step& step : plan.steps) {
    check_formula(step, problems);
    if (step.request->own) step.request->own->check(plan, step, problems);
  }
  drop_repeated(problems);
}

}  // namespace venscope::study
