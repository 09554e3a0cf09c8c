#include "venscope/study/dose_analysis.hpp"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {
namespace {

using report::Json;
using report::json_number;

void add_concentration(Json& json, const std::string& name, const dose::Concentration& ic50) {
  json[name] = json_number(ic50.value);
  json[name + "_censored"] = name_of(ic50.censoring);
}

/// An end that is open, 0 or infinite, is null.
Json end_json(const std::optional<dose::ConcentrationInterval>& interval, bool low) {
  if (!interval) return nullptr;
  const double end = low ? interval->low : interval->high;
  return end > 0 ? json_number(end) : Json(nullptr);
}

Json dose_curve_json(const dose::CurveFit& fit) {
  Json json;
  json["lower"] = json_number(fit.lower);
  json["upper"] = json_number(fit.upper);
  json["hill"] = json_number(fit.hill);
  add_concentration(json, "ic50", fit.ic50);
  json["ic50_low"] = end_json(fit.interval, true);
  json["ic50_high"] = end_json(fit.interval, false);
  json["ic50_low_delta"] = end_json(fit.interval_delta, true);
  json["ic50_high_delta"] = end_json(fit.interval_delta, false);
  json["ic50_fitted"] = json_number(fit.ic50_fitted);
  add_concentration(json, "ic50_absolute", fit.ic50_absolute);
  json["ic50_absolute_low"] = end_json(fit.interval_absolute, true);
  json["ic50_absolute_high"] = end_json(fit.interval_absolute, false);
  json["control"] = json_number(fit.control);
  json["auc"] = json_number(fit.auc);
  json["auc_trapezoid"] = json_number(fit.auc_trapezoid);
  json["std_error"] = {{"lower", json_number(fit.errors.lower)},
                       {"upper", json_number(fit.errors.upper)},
                       {"hill", json_number(fit.errors.hill)},
                       {"log_ic50", json_number(fit.errors.log_ic50)}};
  json["n"] = fit.wells;
  json["n_missing"] = fit.missing;
  json["doses"] = fit.doses;
  json["dose_low"] = json_number(fit.lowest);
  json["dose_high"] = json_number(fit.highest);
  json["parameters"] = fit.parameters;
  json["rss"] = json_number(fit.squares);
  json["df"] = fit.df;
  json["sigma"] = json_number(fit.sigma);
  json["r_squared"] = json_number(fit.r_squared);
  json["p_effect"] = json_number(fit.p_effect);
  json["p_lack_of_fit"] = json_number(fit.p_lack_of_fit);
  json["state"] = dose::name_of(fit.state);
  json["converged"] = fit.converged;
  json["note"] = fmt::format("{}", fmt::join(fit.notes, "; "));
  return json;
}

Json shared_test_json(const std::optional<dose::SharedTest>& test) {
  if (!test) return nullptr;
  return {{"f", json_number(test->f)},
          {"df1", test->df1},
          {"df2", test->df2},
          {"p", json_number(test->p)}};
}

Json culture_json(const std::optional<dose::CultureTest>& test) {
  if (!test) return nullptr;
  return {{"test", test->paired ? "paired t" : "Welch"},
          {"first", test->first},
          {"second", test->second},
          {"ratio", json_number(test->ratio)},
          {"low", json_number(test->low)},
          {"high", json_number(test->high)},
          {"t", json_number(test->t)},
          {"df", json_number(test->df)},
          {"p", json_number(test->p)},
          {"censored", test->censored}};
}

Json dose_comparison_json(const DoseComparison& comparison) {
  Json json;
  json["curve"] = comparison.name;
  json["groups"] = comparison.groups;
  json["all"] = shared_test_json(comparison.curves.all);
  json["ic50"] = shared_test_json(comparison.curves.ic50);
  json["hill"] = shared_test_json(comparison.curves.hill);
  json["ratios"] = Json::array();
  for (std::size_t g = 1; g < comparison.groups.size(); ++g) {
    const auto& ratio = comparison.curves.ratios[g];
    Json one;
    one["group"] = comparison.groups[g];
    one["reference"] = comparison.groups[0];
    one["ratio"] = ratio ? json_number(ratio->ratio) : Json(nullptr);
    one["low"] = ratio && ratio->low > 0 ? json_number(ratio->low) : Json(nullptr);
    one["high"] = ratio ? json_number(ratio->high) : Json(nullptr);
    if (!comparison.cultures.empty()) one["cultures"] = culture_json(comparison.cultures[g]);
    json["ratios"].push_back(std::move(one));
  }
  json["notes"] = comparison.curves.notes;
  return json;
}

Json plate_json(const DosePlate& plate) {
  const dose::PlateQuality& q = plate.quality;
  return {{"plate", plate.name},
          {"negative", q.negative},
          {"negative_centre", json_number(q.negative_centre)},
          {"negative_sd", json_number(q.negative_sd)},
          {"negative_cv", json_number(q.negative_cv)},
          {"positive", q.positive},
          {"positive_centre", json_number(q.positive_centre)},
          {"positive_sd", json_number(q.positive_sd)},
          {"z_prime", json_number(q.z_prime)},
          {"ssmd", json_number(q.ssmd)}};
}

Json line_json(const std::optional<dose::PlateLine>& line) {
  if (!line) return nullptr;
  return {
      {"name", line->name}, {"wells", line->wells}, {"difference", json_number(line->difference)}};
}

Json edges_json(const DosePlateEdges& plate) {
  const dose::PlateEdges& e = plate.edges;
  return {{"plate", plate.name},
          {"wells", e.rows * e.columns},
          {"edge", e.edge},
          {"inner", e.inner},
          {"difference", json_number(e.difference)},
          {"low", json_number(e.low)},
          {"high", json_number(e.high)},
          {"p", json_number(e.p)},
          {"row", line_json(e.row)},
          {"column", line_json(e.column)}};
}

}  // namespace

