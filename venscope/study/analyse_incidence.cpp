#include "venscope/study/analysis_json.hpp"
#include "venscope/study/competing.hpp"

#include <limits>

#include <fmt/format.h>

namespace venscope::study {
namespace {

using report::Json;
using report::json_count;
using report::json_number;

constexpr double undefined_incidence = std::numeric_limits<double>::quiet_NaN();

/// What stands against Gray's test, or "".
std::string against_gray(const formula::ModelFrame& frame) {
  if (frame.outcomes.delayed_entry()) return "delayed entry";
  if (!frame.weights.empty()) return "weights";
  if (!frame.clusters.empty()) return "clusters";
  return "";
}

void add_gray_tests(IncidenceAnalysis& analysis) {
  const formula::ModelFrame& frame = analysis.frame;
  auto& warnings = analysis.frame.warnings;
  if (frame.groups.names.size() < 2) return;
  if (const std::string reason = against_gray(frame); !reason.empty()) {
    warnings.push_back("Gray's test is not defined with " + reason + " and was left out");
    return;
  }
  for (const formula::Cause& cause : frame.causes) {
    auto test = survival::gray_test(frame.outcomes, frame.groups.group, frame.groups.names.size(),
                                    cause.code, frame.strata.group, analysis.options.rho);
    if (!test) {
      for (const Problem& problem : test.error())
        warnings.push_back("Gray's test was left out: " + to_text(problem));
      return;
    }
    for (const std::string& warning : test->warnings)
      warnings.push_back(fmt::format("cause {}: {}", cause.name, warning));
    analysis.gray.push_back(std::move(*test));
  }
}

std::vector<survival::IncidenceReading> read_at(const survival::CumulativeIncidence& fit,
                                                std::size_t cause, const std::vector<double>& times,
                                                bool& beyond) {
  auto readings = survival::at_times(fit, cause, times);
  for (survival::IncidenceReading& reading : readings) {
    if (reading.time <= fit.times.back().time || fit.times.back().event_free <= 0) continue;
    auto& point = reading.point;
    point.estimate = point.std_error = point.lower = point.upper = undefined_incidence;
    beyond = true;
  }
  return readings;
}

Json point_json(double time, double n_risk, const survival::IncidencePoint& point) {
  return {{"time", json_number(time)},
          {"n_risk", json_count(n_risk)},
          {"n_event", json_count(point.n_event)},
          {"estimate", json_number(point.estimate)},
          {"std_err", json_number(point.std_error)},
          {"lower", json_number(point.lower)},
          {"upper", json_number(point.upper)}};
}

/// A number where the file has numbers, else the text.
Json cause_json(const formula::ModelFrame& frame, const formula::Cause& cause) {
  return frame.named_causes ? Json(cause.name) : Json(cause.code);
}

Json stratum_json(const formula::ModelFrame& frame, const IncidenceStratum& stratum) {
  const survival::CumulativeIncidence& fit = stratum.fit;
  Json causes = Json::array();
  double events = 0;
  for (std::size_t c = 0; c < fit.causes.size(); ++c) {
    Json curve = Json::array(), at = Json::array();
    for (std::size_t j = 0; j < fit.times.size(); ++j)
      curve.push_back(point_json(fit.times[j].time, fit.times[j].n_risk, fit.causes[c].points[j]));
    for (const survival::IncidenceReading& reading : stratum.at[c])
      at.push_back(point_json(reading.time, reading.n_risk, reading.point));
    events += fit.causes[c].events;
    causes.push_back({{"cause", cause_json(frame, frame.causes[c])},
                      {"events", json_count(fit.causes[c].events)},
                      {"curve", std::move(curve)},
                      {"at", std::move(at)}});
  }
  return {{"stratum", stratum.name},
          {"n", fit.n},
          {"events", json_count(events)},
          {"causes", std::move(causes)}};
}

}  // namespace

Result<IncidenceAnalysis> analyse_incidence(std::string_view formula, const cohort::Table& table,
                                            const IncidenceOptions& options) {
  auto frame = formula::model_frame(formula, table, options.frame());
  if (!frame) return tl::unexpected(std::move(frame.error()));
  if (frame->causes.empty())
    return cannot_analyse("survival.no_cause",
                          fmt::format("none of the {} rows has an event", frame->rows.size()),
                          "0 means censored; every other value is a cause");
  IncidenceAnalysis analysis{std::move(*frame), options, {}, {}};
  formula::Grouping groups = analysis.frame.groups;
  if (groups.empty()) {
    groups.names = {"all"};
    groups.group.assign(analysis.frame.rows.size(), 0);
  }
  std::vector<std::int32_t> causes;
  for (const formula::Cause& cause : analysis.frame.causes) causes.push_back(cause.code);
  auto fits = survival::cumulative_incidence(analysis.frame.outcomes, groups.group,
                                             groups.names.size(), causes, analysis.frame.weights,
                                             analysis.frame.clusters.group, options.curve);
  if (!fits) return tl::unexpected(std::move(fits.error()));
  for (std::size_t g = 0; g < fits->size(); ++g) {
    IncidenceStratum stratum{groups.names[g], std::move((*fits)[g]), {}};
    bool beyond = false;
    for (std::size_t c = 0; c < causes.size(); ++c)
      stratum.at.push_back(read_at(stratum.fit, c, options.times, beyond));
    if (beyond)
      analysis.frame.warnings.push_back(
          fmt::format("{}: the curves end before the last time asked for", stratum.name));
    analysis.strata.push_back(std::move(stratum));
  }
  add_gray_tests(analysis);
  return analysis;
}

Json to_json(const IncidenceAnalysis& analysis) {
  const formula::ModelFrame& frame = analysis.frame;
  Json json = common_json("cuminc", frame);
  json["conf_type"] = name_of(analysis.options.curve.scale);
  json["conf_level"] = analysis.options.curve.level;
  json["rho"] = analysis.options.rho;
  json["causes"] = Json::array();
  for (const formula::Cause& cause : frame.causes)
    json["causes"].push_back(cause_json(frame, cause));
  json["strata"] = Json::array();
  for (const IncidenceStratum& stratum : analysis.strata)
    json["strata"].push_back(stratum_json(frame, stratum));
  json["gray"] = Json::array();
  for (std::size_t c = 0; c < analysis.gray.size(); ++c)
    json["gray"].push_back({{"cause", cause_json(frame, frame.causes[c])},
                            {"statistic", json_number(analysis.gray[c].statistic)},
                            {"df", json_count(analysis.gray[c].df)},
                            {"p", json_number(analysis.gray[c].p)}});
  return json;
}

}  // namespace venscope::study
