#include "venscope/study/analysis_json.hpp"
#include "venscope/study/arm_survival.hpp"

#include <cmath>

namespace venscope::study {

namespace {

using report::Json;
using report::json_count;
using report::json_number;

Json chi_squared_json(const survival::ChiSquaredTest& test) {
  return {{"chisq", json_number(test.statistic)},
          {"df", json_count(test.df)},
          {"p", json_number(test.p)}};
}

Json rank_test_json(const survival::LogRank& test) {
  return {{"chisq", json_number(test.chi_squared)},
          {"df", json_count(test.df)},
          {"p", json_number(test.p)}};
}

/// A ratio that runs off has no numbers.
Json ratio_json(const survival::CoxTerm& term) {
  const bool known = term.trouble == survival::CoxTrouble::none && std::isfinite(term.coef);
  const auto number = [&](double value) { return known ? json_number(value) : Json(nullptr); };
  return {{"hr", number(std::exp(term.coef))},   {"coef", number(term.coef)},
          {"std_error", number(term.std_error)}, {"conf_low", number(term.conf_low)},
          {"conf_high", number(term.conf_high)}, {"p", number(term.p)}};
}

Json piecewise_json(const survival::PiecewiseHazard& piecewise) {
  Json intervals = Json::array();
  for (const survival::HazardInterval& interval : piecewise.intervals) {
    Json one = {{"from", json_number(interval.from)},
                {"to", json_number(interval.to)},
                {"n_risk", {interval.n_risk[0], interval.n_risk[1]}},
                {"events", {interval.events[0], interval.events[1]}}};
    one.update(ratio_json(interval.ratio));
    intervals.push_back(std::move(one));
  }
  return {{"intervals", std::move(intervals)},
          {"change", chi_squared_json(piecewise.change)},
          {"wald", chi_squared_json(piecewise.wald)}};
}

Json arm_hazard_json(const ArmHazard& hazard) {
  Json json = {{"model", hazard.model}};
  if (!hazard.cox) {
    json["why_not"] = hazard.why_not;
    return json;
  }
  json["n"] = hazard.cox->fit.n;
  json["events"] = json_count(hazard.cox->fit.events);
  json.update(ratio_json(*hazard.term()));
  if (hazard.firth) json["firth"] = ratio_json(*hazard.firth);
  json["zph"] = hazard.zph ? chi_squared_json(*hazard.zph) : Json(nullptr);
  if (hazard.piecewise) json["piecewise"] = piecewise_json(*hazard.piecewise);
  json["cox"] = to_json(*hazard.cox);
  return json;
}

Json milestone_json(const survival::Milestone& milestone) {
  const auto arm = [](const survival::KaplanMeierPoint& point) {
    return Json{{"surv", json_number(point.survival)},
                {"std_err", json_number(point.std_error)},
                {"lower", json_number(point.lower)},
                {"upper", json_number(point.upper)},
                {"n_risk", json_count(point.n_risk)}};
  };
  return {{"time", json_number(milestone.time)},
          {"arms", {arm(milestone.reference), arm(milestone.compared)}},
          {"difference", to_json(milestone.difference)},
          {"cumulative_hazard_ratio", to_json(milestone.hazard_ratio)}};
}

}  // namespace

Json to_json(const ArmSurvival& analysis) {
  Json json = common_json("survival_by_arm", analysis.curves.frame);
  json["warnings"] = analysis.warnings;
  json["conf_level"] = analysis.options.curve.level;
  json["reference"] = analysis.arms[0];
  json["compared"] = analysis.arms[1];
  const Json curves = to_json(analysis.curves);
  json["arms"] = Json::array();
  for (std::size_t a = 0; a < 2; ++a) {
    const survival::MedianByDensity& median = analysis.density_medians[a];
    Json arm = {{"arm", analysis.arms[a]}};
    arm.update(curves["strata"][a]);
    arm["median_spss"] = {{"median", json_number(median.time)},
                          {"std_error", json_number(median.std_error)},
                          {"low", json_number(median.lower)},
                          {"high", json_number(median.upper)}};
    json["arms"].push_back(std::move(arm));
  }
  json["logrank"] = rank_test_json(analysis.log_rank);
  json["logrank_stratified"] =
      analysis.stratified ? rank_test_json(*analysis.stratified) : Json(nullptr);
  json["tests"] = Json::array();
  for (const ArmTest& test : analysis.weighted) {
    Json one = {{"test", test_words(test.weight)}};
    if (test.weight.kind == survival::RankWeight::Kind::fleming_harrington) {
      one["rho"] = test.weight.rho;
      one["gamma"] = test.weight.gamma;
    }
    one.update(rank_test_json(test.test));
    json["tests"].push_back(std::move(one));
  }
  json["hazard_ratios"] = Json::array();
  for (const ArmHazard& hazard : analysis.hazards)
    json["hazard_ratios"].push_back(arm_hazard_json(hazard));
  const auto p = analysis.against_proportional();
  json["proportional"] = {{"p", json_number(p)}, {"rejected", p ? Json(*p < 0.05) : Json(nullptr)}};
  if (analysis.means) {
    const auto mean = [&](std::size_t a, const survival::RestrictedMean& of) {
      return Json{{"arm", analysis.arms[a]},
                  {"rmst", json_number(of.mean)},
                  {"std_error", json_number(of.std_error)}};
    };
    json["rmst"] = {
        {"tau", json_number(analysis.means->horizon)},
        {"tau_declared", json_number(analysis.options.horizon)},
        {"arms", {mean(0, analysis.means->reference), mean(1, analysis.means->compared)}},
        {"difference", to_json(analysis.means->difference)},
        {"ratio", to_json(analysis.means->ratio)},
        {"lost_ratio", to_json(analysis.means->lost_ratio)}};
  } else {
    json["rmst"] = nullptr;
  }
  json["milestones"] = Json::array();
  for (const survival::Milestone& milestone : analysis.milestones)
    json["milestones"].push_back(milestone_json(milestone));
  return json;
}

}  // namespace venscope::study
