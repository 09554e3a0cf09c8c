#include "venscope/endpoint/tied_times.hpp"
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
           "Surv(value, status), or Surv(low, high, type = \"interval2\")");
  if (left && !frame.high.empty())
    refuse("study.tobit_status", "with type = \"interval2\" there is no status to read",
           "a missing lower end for a value below its limit, and no --left");
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

/// What is known of the values.
struct Ends {
  std::vector<double> low, high;
  bool above = false, below = false;  ///< some lie beyond a limit of that side
};

Ends ends_of(const formula::ModelFrame& frame, bool left) {
  Ends ends{frame.low, frame.high};
  if (frame.high.empty()) ends.low = ends.high = frame.outcomes.time;
  for (std::size_t i = 0; i < frame.outcomes.size(); ++i) {
    const std::int32_t status = frame.outcomes.event[i];
    if (status == 1) continue;
    if (status == 2 || left)
      ends.low[i] = -tobit_infinity;
    else
      ends.high[i] = tobit_infinity;
  }
  for (std::size_t i = 0; i < ends.low.size(); ++i) {
    ends.above = ends.above || ends.high[i] == tobit_infinity;
    ends.below = ends.below || ends.low[i] == -tobit_infinity;
  }
  return ends;
}

/// The values as times for a test by ranks: 1, 2, … in their order, so that neither sign nor unit
/// matters. Those that differ by rounding only are tied.
std::vector<double> ranks_as_times(const std::vector<double>& value) {
  std::vector<double> distinct = value;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  double mean = 0;
  for (const double x : distinct) mean += std::fabs(x) / static_cast<double>(distinct.size());
  std::vector<double> scaled;
  for (const double x : distinct) scaled.push_back(mean > 0 ? x / mean : x);
  const endpoint::TieChains chains = endpoint::tie_chains(scaled);
  const std::vector<double>& tied = chains.merged > 0 ? chains.representative : scaled;
  std::vector<double> rank;
  for (std::size_t j = 0; j < tied.size(); ++j)
    rank.push_back(j == 0 ? 1 : rank[j - 1] + (tied[j] != tied[j - 1]));
  std::vector<double> times;
  for (const double x : value)
    times.push_back(rank[static_cast<std::size_t>(
        std::lower_bound(distinct.begin(), distinct.end(), x) - distinct.begin())]);
  return times;
}

}  // namespace

Result<CensoredRankTests> censored_rank_tests(const std::vector<double>& value,
                                              const std::vector<std::int32_t>& observed, bool left,
                                              const std::vector<std::int32_t>& group,
                                              std::vector<std::string> names) {
  endpoint::Outcomes outcomes;
  outcomes.event = observed;
  outcomes.time = ranks_as_times(value);
  // Turned round, what is below its limit is beyond it.
  if (left && !value.empty()) {
    const double most = *std::max_element(outcomes.time.begin(), outcomes.time.end());
    for (double& time : outcomes.time) time = most + 1 - time;
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
  auto frame = formula::model_frame(formula, table, {.weights = options.weights, .values = true});
  if (!frame) return tl::unexpected(std::move(frame.error()));
  if (Problems problems = check_tobit_frame(*frame, options.left); !problems.empty())
    return failure(std::move(problems));
  const Ends ends = ends_of(*frame, options.left);
  const auto& status = frame->outcomes.event;
  if (ends.below && !ends.above && !options.left &&
      std::find(status.begin(), status.end(), 1) != status.end())
    frame->warnings.push_back(
        "the status is 1 and 2 alone: 1 was taken as observed, 2 as below the limit");
  auto fit = response::tobit(
      {.design = frame->design, .low = ends.low, .high = ends.high, .weights = frame->weights},
      options.distribution, options.level, frame->column_names);
  if (!fit) return tl::unexpected(std::move(fit.error()));
  TobitAnalysis analysis;
  analysis.options = options;
  analysis.frame = std::move(*frame);
  analysis.fit = std::move(*fit);
  formula::ModelFrame& used = analysis.frame;
  if (used.terms.size() == 1 && !used.terms[0].reference.empty() && used.weights.empty() &&
      used.high.empty() && !(ends.above && ends.below)) {
    const auto groups = formula::model_frame(formula, table, {.grouping = true, .values = true});
    if (groups && groups->rows == used.rows) {
      std::vector<std::int32_t> is_observed;
      for (const std::int32_t status : used.outcomes.event) is_observed.push_back(status == 1);
      auto tests = censored_rank_tests(used.outcomes.time, is_observed, ends.below,
                                       groups->groups.group, groups->groups.names);
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
  json["censored"] = {{"above", fit.right}, {"below", fit.left}, {"between", fit.between}};
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