std::string_view name_of(dose::Censoring censoring) {
  switch (censoring) {
    case dose::Censoring::none:
      return "none";
    case dose::Censoring::above:
      return "above";
    case dose::Censoring::below:
      return "below";
    case dose::Censoring::undefined:
      return "undefined";
  }
  return "";
}

report::Json to_json(const DoseAnalysis& analysis) {
  Json json;
  json["kind"] = "dose";
  json["n"] = analysis.wells;
  json["n_missing"] = analysis.missing;
  json["controls"] = analysis.controls;
  json["level"] = analysis.options.curve.level;
  json["curves"] = Json::array();
  for (const DoseCurve& curve : analysis.curves) {
    Json one;
    one["curve"] = curve.name;
    if (!analysis.options.columns.group.empty()) one["group"] = curve.group;
    one.update(dose_curve_json(curve.fit));
    json["curves"].push_back(std::move(one));
  }
  if (!analysis.plates.empty()) {
    json["plates"] = Json::array();
    for (const DosePlate& plate : analysis.plates) json["plates"].push_back(plate_json(plate));
  }
  if (!analysis.edges.empty()) {
    json["edges"] = Json::array();
    for (const DosePlateEdges& plate : analysis.edges) json["edges"].push_back(edges_json(plate));
  }
  if (!analysis.options.columns.group.empty()) {
    json["comparisons"] = Json::array();
    for (const DoseComparison& comparison : analysis.comparisons)
      json["comparisons"].push_back(dose_comparison_json(comparison));
  }
  if (!analysis.cultures.empty()) {
    json["cultures"] = Json::array();
    for (const CultureCurve& culture : analysis.cultures) {
      Json one;
      one["curve"] = culture.name;
      one["group"] = culture.group;
      one["replicate"] = culture.culture;
      one.update(dose_curve_json(culture.fit));
      json["cultures"].push_back(std::move(one));
    }
  }
  json["warnings"] = analysis.warnings;
  return json;
}

}  // namespace venscope::study
