// Kind signature: what stands in results.json.
#include "venscope/report/json.hpp"
#include "venscope/study/kinds/signature_finding.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::study {

using report::Json;
using report::json_number;
using signature::RandomFit;

namespace {

Json number(std::optional<double> value) {
  return value ? json_number(*value) : Json(nullptr);
}

Json term_json(const survival::CoxFit& fit, std::size_t term) {
  const survival::CoxTerm& of = fit.terms[term];
  return {{"coef", json_number(of.coef)},
          {"std_error", json_number(of.std_error)},
          {"hazard_ratio", json_number(std::exp(of.coef))},
          {"conf_low", json_number(of.conf_low)},
          {"conf_high", json_number(of.conf_high)},
          {"p", json_number(of.p)}};
}

Json index_json(const signature::CorrectedIndex& index) {
  return {{"apparent", number(index.apparent)},   {"optimism", number(index.optimism)},
          {"corrected", number(index.corrected)}, {"conf_low", number(index.low)},
          {"conf_high", number(index.high)},      {"used", index.used}};
}

Json cut_json(const signature::Cut& cut) {
  return {{"at", cut.at},
          {"statistic", number(cut.statistic)},
          {"p_uncorrected", number(cut.p_uncorrected)},
          {"p", number(cut.p)}};
}

std::string cut_id(signature::CutKind kind) {
  switch (kind) {
    case signature::CutKind::median:
      return "median";
    case signature::CutKind::cohort_median:
      return "cohort_median";
    case signature::CutKind::tertiles:
      return "tertiles";
    case signature::CutKind::searched:
      break;
  }
  return "searched";
}

Json genes_json(const SignatureFinding& finding) {
  const AppliedSignature& applied = *finding.applied;
  Json genes = {{"measured", applied.measured},
                {"used", applied.genes.size()},
                {"incomplete", applied.incomplete},
                {"constant", applied.constant},
                {"not_in_other_cohorts", applied.elsewhere},
                {"set", applied.set_size},
                {"not_found", applied.not_found}};
  return genes;
}

Json coefficients_json(const SignatureFinding& finding) {
  Json list = Json::array();
  for (const signature::GeneWeight& weight : finding.made().weights) {
    Json one = {{"gene", finding.applied->gene(weight)},
                {"coef", json_number(weight.coef)},
                {"hazard_ratio", json_number(std::exp(weight.coef))}};
    if (finding.optimism) {
      one["selected"] = finding.optimism->selected[weight.gene];
      one["mean_coef"] = json_number(finding.optimism->mean_coef[weight.gene]);
    }
    list.push_back(std::move(one));
  }
  return list;
}

Json candidates_json(const SignatureFinding& finding) {
  const signature::Signature& made = finding.made();
  Json list = Json::array();
  for (std::size_t g = 0, c = 0; g < made.in_set.size(); ++g) {
    const bool candidate = c < made.candidates.size() && made.candidates[c] == made.in_set[g];
    Json one = {{"gene", finding.applied->genes[made.in_set[g]]}, {"candidate", candidate}};
    if (!made.association.empty()) {
      one["estimate"] = json_number(made.association[g].estimate);
      one["p"] = json_number(made.association[g].p);
      one["q"] = json_number(made.association_q[g]);
    }
    if (candidate && !made.hazards.empty()) {
      const survival::ScreenedColumn& hazard = made.hazards[c];
      const bool estimated = hazard.reason == survival::NoEstimate::none;
      one["coef"] = json_number(hazard.coef);
      one["std_error"] = json_number(hazard.std_error);
      one["p_cox"] = json_number(hazard.p);
      one["q_cox"] = estimated ? json_number(made.hazard_q[c]) : Json(nullptr);
      if (!estimated) one["reason"] = survival::reason_text(hazard.reason);
    }
    c += candidate;
    list.push_back(std::move(one));
  }
  return list;
}

Json covariates_json(const SignatureFinding& finding) {
  const AppliedSignature& applied = *finding.applied;
  Json list = Json::array();
  for (const signature::CovariateWeight& weight : finding.made().covariates) {
    const CovariateColumn& column = applied.covariate_design.columns[weight.covariate];
    list.push_back({{"name", column.name()},
                    {"column", column.column},
                    {"level", column.level.empty() ? Json(nullptr) : Json(column.level)},
                    {"coef", json_number(weight.coef)},
                    {"hazard_ratio", json_number(std::exp(weight.coef))}});
  }
  return list;
}

/// Whom it was made from, cohort by cohort and stratum by stratum.
Json training_json(const AppliedSignature& applied) {
  Json json = {{"cohorts", Json::array()}, {"strata", Json::array()}};
  for (const TrainingCohort& cohort : applied.trained) {
    Json without = Json::object();
    for (const auto& [column, n] : cohort.without) without[column] = n;
    json["cohorts"].push_back({{"id", cohort.id.empty() ? Json(nullptr) : Json(cohort.id)},
                               {"label", cohort.label},
                               {"n", cohort.rows.size()},
                               {"without_covariates", cohort.without_clinic},
                               {"without", std::move(without)}});
  }
  for (std::size_t s = 0; s < applied.strata.names.size(); ++s) {
    std::size_t n = 0, events = 0;
    for (std::size_t i = 0; i < applied.strata.code.size(); ++i) {
      if (applied.strata.code[i] != static_cast<std::int32_t>(s)) continue;
      ++n;
      events += applied.outcomes.event[i] != 0;
    }
    json["strata"].push_back({{"stratum", applied.strata.names[s]}, {"n", n}, {"events", events}});
  }
  return json;
}

Json stability_json(const SignatureFinding& finding) {
  const signature::Signature& made = finding.made();
  if (!made.stability) return nullptr;
  const survival::StabilitySelection& found = *made.stability;
  Json json = {{"halves", found.halves},
               {"q", found.q},
               {"threshold", json_number(found.threshold)},
               {"bound", number(found.bound)},
               {"frequency", Json::array()}};
  // The covariates come first.
  const std::size_t beside = found.frequency.size() - made.screened.size();
  for (std::size_t g = 0; g < made.screened.size(); ++g)
    json["frequency"].push_back({{"gene", finding.applied->genes[made.screened[g]]},
                                 {"share", json_number(found.frequency[beside + g])}});
  return json;
}

Json path_json(const survival::CoxnetValidation& validation) {
  Json json = {{"lambda", Json::array()},      {"df", Json::array()},
               {"dev_ratio", Json::array()},   {"cvm", validation.mean},
               {"cvsd", validation.std_error}, {"lambda_min", nullptr},
               {"lambda_1se", nullptr}};
  for (const survival::CoxnetStep& step : validation.path.steps) {
    json["lambda"].push_back(step.lambda);
    json["df"].push_back(step.df());
    json["dev_ratio"].push_back(step.deviance_ratio);
  }
  json["lambda_min"] = validation.path.steps[validation.at_min].lambda;
  json["lambda_1se"] = validation.path.steps[validation.at_1se].lambda;
  return json;
}

Json rival_json(const SignatureRival& rival) {
  return {{"signature", rival.id},
          {"n", rival.n},
          {"concordance", json_number(rival.own)},
          {"concordance_other", json_number(rival.other)},
          {"difference", json_number(rival.difference)},
          {"conf_low", json_number(rival.low)},
          {"conf_high", json_number(rival.high)},
          {"p", json_number(rival.p)},
          {"aic", number(rival.own_aic)},
          {"aic_other", number(rival.other_aic)}};
}

Json cohort_json(const SignatureFinding& finding, const SignatureInCohort& cohort) {
  const SignatureCohort& scored = *cohort.scored;
  Json json = {{"id", scored.id.empty() ? Json(nullptr) : Json(scored.id)},
               {"label", scored.label},
               {"derivation", scored.training},
               {"scored", scored.scored()},
               {"without_sample", scored.without_sample},
               {"incomplete", scored.incomplete},
               {"without_covariates", scored.without_covariates},
               {"absent_genes", scored.absent},
               {"n", cohort.score.size()},
               {"events", cohort.events},
               {"cut", cut_json(scored.cut)}};
  if (!cohort.undefined.empty()) {
    json["undefined"] = cohort.undefined;
    return json;
  }
  json["harrell"] = nullptr;
  if (cohort.harrell)
    json["harrell"] = {{"estimate", json_number(cohort.harrell->estimate)},
                       {"std_error", json_number(cohort.harrell->std_error)}};
  json["uno"] = nullptr;
  if (cohort.uno)
    json["uno"] = {{"estimate", json_number(cohort.uno->estimate)},
                   {"std_error", json_number(cohort.uno->std_error)},
                   {"tau", json_number(cohort.uno->tau)}};
  json["per_sd"] = cohort.per_sd ? term_json(*cohort.per_sd, 0) : Json(nullptr);
  json["slope"] = number(cohort.slope);
  json["logrank"] = nullptr;
  if (cohort.log_rank)
    json["logrank"] = {{"chisq", json_number(cohort.log_rank->chi_squared)},
                       {"df", json_number(cohort.log_rank->df)},
                       {"p", json_number(cohort.log_rank->p)}};
  json["groups"] = Json::array();
  const std::vector<std::string> names = finding.applied->group_names();
  for (std::size_t g = 0; g < cohort.curves.size(); ++g) {
    Json group = {
        {"group", names[g]},
        {"n", cohort.log_rank ? json_number(cohort.log_rank->groups[g].n) : Json(nullptr)},
        {"events",
         cohort.log_rank ? json_number(cohort.log_rank->groups[g].observed) : Json(nullptr)}};
    if (g > 0 && cohort.by_group) group["against_low"] = term_json(*cohort.by_group, g - 1);
    json["groups"].push_back(std::move(group));
  }
  json["auc"] = Json::array();
  for (const accuracy::TimeRoc& roc : cohort.rocs)
    json["auc"].push_back({{"time", json_number(roc.time)},
                           {"auc", number(roc.auc)},
                           {"conf_low", number(roc.conf_low)},
                           {"conf_high", number(roc.conf_high)}});
  json["against"] = Json::array();
  for (const SignatureRival& rival : cohort.rivals) json["against"].push_back(rival_json(rival));
  return json;
}

Json pooled_json(const std::optional<accuracy::PooledEstimate>& pooled) {
  if (!pooled) return nullptr;
  Json json = {{"hazard_ratio", json_number(std::exp(pooled->estimate))},
               {"conf_low", json_number(std::exp(pooled->low))},
               {"conf_high", json_number(std::exp(pooled->high))},
               {"p", json_number(pooled->p)}};
  if (pooled->heterogeneity)
    json["heterogeneity"] = {{"q", json_number(pooled->heterogeneity->q)},
                             {"df", json_number(pooled->heterogeneity->df)},
                             {"p", json_number(pooled->heterogeneity->p)},
                             {"tau2", json_number(pooled->heterogeneity->tau2)},
                             {"i2", json_number(pooled->heterogeneity->i2)}};
  return json;
}

Json optimism_json(const signature::PipelineOptimism& optimism, const std::vector<double>& times) {
  const auto emptied = [&](signature::Emptied at) {
    return optimism.emptied[static_cast<std::size_t>(at)];
  };
  Json json = {{"resamples", optimism.resamples},
               {"failed", optimism.failed},
               {"empty",
                {{"set", emptied(signature::Emptied::set)},
                 {"association", emptied(signature::Emptied::association)},
                 {"screen", emptied(signature::Emptied::screen)},
                 {"stability", emptied(signature::Emptied::stability)},
                 {"model", emptied(signature::Emptied::model)}}},
               {"covariate_dropped", optimism.covariate_dropped},
               {"concordance", index_json(optimism.concordance)},
               {"slope", index_json(optimism.slope)},
               {"auc", Json::array()},
               {"concordance_left_out", number(optimism.left_out)},
               {"concordance_632plus", number(optimism.point632plus)},
               {"jaccard", number(optimism.jaccard)},
               {"sizes", optimism.sizes}};
  for (std::size_t t = 0; t < optimism.auc.size(); ++t) {
    Json at = index_json(optimism.auc[t]);
    at["time"] = json_number(times[t]);
    json["auc"].push_back(std::move(at));
  }
  return json;
}

Json nested_json(const signature::NestedValidation& nested) {
  Json json = {{"folds", nested.folds},
               {"repeats", nested.repeats},
               {"failed", nested.failed},
               {"concordance_within", number(nested.within)},
               {"std_error", number(nested.std_error)},
               {"concordance_pooled", number(nested.pooled)},
               {"each", Json::array()}};
  for (const signature::NestedFold& fold : nested.each)
    json["each"].push_back({{"n", fold.n},
                            {"events", fold.events},
                            {"genes", fold.size},
                            {"concordance", number(fold.concordance)}});
  return json;
}

std::string fit_id(RandomFit fit) {
  return fit == RandomFit::cox        ? "cox"
         : fit == RandomFit::pipeline ? "pipeline"
                                      : "first_component";
}

}  // namespace

