#include "venscope/study/analysis_json.hpp"
#include "venscope/study/model_json.hpp"

namespace venscope::study {
namespace {

using report::Json;
using report::json_count;
using report::json_number;

const char* name_of(response::LogisticTrouble trouble) {
  switch (trouble) {
    case response::LogisticTrouble::none:
      return "none";
    case response::LogisticTrouble::collinear:
      return "collinear";
    case response::LogisticTrouble::separation:
      return "separation";
    case response::LogisticTrouble::not_converged:
      return "not_converged";
  }
  return "";
}

Json trouble_json(response::LogisticTrouble trouble) {
  return trouble == response::LogisticTrouble::none ? Json(nullptr) : Json(name_of(trouble));
}

}  // namespace

Json to_json(const LogisticAnalysis& analysis) {
  const response::LogisticFit& fit = analysis.fit;
  Json json = common_json("logistic", analysis.frame);
  json["events"] = fit.events;
  json["event_level"] = analysis.event_level;
  json["other_level"] = analysis.other_level;
  json["firth"] = fit.options.firth;
  json["robust"] = fit.options.robust;
  json["conf_level"] = fit.options.level;
  json["conf_method"] = fit.interval == response::LogisticInterval::profile ? "profile" : "wald";
  json["loglik"] = {json_number(fit.loglik_null), json_number(fit.loglik)};
  json["null_deviance"] = json_number(fit.null_deviance);
  json["deviance"] = json_number(fit.deviance);
  json["df_null"] = json_count(fit.df_null);
  json["df_residual"] = json_count(fit.df_residual);
  json["tests"] = {{"likelihood_ratio", model_test_json(fit.likelihood_ratio)},
                   {"wald", model_test_json(fit.wald)},
                   {"score", fit.score ? model_test_json(*fit.score) : Json(nullptr)}};
  json["aic"] = json_number(fit.aic);
  json["bic"] = json_number(fit.bic);
  json["c_statistic"] = json_number(analysis.c_statistic);
  json["iterations"] = fit.iterations;
  json["converged"] = fit.converged;
  json["trouble"] = trouble_json(fit.trouble);
  json["terms"] = Json::array();
  for (const response::LogisticTerm& term : fit.terms)
    json["terms"].push_back(model_term_json(term.name, term, trouble_json(term.trouble)));
  json["vcov"] = report::json_matrix(fit.covariance);
  return json;
}

}  // namespace venscope::study
