#include "venscope/study/analysis_section.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/kind.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

using survival::Adjustment;
using survival::ConfidenceScale;
using survival::Ties;

namespace {

std::optional<ConfidenceScale> read_scale(Section& section) {
  return section.choice<ConfidenceScale>("conf_type", {{"log", ConfidenceScale::log},
                                                       {"log-log", ConfidenceScale::log_log},
                                                       {"plain", ConfidenceScale::plain},
                                                       {"none", ConfidenceScale::none}});
}

std::optional<Ties> read_ties(Section& section) {
  return section.choice<Ties>(
      "ties", {{"efron", Ties::efron}, {"breslow", Ties::breslow}, {"exact", Ties::exact}});
}

std::vector<double> read_times(Section& section) {
  std::vector<double> times = section.numbers("times");
  for (std::size_t i = 0; i < times.size(); ++i)
    if (times[i] < 0 || (i > 0 && times[i] <= times[i - 1])) {
      section.reject("times", "study.times", "are not in order", "ascending times of 0 or more");
      return {};
    }
  return times;
}

double read_level(Section& section, double fallback) {
  return section.number("conf_level", 0.5, 0.9999).value_or(fallback);
}

/// Fills in the kind; false where there is none, or none that is known.
bool read_kind(Section& section, AnalysisRequest& request) {
  std::vector<std::string> known;
  const std::string word = section.text("kind").value_or("");
  for (const AnalysisKind kind :
       {AnalysisKind::baseline, AnalysisKind::km, AnalysisKind::logrank, AnalysisKind::cox,
        AnalysisKind::table, AnalysisKind::concordance}) {
    request.kind = kind;
    known.emplace_back(name_of(kind));
    if (word == known.back()) return true;
  }
  request.kind = AnalysisKind::own;
  for (const Kind& kind : kinds()) {
    request.kind_of_own = &kind;
    known.emplace_back(kind.name);
    if (word == known.back()) return true;
  }
  const std::string expected = fmt::format("{}", fmt::join(known, ", "));
  const std::string near = nearest_name(word, known);
  if (!section.has("kind"))
    section.reject("kind", "study.absent", "is not given", expected);
  else if (section.node("kind")->kind == Node::Kind::text)
    section.reject("kind", "study.word", "'" + word + "' is not known", expected,
                   near.empty() ? "" : "write '" + near + "' if that is meant");
  request.kind = AnalysisKind::baseline;  // which wants nothing: it is never run
  request.kind_of_own = nullptr;
  return false;
}

/// The endpoints an analysis is of: the named ones, or all.
void read_endpoints(Section& section, const Protocol& protocol, AnalysisRequest& request) {
  request.formula = section.text("formula").value_or("");
  const std::vector<std::string> named = section.texts("endpoint");
  std::vector<std::string> known;
  for (const auto& definition : protocol.endpoints) known.push_back(definition.id);
  for (const std::string& id : named) {
    if (std::find(known.begin(), known.end(), id) != known.end()) continue;
    const std::string near = nearest_name(id, known);
    section.reject(
        "endpoint", "study.unknown_endpoint", "'" + id + "' is no endpoint",
        fmt::format("{}", fmt::join(known, ", ")),
        near.empty() ? "declare it as [[endpoint]]" : "write '" + near + "' if that is meant");
  }
  if (!request.formula.empty()) {
    if (!named.empty())
      section.reject("formula", "study.two_outcomes", "is given beside endpoint", "one of the two");
    return;
  }
  request.endpoints = named.empty() ? known : named;
  request.endpoint_in_id = named.size() != 1;
  if (known.empty())
    section.reject("", "study.no_endpoint", "needs an endpoint or a formula",
                   "an [[endpoint]] in the protocol");
}

/// `by`, else the group of the study; `by = ""` asks for no groups.
void read_by(Section& section, const Protocol& protocol, AnalysisRequest& request) {
  const std::optional<std::string> by = section.text("by");
  if (request.formula.empty()) request.by = by.value_or(protocol.group);
  if (by && !request.formula.empty())
    section.reject("by", "study.two_groupings", "is given beside formula", "one of the two");
}

std::vector<std::string> group_and_covariates(const Protocol& protocol) {
  std::vector<std::string> terms;
  if (!protocol.group.empty()) terms.push_back(protocol.group);
  for (const std::string& covariate : protocol.covariates)
    if (covariate != protocol.group) terms.push_back(covariate);
  return terms;
}

void read_curves(Section& section, AnalysisRequest& request, const AnalysisDefaults& defaults) {
  request.scale = read_scale(section).value_or(defaults.scale);
  request.level = read_level(section, defaults.level);
  request.times = read_times(section);
  if (request.times.empty()) request.times = defaults.times;
  request.log_rank = section.flag("logrank").value_or(true);
  request.weights = section.text("weights").value_or("");
}

void read_log_rank(Section& section, AnalysisRequest& request) {
  request.rho = section.number("rho", 0, 10).value_or(0);
  request.trend = section.flag("trend").value_or(false);
  request.pairwise =
      section.choice<Adjustment>("pairwise", {{"none", Adjustment::none},
                                              {"holm", Adjustment::holm},
                                              {"bh", Adjustment::benjamini_hochberg}});
}

void read_cox(Section& section, const Protocol& protocol, AnalysisRequest& request,
              const AnalysisDefaults& defaults) {
  request.models =
      section
          .choice<CoxModels>("models", {{"both", CoxModels::both},
                                        {"univariable", CoxModels::univariable},
                                        {"multivariable", CoxModels::multivariable}})
          .value_or(request.formula.empty() ? CoxModels::both : CoxModels::multivariable);
  request.variables = section.texts("variables");
  if (!request.formula.empty()) {
    if (!request.variables.empty() || request.models != CoxModels::multivariable)
      section.reject("formula", "study.two_models",
                     "is given beside variables or for univariable models",
                     "a formula alone, or a list of variables");
  } else if (request.variables.empty()) {
    request.variables = group_and_covariates(protocol);
    if (request.variables.empty())
      section.reject("variables", "study.absent", "is not given", "the terms of the model",
                     "list them here, or as covariates in [study]");
  }
  request.strata = section.texts("strata");
  request.cluster = section.text("cluster").value_or("");
  request.weights = section.text("weights").value_or("");
  request.ties = read_ties(section).value_or(defaults.ties);
  request.level = read_level(section, defaults.level);
  request.robust = section.flag("robust").value_or(false);
  request.firth = section.flag("firth").value_or(false);
  request.zph = section.flag("zph").value_or(true);
}

bool of_endpoint(const Section& section, const Kind& kind) {
  return kind.of_endpoint &&
         (kind.instead_of_endpoint.empty() || !section.has(kind.instead_of_endpoint));
}

void read_kind_entries(Section& section, const Protocol& protocol, AnalysisRequest& request,
                       const AnalysisDefaults& defaults) {
  switch (request.kind) {
    case AnalysisKind::baseline:
      request.by = section.text("by").value_or(protocol.group);
      request.variables = section.texts("variables");
      request.p = section.flag("p").value_or(true);
      break;
    case AnalysisKind::km:
      read_endpoints(section, protocol, request);
      read_by(section, protocol, request);
      read_curves(section, request, defaults);
      read_log_rank(section, request);
      break;
    case AnalysisKind::logrank:
      read_endpoints(section, protocol, request);
      read_by(section, protocol, request);
      request.strata = section.texts("strata");
      read_log_rank(section, request);
      if (request.formula.empty() && request.by.empty())
        section.reject("by", "study.absent", "is not given", "the column that makes the groups");
      break;
    case AnalysisKind::cox:
      read_endpoints(section, protocol, request);
      read_cox(section, protocol, request, defaults);
      break;
    case AnalysisKind::table:
      request.formula = section.text("formula").value_or("");
      request.outcome = section.text("outcome").value_or("");
      read_by(section, protocol, request);
      if (request.formula.empty() && (request.outcome.empty() || request.by.empty()))
        section.reject("", "study.absent", "does not say what is tabulated",
                       "outcome and by, or a formula");
      break;
    case AnalysisKind::concordance:
      read_endpoints(section, protocol, request);
      request.variables = section.texts("markers");
      if (request.formula.empty() && request.variables.empty())
        section.reject("markers", "study.absent", "is not given",
                       "columns in which a higher value means a higher risk");
      break;
    case AnalysisKind::own:
      if (of_endpoint(section, *request.kind_of_own)) read_endpoints(section, protocol, request);
      if (!request.formula.empty())
        section.reject("formula", "study.formula", "means nothing to this kind", "an endpoint");
      request.own = request.kind_of_own->read(section, protocol, defaults);
      break;
  }
}

}  // namespace