Json SignatureFinding::json() const {
  const SignatureRequest& request = *applied->request;
  Json json = {
      {"signature", request.id},
      {"signature_endpoint", request.endpoint},
      {"expression", request.expression},
      {"weights_given", !pipeline()},
      {"n", applied->patients()},
      {"events", std::count_if(applied->outcomes.event.begin(), applied->outcomes.event.end(),
                               [](std::int32_t event) { return event != 0; })},
      {"genes", genes_json(*this)},
      {"flow", Json::array()}};
  for (const auto& [step, n] : flow()) json["flow"].push_back({{"step", step}, {"n", n}});
  const bool empty = made().weights.empty();
  json["empty"] = empty ? Json(signature::words(made().emptied)) : Json(nullptr);
  json["cut_rule"] = cut_id(applied->options.cut.kind);
  json["cut"] = cut_json(made().cut);
  json["transport"] = signature::name_of(request.transport);
  json["standard_deviation"] = empty ? Json(nullptr) : json_number(deviation);
  json["coefficients"] = coefficients_json(*this);
  json["covariates"] = covariates_json(*this);
  json["score_of"] =
      applied->options.score == signature::ScoreOf::genes ? "genes" : "genes_and_covariates";
  json["training"] = training_json(*applied);
  json["stability"] = stability_json(*this);
  json["lambda"] = number(made().lambda);
  json["gamma"] = number(made().gamma);
  if (pipeline()) json["candidates"] = candidates_json(*this);
  json["path"] = made().validation ? path_json(*made().validation) : Json(nullptr);
  json["cohorts"] = Json::array();
  for (const SignatureInCohort& cohort : cohorts)
    json["cohorts"].push_back(cohort_json(*this, cohort));
  json["pooled"] = Json::array();
  for (const SignaturePooling& one : pooled)
    json["pooled"].push_back({{"id", one.id},
                              {"cohorts", one.cohorts},
                              {"fixed", pooled_json(one.fixed)},
                              {"random", pooled_json(one.random)}});
  json["optimism"] = optimism ? optimism_json(*optimism, options.times) : Json(nullptr);
  json["nested"] = nested ? nested_json(*nested) : Json(nullptr);
  json["random_sets"] = Json::array();
  for (const signature::RandomSets& sets : random)
    json["random_sets"].push_back({{"fit", fit_id(sets.fit)},
                                   {"size", sets.size},
                                   {"measured", sets.measured},
                                   {"own", number(sets.own)},
                                   {"sets", sets.concordance.size()},
                                   {"failed", sets.failed},
                                   {"empty", sets.empty},
                                   {"at_least_as_good", sets.at_least_as_good},
                                   {"p", number(sets.p)},
                                   {"significant", number(sets.significant)}});
  json["warnings"] = warnings();
  return json;
}

}  // namespace venscope::study
