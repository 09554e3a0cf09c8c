#include "venscope/study/analysis_json.hpp"
#include "venscope/study/tobit_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::study {
namespace {

using report::Json;
using report::json_number;

constexpr double tobit_infinity = std::numeric_limits<double>::infinity();

/// What stands in the frame and cannot be used here.
Problems check_tobit_frame(const formula::ModelFrame& frame, bool left) {
  Problems problems;
  const auto refuse = [&](const char* code, std::string what, std::string expected) {
    problems.push_back({code, {"formula", 0, ""}, std::move(what), std::move(expected), ""});
  };
  if (!frame.strata.empty())
    refuse("study.strata", "strata() has no meaning here",
           "terms; factor(…) gives a group its own");
  if (frame.outcomes.delayed_entry())
    refuse("study.tobit_status", "Surv() of three arguments is a follow-up with delayed entry",
           "Surv(value, status)");
  for (const std::int32_t status : frame.outcomes.event)
    if (status > (left ? 1 : 2)) {
      refuse("study.tobit_status", fmt::format("a status of {}", status),
             left ? "1 observed, 0 below the limit" : "1 observed, 0 above the limit, 2 below it");
      break;
    }
  return problems;
}

Json rank_json(const char* name, const survival::LogRank& test) {
  return {{"test", name},
          {"chisq", json_number(test.chi_squared)},
          {"df", test.df},
          {"p", json_number(test.p)}};
}

}  // namespace

Result<CensoredRankTests> censored_rank_tests(const std::vector<double>& value,
                                              const std::vector<std::int32_t>& observed, bool left,
                                              const std::vector<std::int32_t>& group,
                                              std::vector<std::string> names) {
  endpoint::Outcomes outcomes;
  outcomes.event = observed;
  outcomes.time = value;
  // Turned round, what is below its limit is beyond it.
  if (left && !value.empty()) {
    const double most = *std::max_element(value.begin(), value.end());
    for (double& time : outcomes.time) time = most - time;
  }
  const std::size_t k = names.size();
  auto log_rank = survival::log_rank(outcomes, group, k),
       peto = survival::log_rank(outcomes, group, k, {}, survival::RankWeight(1, 0)),
       gehan = survival::log_rank(outcomes, group, k, {}, survival::RankWeight::Kind::gehan);
  if (!log_rank) return failure(std::move(log_rank.error()));
  if (!peto) return failure(std::move(peto.error()));
  if (!gehan) return failure(std::move(gehan.error()));
  return CensoredRankTests{std::move(names), std::move(*log_rank), std::move(*peto),
                           std::move(*gehan)};
}

Result<TobitAnalysis> analyse_tobit(std::string_view formula, const cohort::Table& table,
                                    const TobitAnalysisOptions& options) {
  auto frame =
      formula::model_frame(formula, table, {.weights = options.weights, .competing = true});
  if (!frame) return tl::unexpected(std::move(frame.error()));
  if (Problems problems = check_tobit_frame(*frame, options.left); !problems.empty())
    return failure(std::move(problems));
  std::vector<double> low = frame->outcomes.time, high = frame->outcomes.time;
  bool above = false, below = false, observed = false;
  for (std::size_t i = 0; i < low.size(); ++i) {
    const std::int32_t status = frame->outcomes.event[i];
    observed = observed || status == 1;
    const bool is_below = status == 2 || (status == 0 && options.left);
    if (status == 1) continue;
    (is_below ? below : above) = true;
    (is_below ? low : high)[i] = is_below ? -tobit_infinity : tobit_infinity;
  }
  if (below && !above && !options.left && observed)
    frame->warnings.push_back(
        "the status is 1 and 2 alone: 1 was taken as observed, 2 as below the limit");
  auto fit = response::tobit(
      {.design = frame->design, .low = low, .high = high, .weights = frame->weights},
      options.distribution, options.level, frame->column_names);
  if (!fit) return tl::unexpected(std::move(fit.error()));
  TobitAnalysis analysis;
  analysis.options = options;
  analysis.frame = std::move(*frame);
  analysis.fit = std::move(*fit);
  formula::ModelFrame& used = analysis.frame;
  if (used.terms.size() == 1 && !used.terms[0].reference.empty() && used.weights.empty() &&
      !(above && below)) {
    const auto groups = formula::model_frame(formula, table, {.competing = true, .grouping = true});
    if (groups && groups->rows == used.rows) {
      std::vector<std::int32_t> is_observed;
      for (const std::int32_t status : used.outcomes.event) is_observed.push_back(status == 1);
      auto tests = censored_rank_tests(used.outcomes.time, is_observed, below, groups->groups.group,
                                       groups->groups.names);
      if (tests) analysis.ranks = std::move(*tests);
    }
  }
  used.warnings.insert(used.warnings.end(), analysis.fit.warnings.begin(),
                       analysis.fit.warnings.end());
  return analysis;
}

report::Json to_json(const CensoredRankTests& tests) {
  return Json::array({rank_json("log-rank", tests.log_rank), rank_json("Peto", tests.peto),
                      rank_json("Gehan", tests.gehan)});
}

report::Json to_json(const TobitAnalysis& analysis) {
  const response::TobitFit& fit = analysis.fit;
  const bool log = analysis.options.distribution == response::TobitDistribution::lognormal;
  Json json = common_json("tobit", analysis.frame);
  json["events"] = fit.observed;
  json["distribution"] = log ? "lognormal" : "gaussian";
  json["censored"] = {{"above", fit.right}, {"below", fit.left}};
  json["terms"] = Json::array();
  for (const response::TobitTerm& term : fit.terms) {
    Json one{{"term", term.name},
             {"coef", json_number(term.coef)},
             {"std_error", json_number(term.std_error)},
             {"z", json_number(term.z)},
             {"p", json_number(term.p)},
             {"conf_low", json_number(term.conf_low)},
             {"conf_high", json_number(term.conf_high)}};
    if (log) {
      one["ratio"] = json_number(std::exp(term.coef));
      one["ratio_low"] = json_number(std::exp(term.conf_low));
      one["ratio_high"] = json_number(std::exp(term.conf_high));
    }
    json["terms"].push_back(std::move(one));
  }
  json["scale"] = json_number(fit.scale);
  json["log_scale_se"] = json_number(fit.log_scale_se);
  json["loglik"] = {json_number(fit.loglik_null), json_number(fit.loglik)};
  json["likelihood_ratio"] = {
      {"statistic", json_number(fit.chi_squared)}, {"df", fit.df}, {"p", json_number(fit.p)}};
  json["rank_tests"] = analysis.ranks ? to_json(*analysis.ranks) : Json(nullptr);
  json["iterations"] = fit.iterations;
  json["converged"] = fit.converged;
  return json;
}

}  // namespace venscope::study