AnalysisDefaults read_report_defaults(Section& root) {
  AnalysisDefaults defaults;
  std::optional<Section> report = root.table("report");
  if (!report) return defaults;
  defaults.scale = read_scale(*report).value_or(defaults.scale);
  defaults.level = read_level(*report, defaults.level);
  defaults.times = read_times(*report);
  defaults.ties = read_ties(*report).value_or(defaults.ties);
  defaults.checklist = report->flag("checklist");
  defaults.limitations = report->flag("limitations").value_or(false);
  report->finish();
  return defaults;
}

AnalysisRequest read_analysis(Section& section, const Protocol& protocol,
                              const AnalysisDefaults& defaults) {
  AnalysisRequest request;
  request.place = section.place();
  // Which entries may follow depends on the kind: without it there is no telling right from wrong.
  if (!read_kind(section, request)) return request;
  request.id = section.has("id") ? read_identifier(section, "id") : *section.text("kind");
  section.node("id");
  request.title = section.text("title").value_or("");
  request.where = section.text("where").value_or("");
  request.population = section.text("population").value_or(request.where);
  read_kind_entries(section, protocol, request, defaults);
  section.finish();
  return request;
}

std::vector<AnalysisRequest> default_analyses(const Protocol& protocol,
                                              const AnalysisDefaults& defaults) {
  AnalysisRequest common;
  common.place = {protocol.file, 0, {}};
  common.scale = defaults.scale;
  common.level = defaults.level;
  common.times = defaults.times;
  common.ties = defaults.ties;

  std::vector<AnalysisRequest> analyses;
  AnalysisRequest& baseline = analyses.emplace_back(common);
  baseline.kind = AnalysisKind::baseline;
  baseline.id = "baseline";
  baseline.by = protocol.group;

  common.endpoint_in_id = true;
  for (const auto& definition : protocol.endpoints) common.endpoints.push_back(definition.id);
  if (common.endpoints.empty()) return analyses;
  AnalysisRequest& overall = analyses.emplace_back(common);
  overall.kind = AnalysisKind::km;
  overall.id = "overall";
  if (!protocol.group.empty()) {
    AnalysisRequest& grouped = analyses.emplace_back(common);
    grouped.kind = AnalysisKind::km;
    grouped.id = "by-group";
    grouped.by = protocol.group;
  }
  if (const auto terms = group_and_covariates(protocol); !terms.empty()) {
    AnalysisRequest& cox = analyses.emplace_back(common);
    cox.kind = AnalysisKind::cox;
    cox.id = "cox";
    cox.variables = terms;
  }
  return analyses;
}

}  // namespace venscope::study
