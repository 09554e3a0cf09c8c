#include "venscope/study/analysis_json.hpp"

#include "venscope/study/model_json.hpp"

#include <limits>

namespace venscope::study {
namespace {

using report::Json;
using report::json_count;
using report::json_matrix;
using report::json_number;

Json point_json(const survival::KaplanMeierPoint& point) {
  return {{"time", json_number(point.time)},      {"n_risk", json_count(point.n_risk)},
          {"n_event", json_count(point.n_event)}, {"n_censor", json_count(point.n_censor)},
          {"surv", json_number(point.survival)},  {"std_err", json_number(point.std_error)},
          {"lower", json_number(point.lower)},    {"upper", json_number(point.upper)}};
}

std::string_view name_of(survival::Ties ties) {
  switch (ties) {
    case survival::Ties::efron:
      return "efron";
    case survival::Ties::breslow:
      return "breslow";
    case survival::Ties::exact:
      return "exact";
  }
  return "";
}

std::string_view name_of(survival::CoxTrouble trouble) {
  switch (trouble) {
    case survival::CoxTrouble::none:
      return "none";
    case survival::CoxTrouble::no_events:
      return "no_events";
    case survival::CoxTrouble::collinear:
      return "collinear";
    case survival::CoxTrouble::separation:
      return "separation";
    case survival::CoxTrouble::not_converged:
      return "not_converged";
  }
  return "";
}

std::string_view name_of(Adjustment adjustment) {
  switch (adjustment) {
    case Adjustment::none:
      return "none";
    case Adjustment::holm:
      return "holm";
    case Adjustment::benjamini_hochberg:
      return "bh";
  }
  return "";
}

Json stratum_json(const Stratum& stratum) {
  Json curve = Json::array(), at = Json::array();
  for (const auto& point : stratum.fit.curve) curve.push_back(point_json(point));
  for (const auto& point : stratum.at) at.push_back(point_json(point));
  return {{"stratum", stratum.name},
          {"n", stratum.fit.n},
          {"events", json_count(stratum.fit.events)},
          {"median", json_number(stratum.median.time)},
          {"median_low", json_number(stratum.median.lower)},
          {"median_high", json_number(stratum.median.upper)},
          {"rmean", json_number(stratum.mean.mean)},
          {"rmean_se", json_number(stratum.mean.std_error)},
          {"rmean_horizon", json_number(stratum.mean.horizon)},
          {"robust", stratum.fit.robust},
          {"curve", std::move(curve)},
          {"at", std::move(at)}};
}

Json test_json(double statistic, double df, double p) {
  return {{"chisq", json_number(statistic)}, {"df", json_count(df)}, {"p", json_number(p)}};
}

Json trouble_json(survival::CoxTrouble trouble) {
  return trouble == survival::CoxTrouble::none ? Json(nullptr) : Json(name_of(trouble));
}

template <class T>
Json optional_test(const std::optional<T>& test) {
  return test ? test_json(test->statistic, test->df, test->p) : Json(nullptr);
}

Json concordance_json(const std::optional<accuracy::HarrellConcordance>& concordance) {
  if (!concordance) return {{"estimate", nullptr}, {"std_error", nullptr}};
  return {{"estimate", json_number(concordance->estimate)},
          {"std_error", json_number(concordance->std_error)}};
}

Json zph_json(const std::optional<survival::ProportionalHazardsTest>& zph) {
  Json rows = Json::array();
  if (!zph) return rows;
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  const auto add = [&](const std::string& term, const survival::ChiSquaredTest& test) {
    // Without a column that can be estimated and tested there is no test.
    const bool tested = test.df > 0;
    Json row = {{"term", term}};
    row.update(tested ? test_json(test.statistic, test.df, test.p)
                      : test_json(undefined, 0, undefined));
    rows.push_back(std::move(row));
  };
  for (const survival::ProportionalHazardsRow& row : zph->terms) add(row.term, row.test);
  add("GLOBAL", zph->global);
  return rows;
}

/// The pair counts that Harrell's and Uno's estimates have in common.
void add_pairs(Json& json, const accuracy::PairCounts& pairs) {
  json["concordant"] = json_count(pairs.concordant);
  json["discordant"] = json_count(pairs.discordant);
  json["tied_x"] = json_count(pairs.tied_x);
  json["tied_y"] = json_count(pairs.tied_y);
  json["tied_xy"] = json_count(pairs.tied_xy);
}

std::string_view name_of(accuracy::RocMethod method) {
  switch (method) {
    case accuracy::RocMethod::ipcw:
      return "ipcw";
    case accuracy::RocMethod::nne:
      return "nne";
    case accuracy::RocMethod::km:
      return "km";
  }
  return "";
}

Json roc_time_json(const MarkerRoc& marker, const accuracy::TimeRoc& at) {
  Json curve = Json::array();
  for (const accuracy::RocPoint& point : at.curve)
    curve.push_back({{"cut", json_number(point.cut)},
                     {"tpr", json_number(point.tpr)},
                     {"fpr", json_number(point.fpr)}});
  return {{"time", json_number(at.time)},
          {"marker", marker.marker},
          {"cases", at.cases},
          {"controls", at.controls},
          {"censored", at.censored},
          {"auc", json_number(at.auc)},
          {"std_error", json_number(at.std_error)},
          {"conf_low", json_number(at.conf_low)},
          {"conf_high", json_number(at.conf_high)},
          {"undefined", at.undefined.empty() ? Json(nullptr) : Json(at.undefined)},
          {"curve", std::move(curve)}};
}

Json fisher_json(const std::optional<response::Fisher>& fisher) {
  if (!fisher) return nullptr;
  Json json = {{"p", json_number(fisher->p)},
               {"odds_ratio", json_number(fisher->odds_ratio)},
               {"conf_low", json_number(fisher->conf_low)},
               {"conf_high", json_number(fisher->conf_high)},
               {"mid_p", fisher->monte_carlo ? Json(nullptr) : json_number(fisher->mid_p)},
               {"monte_carlo", fisher->monte_carlo}};
  if (fisher->monte_carlo) {
    json["replicates"] = fisher->replicates;
    json["p_std_error"] = json_number(fisher->p_std_error);
  }
  return json;
}

Json interval_json(const response::Interval& interval) {
  return {{"low", json_number(interval.low)}, {"high", json_number(interval.high)}};
}

Json interval_json(const std::optional<response::Interval>& interval) {
  return interval ? interval_json(*interval) : Json(nullptr);
}

}  // namespace

Json to_json(const std::optional<response::Effect>& effect) {
  if (!effect) return nullptr;
  return {{"estimate", json_number(effect->estimate)},
          {"conf_low", json_number(effect->interval.low)},
          {"conf_high", json_number(effect->interval.high)}};
}

Json to_json(const response::TwoProportions& effects) {
  return {{"difference",
           {{"estimate", json_number(effects.difference)},
            {"newcombe", interval_json(effects.newcombe)},
            {"miettinen_nurminen", interval_json(effects.miettinen_nurminen)}}},
          {"risk_ratio",
           {{"estimate", json_number(effects.ratio)},
            {"miettinen_nurminen", interval_json(effects.ratio_score)},
            {"katz", interval_json(effects.katz)}}},
          {"odds_ratio",
           {{"estimate", json_number(effects.odds_ratio)},
            {"miettinen_nurminen", interval_json(effects.odds_score)},
            {"woolf", interval_json(effects.woolf)},
            {"conditional", json_number(effects.conditional_odds_ratio)},
            {"exact", interval_json(effects.cornfield)},
            {"mid_p", interval_json(effects.mid_p)}}}};
}

std::string_view name_of(survival::ConfidenceScale scale) {
  switch (scale) {
    case survival::ConfidenceScale::log:
      return "log";
    case survival::ConfidenceScale::log_log:
      return "log-log";
    case survival::ConfidenceScale::plain:
      return "plain";
    case survival::ConfidenceScale::none:
      return "none";
  }
  return "";
}

Json common_json(std::string_view kind, const formula::ModelFrame& frame) {
  std::size_t events = 0;
  for (const std::int32_t event : frame.outcomes.event) events += event != 0;
  Json missing = Json::object();
  for (const formula::MissingCount& count : frame.missing) missing[count.name] = count.rows;
  Json json;
  json["kind"] = kind;
  json["formula"] = frame.formula;
  json["n"] = frame.rows.size();
  json["n_missing"] = frame.n_missing;
  json["missing"] = std::move(missing);
  if (frame.outcomes.size() > 0)
    json["events"] = events;
  else
    json["events"] = nullptr;
  json["warnings"] = frame.warnings;
  return json;
}

Json to_json(const CurvesAnalysis& analysis) {
  Json json = common_json("km", analysis.frame);
  json["conf_type"] = name_of(analysis.options.curve.scale);
  json["conf_level"] = analysis.options.curve.level;
  json["strata"] = Json::array();
  for (const Stratum& stratum : analysis.strata) json["strata"].push_back(stratum_json(stratum));
  return json;
}

Json to_json(const LogRankAnalysis& analysis) {
  Json json = common_json("logrank", analysis.frame);
  json["rho"] = analysis.options.rho;
  if (analysis.options.gamma != 0) json["gamma"] = analysis.options.gamma;
  json["groups"] = Json::array();
  const auto& names = analysis.frame.groups.names;
  for (std::size_t k = 0; k < names.size(); ++k) {
    const survival::LogRankGroup& group = analysis.test.groups[k];
    json["groups"].push_back({{"group", names[k]},
                              {"n", json_count(group.n)},
                              {"observed", json_number(group.observed)},
                              {"expected", json_number(group.expected)}});
  }
  json.update(test_json(analysis.test.chi_squared, analysis.test.df, analysis.test.p));
  json["variance"] = json_matrix(analysis.test.variance);
  if (analysis.trend)
    json["trend"] = test_json(analysis.trend->chi_squared, analysis.trend->df, analysis.trend->p);
  if (!analysis.options.pairwise) return json;
  json["pairwise_adjustment"] = name_of(*analysis.options.pairwise);
  json["pairwise"] = Json::array();
  for (const survival::PairwiseLogRank& pair : analysis.pairwise)
    json["pairwise"].push_back({{"first", names[pair.first]},
                                {"second", names[pair.second]},
                                {"chisq", json_number(pair.chi_squared)},
                                {"p", json_number(pair.p)},
                                {"p_adjusted", json_number(pair.p_adjusted)}});
  return json;
}

Json to_json(const CoxAnalysis& analysis) {
  const survival::CoxFit& fit = analysis.fit;
  Json json = common_json("cox", analysis.frame);
  json["ties"] = name_of(fit.options.ties);
  json["firth"] = fit.options.firth;
  json["robust"] = fit.naive_covariance.has_value();
  json["conf_level"] = fit.options.level;
  json["conf_method"] = fit.interval == survival::CoxInterval::profile ? "profile" : "wald";
  json["strata"] = analysis.frame.strata.names;
  json["loglik"] = {json_number(fit.loglik_null), json_number(fit.loglik)};
  json["tests"] = {{"likelihood_ratio", model_test_json(fit.likelihood_ratio)},
                   {"wald", model_test_json(fit.wald)},
                   {"score", model_test_json(fit.score)}};
  if (fit.robust_score) json["tests"]["robust_score"] = model_test_json(*fit.robust_score);
  json["aic"] = json_number(fit.aic);
  json["bic"] = json_number(fit.bic);
  json["aicc"] = json_number(fit.aicc);
  json["concordance"] = concordance_json(analysis.concordance);
  json["iterations"] = fit.iterations;
  json["converged"] = fit.converged;
  json["trouble"] = trouble_json(fit.trouble);
  json["terms"] = Json::array();
  for (std::size_t j = 0; j < fit.terms.size(); ++j)
    json["terms"].push_back(model_term_json(analysis.frame.column_names[j], fit.terms[j],
                                            trouble_json(fit.terms[j].trouble)));
  json["vcov"] = json_matrix(fit.covariance);
  json["zph"] = zph_json(analysis.zph);
  return json;
}

Json to_json(const TableAnalysis& analysis) {
  const response::TwoWay& result = analysis.result;
  Json json = common_json("table", analysis.frame);
  json["groups"] = result.table.row_levels;
  json["outcomes"] = result.table.column_levels;
  json["counts"] = Json::array();
  for (std::size_t i = 0; i < result.table.rows(); ++i) {
    Json row = Json::array();
    for (std::size_t j = 0; j < result.table.columns(); ++j) row.push_back(result.table(i, j));
    json["counts"].push_back(std::move(row));
  }
  json["pearson"] = optional_test(result.pearson);
  json["yates"] = optional_test(result.yates);
  json["n_minus_one"] = optional_test(result.n_minus_one);
  json["likelihood_ratio"] = optional_test(result.likelihood_ratio);
  json["fisher"] = fisher_json(result.fisher);
  if (result.fisher && result.fisher->odds_ratio)
    json["fisher"]["outcome"] = result.table.column_levels.front();
  json["effects"] = result.effects ? to_json(*result.effects) : Json(nullptr);
  json["counted_level"] = result.counted_level;
  json["proportions"] = Json::array();
  for (const response::GroupProportion& group : result.proportions)
    json["proportions"].push_back({{"group", group.group},
                                   {"x", group.x},
                                   {"n", group.n},
                                   {"p", json_number(group.p)},
                                   {"wilson_low", json_number(group.wilson.low)},
                                   {"wilson_high", json_number(group.wilson.high)},
                                   {"exact_low", json_number(group.clopper_pearson.low)},
                                   {"exact_high", json_number(group.clopper_pearson.high)}});
  return json;
}

Json to_json(const ConcordanceAnalysis& analysis) {
  Json json = common_json("concordance", analysis.frame);
  json["marker"] = analysis.marker;
  json["harrell"] = {{"estimate", json_number(analysis.harrell.estimate)},
                     {"std_error", json_number(analysis.harrell.std_error)}};
  add_pairs(json["harrell"], analysis.harrell);
  json["uno"] = {{"estimate", nullptr}, {"std_error", nullptr}, {"tau", nullptr}};
  if (analysis.uno)
    json["uno"] = {{"estimate", json_number(analysis.uno->estimate)},
                   {"std_error", json_number(analysis.uno->std_error)},
                   {"tau", json_number(analysis.uno->tau)}};
  return json;
}

Json to_json(const RocAnalysis& analysis) {
  const accuracy::RocOptions& options = analysis.options.roc;
  Json json = common_json("roc", analysis.frame);
  json["method"] = name_of(options.method);
  json["span"] = nullptr;
  if (options.method == accuracy::RocMethod::nne && !analysis.markers.empty())
    json["span"] = json_number(analysis.markers.front().roc.span);
  json["resamples"] = options.resamples;
  json["cause"] = nullptr;
  if (analysis.options.cause)
    json["cause"] = analysis.frame.named_causes || analysis.markers.empty()
                        ? Json(*analysis.options.cause)
                        : Json(analysis.markers.front().roc.options.cause);
  json["conf_level"] = options.level;
  json["times"] = Json::array();
  for (const MarkerRoc& marker : analysis.markers)
    for (const accuracy::TimeRoc& at : marker.roc.times)
      json["times"].push_back(roc_time_json(marker, at));
  json["differences"] = Json::array();
  for (const MarkerAucDifference& pair : analysis.differences)
    json["differences"].push_back({{"time", json_number(pair.difference.time)},
                                   {"marker", pair.marker},
                                   {"reference", pair.reference},
                                   {"difference", json_number(pair.difference.difference)},
                                   {"std_error", json_number(pair.difference.std_error)},
                                   {"conf_low", json_number(pair.difference.conf_low)},
                                   {"conf_high", json_number(pair.difference.conf_high)},
                                   {"z", json_number(pair.difference.z)},
                                   {"p", json_number(pair.difference.p)}});
  return json;
}

}  // namespace venscope::study
