// The penalised Cox model as JSON.
#include "venscope/study/analysis_json.hpp"

namespace venscope::study {
namespace {

using report::Json;
using report::json_number;

Json by_column(const CoxnetAnalysis& analysis,
               const std::vector<survival::CoxnetCoefficient>& coefficients) {
  Json values = Json::object();
  for (const survival::CoxnetCoefficient& one : coefficients)
    values[analysis.columns[one.column]] = json_number(one.value);
  return values;
}

Json numbers_json(const std::vector<double>& values) {
  Json json = Json::array();
  for (const double value : values) json.push_back(json_number(value));
  return json;
}

Json optional_json(const std::optional<double>& value) {
  return value ? json_number(*value) : Json(nullptr);
}

/// The shares of columns that have one, by column.
Json shares_json(const CoxnetAnalysis& analysis, const std::vector<double>& shares) {
  Json json = Json::object();
  for (std::size_t j = 0; j < shares.size(); ++j)
    if (shares[j] > 0) json[analysis.columns[j]] = json_number(shares[j]);
  return json;
}

Json relaxed_json(const CoxnetAnalysis& analysis) {
  const auto& relaxed = analysis.validation.relaxed;
  if (!relaxed) return nullptr;
  Json gammas = Json::array();
  for (std::size_t g = 0; g < relaxed->gamma.size(); ++g)
    gammas.push_back({{"gamma", json_number(relaxed->gamma[g])},
                      {"cvm", numbers_json(relaxed->rounds[g].mean)},
                      {"cvsd", numbers_json(relaxed->rounds[g].std_error)}});
  const auto& steps = analysis.validation.path.steps;
  return {{"gammas", std::move(gammas)},
          {"lambda_min", json_number(steps[relaxed->at_min].lambda)},
          {"gamma_min", json_number(relaxed->gamma[relaxed->gamma_min])},
          {"lambda_1se", json_number(steps[relaxed->at_1se].lambda)},
          {"gamma_1se", json_number(relaxed->gamma[relaxed->gamma_1se])},
          {"coef_min", by_column(analysis, analysis.chosen_min())},
          {"coef_1se", by_column(analysis, analysis.chosen_1se())}};
}

Json stability_json(const CoxnetAnalysis& analysis) {
  const auto& found = analysis.stability;
  if (!found) return nullptr;
  Json stable = Json::array();
  for (const std::size_t j : found->stable) stable.push_back(analysis.columns[j]);
  return {{"halves", found->halves},
          {"complementary", found->complementary},
          {"threshold", json_number(found->threshold)},
          {"q", found->q},
          {"columns", found->columns},
          {"mean_selected", json_number(found->mean_selected)},
          {"false_selections", optional_json(found->bound)},
          {"false_selections_unimodal", optional_json(found->bound_unimodal)},
          {"false_selections_concave", optional_json(found->bound_concave)},
          {"stable", std::move(stable)},
          {"frequency", shares_json(analysis, found->frequency)}};
}

Json bootstrap_json(const CoxnetAnalysis& analysis) {
  const auto& found = analysis.bootstrap;
  if (!found) return nullptr;
  return {{"resamples", found->resamples},
          {"failed", found->failed},
          {"mean_selected_min", json_number(found->mean_at_min)},
          {"mean_selected_1se", json_number(found->mean_at_1se)},
          {"frequency_min", shares_json(analysis, found->at_min)},
          {"frequency_1se", shares_json(analysis, found->at_1se)}};
}

}  // namespace

Json to_json(const CoxnetAnalysis& analysis) {
  const survival::CoxnetValidation& validation = analysis.validation;
  const CoxnetAnalysisOptions& options = analysis.options;
  const auto& steps = validation.path.steps;
  Json json = common_json("coxnet", analysis.frame);
  json["alpha"] = json_number(options.fit.alpha);
  json["ties"] = options.fit.ties == survival::Ties::efron ? "efron" : "breslow";
  json["columns"] = analysis.columns.size();
  json["unpenalised"] = std::vector<std::string>(
      analysis.columns.begin(),
      analysis.columns.begin() + static_cast<std::ptrdiff_t>(analysis.unpenalised));
  json["n_without_sample"] = analysis.without_sample;
  json["folds"] = analysis.folds;
  json["repeats"] = options.fold_column ? 1 : options.repeats;
  json["seed"] = options.fold_column ? Json(nullptr) : Json(options.seed);
  json["measure"] =
      validation.measure == survival::CoxnetMeasure::concordance ? "concordance" : "deviance";
  json["null_deviance"] = json_number(validation.path.null_deviance);
  for (const char* key : {"lambda", "df", "dev_ratio", "cvm", "cvsd"}) json[key] = Json::array();
  for (std::size_t k = 0; k < steps.size(); ++k) {
    json["lambda"].push_back(json_number(steps[k].lambda));
    json["df"].push_back(steps[k].df());
    json["dev_ratio"].push_back(json_number(steps[k].deviance_ratio));
    json["cvm"].push_back(json_number(validation.mean[k]));
    json["cvsd"].push_back(json_number(validation.std_error[k]));
  }
  json["lambda_min"] = json_number(steps[validation.at_min].lambda);
  json["lambda_1se"] = json_number(steps[validation.at_1se].lambda);
  json["coef_min"] = by_column(analysis, steps[validation.at_min].coefficients);
  json["coef_1se"] = by_column(analysis, steps[validation.at_1se].coefficients);
  Json repeats = Json::array();
  for (const survival::CoxnetRound& round : validation.repeats)
    repeats.push_back({{"lambda_min", json_number(steps[round.at_min].lambda)},
                       {"lambda_1se", json_number(steps[round.at_1se].lambda)}});
  if (!repeats.empty()) json["by_repeat"] = std::move(repeats);
  if (options.adaptive)
    json["adaptive"] = {
        {"start", options.adaptive->start == survival::CoxnetAdaptive::Start::ridge ? "ridge"
                                                                                    : "univariate"},
        {"gamma", json_number(options.adaptive->gamma)},
        {"ridge_lambda", options.adaptive->start == survival::CoxnetAdaptive::Start::ridge
                             ? json_number(validation.ridge_lambda)
                             : Json(nullptr)}};
  if (validation.relaxed) json["relaxed"] = relaxed_json(analysis);
  if (analysis.stability) json["stability"] = stability_json(analysis);
  if (analysis.bootstrap) json["bootstrap"] = bootstrap_json(analysis);
  return json;
}

}  // namespace venscope::study
