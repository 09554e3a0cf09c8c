#include "venscope/study/imputed_cox.hpp"

#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

using report::Json;
using report::json_number;

namespace {

/// Harrell's C of each imputation's model, pooled as logit.
std::optional<imputation::PooledShare> pooled_concordance(const endpoint::Outcomes& outcomes,
                                                          const imputation::PooledCox& pooled,
                                                          std::span<const std::int32_t> strata) {
  std::vector<double> estimates, errors;
  for (const std::vector<double>& marker : pooled.linear_predictors) {
    const auto pairs = accuracy::harrell(outcomes, marker, strata);
    if (!pairs) return {};
    estimates.push_back(pairs->estimate);
    errors.push_back(pairs->std_error);
  }
  return imputation::pool_shares(estimates, errors, pooled.level);
}

void fit_complete(const std::string& formula, const cohort::Table& table, ImputedCox& analysis) {
  auto frame = formula::model_frame(formula, table);
  if (!frame) {
    analysis.warnings.push_back("complete cases: " + frame.error().front().what);
    return;
  }
  analysis.complete_frame = std::move(*frame);
  const formula::ModelFrame& model = analysis.complete_frame;
  auto fit = survival::cox({.outcomes = model.outcomes,
                            .design = model.design,
                            .strata = model.strata.group,
                            .offset = model.offset,
                            .cluster = model.clusters.group},
                           analysis.options.fit, model.column_names);
  if (!fit) {
    analysis.warnings.push_back("complete cases: " + fit.error().front().what);
    return;
  }
  for (const std::string& warning : fit->warnings)
    analysis.warnings.push_back("complete cases: " + warning);
  analysis.complete = std::move(*fit);
}

std::string_view name_of(imputation::Method method) {
  switch (method) {
    case imputation::Method::logistic:
      return "logistic";
    case imputation::Method::multinomial:
      return "multinomial";
    case imputation::Method::predictive_mean:
      return "predictive_mean_matching";
    case imputation::Method::the_only_value:
      return "the_only_value";
  }
  return "";
}

Json variable_json(const imputation::Imputation& imputation, std::size_t v) {
  const imputation::ImputedVariable& variable = imputation.variables[v];
  Json json;
  json["variable"] = variable.name;
  json["method"] = name_of(variable.method);
  json["missing"] = variable.rows.size();
  json["share_missing"] =
      json_number(static_cast<double>(variable.rows.size()) / static_cast<double>(imputation.rows));
  json["trace"] = Json::array();
  for (const auto& rounds : imputation.trace) {
    Json means = Json::array();
    for (const std::vector<double>& round : rounds) means.push_back(json_number(round[v]));
    json["trace"].push_back(std::move(means));
  }
  return json;
}

Json pooled_json(const imputation::PooledTerm& term) {
  Json json;
  json["term"] = term.term;
  json["coef"] = json_number(term.pooled.estimate);
  json["exp_coef"] = json_number(std::exp(term.pooled.estimate));
  json["std_error"] = json_number(term.pooled.std_error());
  json["df"] = json_number(term.pooled.df);
  json["p"] = json_number(term.p);
  json["conf_low"] = json_number(term.conf_low);
  json["conf_high"] = json_number(term.conf_high);
  json["lambda"] = json_number(term.pooled.lambda);
  json["fmi"] = json_number(term.pooled.missing_information);
  return json;
}

Json complete_json(const ImputedCox& analysis) {
  if (!analysis.complete) return nullptr;
  Json json;
  json["n"] = analysis.complete->n;
  json["events"] = report::json_count(analysis.complete->events);
  json["terms"] = Json::array();
  for (std::size_t j = 0; j < analysis.complete->terms.size(); ++j) {
    const survival::CoxTerm& term = analysis.complete->terms[j];
    json["terms"].push_back({{"term", analysis.complete_frame.column_names[j]},
                             {"coef", json_number(term.coef)},
                             {"exp_coef", json_number(std::exp(term.coef))},
                             {"std_error", json_number(term.std_error)},
                             {"p", json_number(term.p)},
                             {"conf_low", json_number(term.conf_low)},
                             {"conf_high", json_number(term.conf_high)}});
  }
  return json;
}

}  // namespace

Result<ImputedCox> imputed_cox(const std::string& outcome, const std::string& terms,
                               const cohort::Table& table, const ImputedCoxOptions& options) {
  const auto with_outcome = formula::model_frame(outcome + " ~ 1", table);
  if (!with_outcome) return failure(with_outcome.error());
  const cohort::Table used = cohort::select_rows(table, with_outcome->rows);
  auto imputed = imputation::impute(used, options.variables,
                                    imputation::outcome_predictors(with_outcome->outcomes),
                                    options.imputation);
  if (!imputed) return tl::unexpected(std::move(imputed.error()));
  ImputedCox analysis;
  analysis.options = options;
  analysis.imputation = std::move(*imputed);
  analysis.warnings = analysis.imputation.warnings;
  const std::string formula = outcome + " ~ " + terms;
  auto pooled = imputation::pooled_cox(formula, used, analysis.imputation, options.fit);
  if (!pooled) return tl::unexpected(std::move(pooled.error()));
  analysis.pooled = std::move(*pooled);
  analysis.warnings.insert(analysis.warnings.end(), analysis.pooled.warnings.begin(),
                           analysis.pooled.warnings.end());
  auto frame = formula::model_frame(formula, imputation::completed(used, analysis.imputation, 0));
  if (!frame) return tl::unexpected(std::move(frame.error()));
  analysis.frame = std::move(*frame);
  analysis.concordance =
      pooled_concordance(analysis.frame.outcomes, analysis.pooled, analysis.frame.strata.group);
  fit_complete(formula, used, analysis);
  return analysis;
}

Json to_json(const ImputedCox& analysis) {
  Json json;
  json["kind"] = "imputation";
  json["formula"] = analysis.frame.formula;
  json["n"] = analysis.pooled.n;
  json["events"] = report::json_count(analysis.pooled.events);
  json["warnings"] = analysis.warnings;
  json["imputations"] = analysis.options.imputation.imputations;
  json["iterations"] = analysis.options.imputation.iterations;
  json["seed"] = analysis.options.imputation.seed;
  json["conf_level"] = json_number(analysis.pooled.level);
  json["terms"] = Json::array();
  for (const imputation::PooledTerm& term : analysis.pooled.terms)
    json["terms"].push_back(pooled_json(term));
  json["concordance"] = nullptr;
  if (analysis.concordance)
    json["concordance"] = {{"estimate", json_number(analysis.concordance->estimate)},
                           {"conf_low", json_number(analysis.concordance->conf_low)},
                           {"conf_high", json_number(analysis.concordance->conf_high)}};
  json["complete_case"] = complete_json(analysis);
  json["variables"] = Json::array();
  for (std::size_t v = 0; v < analysis.imputation.variables.size(); ++v)
    json["variables"].push_back(variable_json(analysis.imputation, v));
  json["predictors"] = analysis.imputation.predictors;
  return json;
}

}  // namespace venscope::study
